"""Rows that the program had deleted already when it wrote them: a dump of a database has them too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding import matching, service
from data.importing.vocabulary import empty_words, flags, literals, normal, values

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood


def leave_out(file: Understood) -> None:
    """By a tick or a day in a column of that name, or by the word in the state or the stage."""
    for place, words in _told(file):
        count = service.leave_out(file.database, f"c{place} IN ({literals(words)})") if words else 0
        if count:
            file.service += count
            file.warnings.append(
                Message(
                    "{count} rows are deleted by “{column}”: they were left out.",
                    {"count": count, "column": file.header(place)},
                )
            )


def _told(file: Understood) -> Iterator[tuple[int, list[str]]]:
    """Columns, and which of their values mean a deleted row."""
    assert file.raw is not None
    taken, kept = set(file.positions.values()), {"", *flags()[1], *empty_words()}
    for place, words in enumerate(matching.spellings(file.raw.headers), 1):
        if place not in taken and not values("deleted_flag").keys().isdisjoint(words):
            yield place, [value for value in _met(file, place) if value.lower() not in kept]
    for field in ("status", "stage"):
        if field in file.positions:
            place = file.positions[field]
            yield place, [one for one in _met(file, place) if normal(one) in values("deleted_word")]


def _met(file: Understood, place: int) -> list[str]:
    return [value for (value,) in file.database.execute(f"SELECT DISTINCT c{place} FROM cells").fetchall()]
