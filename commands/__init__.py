"""The commands of ``cli.py``, a module each. They know no browser: of ``ui`` only what needs none."""
