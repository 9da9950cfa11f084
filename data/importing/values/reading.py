"""How the values of one column are to be read, told from the shapes of all of them.

The shape of a value is the value with every digit written as 9: a column of a million dates has
one or two. A sample proposes a reading; one pass over the whole column then looks for anything
the sample did not foresee, and only such a column pays for the shapes of all its values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb

from data.importing.model import Message
from data.importing.vocabulary import empty_words, literals

SAMPLE_ROWS, MOST_SHAPES = 3000, 3000
SHAPE = "translate({c}, '0123456789', '9999999999')"


@dataclass(frozen=True)
class Shape:
    text: str
    times: int
    example: str
    row: int


@dataclass(frozen=True)
class Ask:
    """What the values leave open: ``what`` ends the key of the question."""

    what: str
    text: Message
    options: tuple[tuple[str, Message], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """``sql``: the typed value of column ``{c}``, NULL where it cannot be read. ``doubt``: SQL true
    for a value that calls for another look when only a sample was seen. ``strange``: how many
    values have a shape that cannot be read; ``readable``: how many can."""

    sql: str
    label: Message | None = None
    empties: tuple[str, ...] = ()
    doubt: str = "false"
    readable: int = 0
    strange: int = 0
    ask: Ask | None = None
    problem: Message | None = None
    lookup: tuple[tuple[str, object], ...] = ()  # value → typed, for the table named in ``sql``
    rounded: bool = False  # some values have more decimals than are kept
    decorated: bool = False  # some values bear a currency sign
    sound: bool = False  # every value was looked at, and can be read
    note: Message | None = None  # what a person should know of the values; ``{column}`` is filled in

    def bad(self, column: str) -> str:
        """SQL: there is a value, and it cannot be read."""
        if self.sound:
            return "false"
        empties = literals(("", *self.empties))
        return f"({column} NOT IN ({empties}) AND {self.sql.format(c=column)} IS NULL)"


Decide = Callable[[Sequence[Shape], str | None], Reading]


def shapes(database: duckdb.DuckDBPyConnection, column: str, sample: bool) -> list[Shape]:
    rows = f"(SELECT n, {column} FROM cells LIMIT {SAMPLE_ROWS})" if sample else "cells"
    shape = SHAPE.format(c=column)
    found = database.execute(
        f"SELECT {shape} AS shape, count(*), min({column}), min(n) FROM {rows} "
        f"WHERE {column} <> '' GROUP BY shape ORDER BY 2 DESC, 1 LIMIT {MOST_SHAPES}"
    ).fetchall()
    return [Shape(*row) for row in found]


def split_empty(found: Sequence[Shape]) -> tuple[list[Shape], tuple[str, ...]]:
    """Shapes of values, and the words among them that say there is none."""
    words = empty_words()
    empty = [shape for shape in found if " ".join(shape.text.lower().replace("ё", "е").split()) in words]
    return [shape for shape in found if shape not in empty], tuple(shape.text for shape in empty)


def guarded(sql: str, accepted: Sequence[Shape]) -> str:
    """Reads only the values of the accepted shapes."""
    known = literals(shape.text for shape in accepted) or "NULL"
    return f"CASE WHEN {SHAPE} IN ({known}) THEN {sql} END"


def rows_of(found: Sequence[Shape], most: int = 5) -> str:
    return ", ".join(str(shape.row) for shape in sorted(found, key=lambda s: s.row)[:most])
