"""How quick the pages are, on a million deals: see ``benchmarks/pages.py``."""
