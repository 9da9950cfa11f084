"""Dates as exports write them; the order of day and month is found from all values of a column.

What a program writes where there is no date (0000-00-00, 01.01.0001, the first day that it can tell) is
nothing, and no date of long ago.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from data.importing.model import Message
from data.importing.values.date_shapes import (
    DAY,
    MONTH,
    NOTHING,
    OFFSET,
    SERIAL,
    UNIX,
    are_dotted,
    format_of,
    is_parted,
    serial_sql,
    sql_of,
    unix_sql,
)
from data.importing.values.day_month import BOTH, Orders
from data.importing.values.months import worded
from data.importing.values.offsets import Offsets, heed
from data.importing.values.reading import Decide, Reading, Shape, guarded, split_empty

_LABELS = {
    "iso": Message("dates year-month-day"),
    DAY: Message("dates day.month.year"),
    MONTH: Message("dates month/day/year"),
    BOTH: Message("dates in two orders, told by their separators"),
    "serial": Message("dates as numbers of a spreadsheet"),
    "words": Message("dates with the month in words"),
    "unix": Message("dates as seconds since 1970 (UTC)"),
    "": None,
}
_FIRST, _LAST = "1970-01-02", "2099-12-31 23:59:59.999999"


class Dates:
    """Decides over one column; asks the table when a shape alone cannot tell."""

    def __init__(self, database: duckdb.DuckDBPyConnection, column: str, type_: str, whole: bool) -> None:
        self.database, self.column, self.type, self.whole = database, column, type_, whole

    def decide(self, found: Sequence[Shape], answer: str | None) -> Reading:
        found, empties = split_empty(found)
        found, none = self._without_nothing(found)
        empties = (*empties, *none)
        formats, loose, strange = self._sorted(found)
        parted = [s for s in found if is_parted(s.text)]
        order = Orders(self.database, self.column, self.whole).decide(parted, answer)
        for shape in parted:
            formats.setdefault(format_of(shape.text, order.of(shape.text)), []).append(shape)
        lookup: tuple[tuple[str, object], ...] = ()
        if loose:
            lookup, unread = self._worded(loose)
            strange += unread
        readable = [shape for group in formats.values() for shape in group]
        alone = found if not readable and not loose else []
        serial = [s for s in alone if SERIAL.fullmatch(s.text)]
        unix = [s for s in alone if UNIX.fullmatch(s.text)] if not serial else []
        sql = serial_sql() if serial else unix_sql() if unix else sql_of(formats, readable, bool(lookup))
        serial = serial or unix
        readable = readable or serial
        strange -= sum(s.times for s in serial)
        if strange and not lookup:
            sql = guarded(sql, readable)
        doubt = (
            "true" if loose or serial or len(formats) != 1 or (parted and not are_dotted(parted)) else "false"
        )
        heeded = Offsets(sql)
        if any(OFFSET.search(shape.text) for shape in readable) and not (
            lookup or order.ask or order.problem
        ):
            heeded = heed(self.database, self.column, sql, self.whole)
        if doubt == "false":
            doubt = heeded.doubt
        label = order.label or (
            "unix" if unix else "serial" if serial else "words" if loose else "iso" if readable else ""
        )
        good = sum(s.times for s in readable) + len(lookup)
        return Reading(
            self._cast(heeded.sql),
            _LABELS[label],
            empties,
            doubt,
            good,
            strange,
            order.ask,
            order.problem,
            lookup,
            note=heeded.note,
        )

    def _without_nothing(self, found: Sequence[Shape]) -> tuple[Sequence[Shape], tuple[str, ...]]:
        """Shapes of dates, and the values that stand for none."""
        if not self.whole:
            return found, ()
        none = self.database.execute(
            f"SELECT {self.column}, count(*) FROM cells WHERE regexp_full_match({self.column}, '{NOTHING}') GROUP BY 1"
        ).fetchall()
        times: dict[str, int] = {}
        for value, count in none:
            shape = re.sub(r"\d", "9", value)
            times[shape] = times.get(shape, 0) + count
        left = [replace(one, times=one.times - times.get(one.text, 0)) for one in found]
        return [one for one in left if one.times > 0], tuple(value for value, _ in none)

    def _sorted(self, found: Sequence[Shape]) -> tuple[dict[str, list[Shape]], list[Shape], int]:
        """Shapes by the format that reads them; those with a month in words; how many are neither."""
        formats: dict[str, list[Shape]] = {}
        loose, strange = [], 0
        for shape in found:
            if is_parted(shape.text):
                continue
            fixed = format_of(shape.text, "")
            if fixed and (self.type == "month" or "%d" in fixed):
                formats.setdefault(fixed, []).append(shape)
            elif re.search(r"[^\W\d]{3}", shape.text):
                loose.append(shape)
            else:
                strange += shape.times
        return formats, loose, strange

    def _worded(self, loose: Sequence[Shape]) -> tuple[tuple[tuple[str, object], ...], int]:
        seen = self.database.execute(
            f"SELECT DISTINCT {self.column} FROM cells WHERE {self.column} <> '' AND "
            f"regexp_matches({self.column}, '[[:alpha:]А-Яа-яЁё]{{3}}')"
        ).fetchall()
        read = {value: worded(value, month=self.type == "month") for (value,) in seen}
        return tuple((v, t) for v, t in read.items() if t), sum(1 for t in read.values() if not t)

    def _cast(self, sql: str) -> str:
        safe = f"(CASE WHEN {sql} BETWEEN TIMESTAMP '{_FIRST}' AND TIMESTAMP '{_LAST}' THEN {sql} END)"
        if self.type == "month":
            return f"CAST(date_trunc('month', {safe}) AS DATE)"
        return f"CAST({safe} AS DATE)" if self.type == "date" else safe


def decider(database: duckdb.DuckDBPyConnection, column: str, type_: str, whole: bool) -> Decide:
    """``type_``: time, date or month. ``whole``: shapes are of all values, not of a sample."""
    return Dates(database, column, type_, whole).decide
