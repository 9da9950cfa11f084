"""Several tables one below the other on a sheet: rows of the second would be read under the headers of the first."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.importing.reading import abreast, headers
from data.importing.reading import encoding as enc
from data.importing.reading.dialect import records
from data.importing.reading.table import RawTable

MOST = 20_000
"""Rows of a file that a person put together by hand; what programs write is longer, and one table."""

_TITLES, _ABOVE = 2, 200
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Stacked:
    """``tables``: where each begins, from 0, with a name by its number and its first headers."""

    rows: Sequence[list[str]]
    tables: Sequence[tuple[int, str]]

    def of(self, name: str) -> tuple[int, Sequence[list[str]]]:
        """Where it begins, from 0, and its rows."""
        starts = [start for start, _ in self.tables]
        place = [called for _, called in self.tables].index(name)
        end = starts[place + 1] if place + 1 < len(starts) else None
        return starts[place], self.rows[starts[place] : end]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for _, name in self.tables)


Tables = Stacked | abreast.Abreast


def part(rows: Iterable[list[str]]) -> tuple[Tables | None, Iterable[list[str]]]:
    """The tables, if they are several; and the rows anew."""
    coming = iter(rows)
    first = list(itertools.islice(coming, MOST))
    if len(first) == MOST:
        return None, itertools.chain(first, coming)
    found = list(_tables(first))
    return (Stacked(first, found) if len(found) > 1 else abreast.find(first)), first


def of_text(table: RawTable) -> Tables | None:
    """Of a text that was read as one table."""
    if table.total >= MOST:
        return None
    with enc.Recoded(table.content, table.encoding) as stream:
        text = stream.read().decode("utf-8", "ignore")
    dialect = table.dialect
    return part(records(text, dialect.delimiter, dialect.quoted, escaped=dialect.escaped))[0]


def _tables(rows: Sequence[list[str]]) -> Iterator[tuple[int, str]]:
    width = max(map(len, rows), default=0)
    own, names = headers.find(rows[: headers.LOOK], _usual(rows, width))
    if not own:
        return
    yield 0, headers.called(1, names)
    seen, begun, blank, number = set(map(_said, rows[:own])), own - 1, None, 1
    for place in range(own, len(rows) - 1):
        row = rows[place]
        if not _filled(row):
            blank = place
        elif (
            place > begun + 1
            and _may_begin(row, blank is not None and place - blank <= _TITLES + 1)
            and _said(row) not in seen
            and _begins(rows, begun, blank, place)
        ):
            number, start = number + 1, place if blank is None else blank + 1
            yield start, headers.called(number, row)
            begun, blank = place, None
            seen.add(_said(row))


def _usual(rows: Sequence[list[str]], most: int) -> int:
    """The width of the first table: cells up to the last filled one of its fullest row."""
    first = itertools.takewhile(_filled, itertools.dropwhile(lambda row: len(_filled(row)) < 2, rows))
    return max((len(_filled(row)) for row in first), default=most)


def _may_begin(row: Sequence[str], below_blank: bool) -> bool:
    """A quick look, for nearly every row is one of data: most have numbers, and no known word at their beginning."""
    if below_blank:
        return not any(map(str.isdecimal, row))
    first = next((cell for cell in row if cell.strip()), "")
    return not _DIGIT.search("".join(row)) and headers.is_known(first)


def _begins(rows: Sequence[list[str]], begun: int, blank: int | None, place: int) -> bool:
    """Whether the row is a header: by known words, or, below a blank row, by words where numbers stood."""
    filled = _filled(rows[place])
    if len(filled) < 2 or not headers.words(rows[place]) or len(_filled(rows[place + 1])) < 2:
        return False
    known = sum(map(headers.is_known, filled))
    if blank is None or place - blank > _TITLES + 1:
        return known >= 3 and known * 5 >= len(filled) * 4 and _among_numbers(rows, begun, place, place)
    return known * 2 > len(filled) and known >= 2 or _among_numbers(rows, begun, blank, place)


def _among_numbers(rows: Sequence[list[str]], begun: int, end: int, place: int) -> bool:
    """And numbers follow below."""
    above = [row for row in rows[max(begun + 1, end - _ABOVE) : end] if len(_filled(row)) > 1]
    return any(map(headers.is_value, rows[place + 1])) and any(
        cell.strip() and above and all(headers.is_value(row[at]) for row in above if at < len(row))
        for at, cell in enumerate(rows[place])
    )


def _filled(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell.strip()]


def _said(row: Sequence[str]) -> tuple[str, ...]:
    """What a row says, whatever its spaces and the blank cells at its end."""
    return tuple(" ".join(map(headers.clean, row)).lower().split())
