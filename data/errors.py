"""Errors that speak to the person who can mend them.

The text is a gettext message id in English with ``{names}``; the interface
translates it before filling in, so an error is as bilingual as a button.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class VoronkaError(Exception):
    """``message`` is a template, ``values`` fills it; ``str()`` is English."""

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values
        super().__init__(message.format(**values))


class BadInput(VoronkaError):
    """What was given cannot be read or understood. Exit code 2."""


class Refused(VoronkaError):
    """Understood, and not done: the number would be wrong, or a decision is missing. Exit code 3."""


class Unknown(BadInput):
    """A name that does not exist, with the nearest names that do."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, list(known), n=3, cutoff=0.5)
        hint = ", ".join(near)
        if near:
            super().__init__(
                "Unknown {kind} “{name}”. Did you mean: {near}?", kind=kind, name=name, near=hint
            )
        else:
            super().__init__("Unknown {kind} “{name}”.", kind=kind, name=name)
