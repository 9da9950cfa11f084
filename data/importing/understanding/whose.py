"""Whose the rows of a file are, where no column says it and a name beside the table does: asked, and then a column
of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding.matching import Match, Matching
from data.importing.values.reading import Ask

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

CALLED = {
    "manager": Message("the manager"),
    "customer": Message("the customer"),
    "product_group": Message("the product group"),
    "region": Message("the region"),
    "product": Message("the product"),
    "pipeline": Message("the pipeline"),
    "channel": Message("the sales channel"),
    "source": Message("the source"),
}
NONE = "none"


def asked(
    file: Understood, said: Said, what: str, text: Message, may_be: Sequence[str], examples: tuple[str, ...]
) -> str:
    """One of ``may_be``, or NONE: that too while the question is open. ``what`` ends its key."""
    key = f"{file.kind}.{what}"
    answer = said.answer(file.source.name, key)
    if answer in (*may_be, NONE):
        file.used[key] = str(answer)
        return str(answer)
    options = tuple((field, CALLED[field]) for field in may_be)
    none = (NONE, Message("nothing that is needed: leave it out"))
    file.ask(Ask(what, text, (*options, none), examples))
    return NONE


def next_place(file: Understood) -> int:
    """Of a column that the file does not have."""
    assert file.raw is not None
    return max(file.raw.width, *file.positions.values()) + 1


def added(file: Understood, found: Matching, field: str, at: int, called: str) -> Matching:
    """The columns, with the one that ``cells`` now has beyond those of the file."""
    file.beyond = called
    file.positions = {**file.positions, field: at}
    return replace(found, matches=(*found.matches, Match(at, field, 1.0, "exact")))
