"""Dates as exports write them; the order of day and month is found from all values of a column.

Dots mean day first unless a value denies it; slashes and dashes that fit both orders are asked
about; a column that needs both is refused with its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from data.importing.date_shapes import (
    DAY,
    MONTH,
    PARTS,
    SERIAL,
    UNIX,
    are_dotted,
    bare,
    format_of,
    is_parted,
    serial_sql,
    sql_of,
    unix_sql,
)
from data.importing.model import Message
from data.importing.months import worded
from data.importing.reading import Ask, Decide, Reading, Shape, guarded, rows_of, split_empty

_LABELS = {
    "iso": Message("dates year-month-day"),
    DAY: Message("dates day.month.year"),
    MONTH: Message("dates month/day/year"),
    "serial": Message("dates as numbers of a spreadsheet"),
    "words": Message("dates with the month in words"),
    "unix": Message("dates as seconds since 1970 (UTC)"),
    "": None,
}
_ENOUGH = 5  # values of each sort that are no chance
_FIRST, _LAST = "1900-01-01", "2099-12-31 23:59:59.999999"


class Dates:
    """Decides over one column; asks the table when a shape alone cannot tell."""

    def __init__(self, database: duckdb.DuckDBPyConnection, column: str, type_: str, whole: bool) -> None:
        self.database, self.column, self.type, self.whole = database, column, type_, whole

    def decide(self, found: Sequence[Shape], answer: str | None) -> Reading:
        found, empties = split_empty(found)
        formats, loose, strange = self._sorted(found)
        parted = [s for s in found if is_parted(s.text)]
        order, ask, problem = self._order(parted, answer) if parted else ("", None, None)
        problem = problem or (self._swapped(parted) if parted and order == DAY else None)
        for shape in parted:
            formats.setdefault(format_of(shape.text, order), []).append(shape)
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
        label = order or (
            "unix" if unix else "serial" if serial else "words" if loose else "iso" if readable else ""
        )
        good = sum(s.times for s in readable) + len(lookup)
        return Reading(self._cast(sql), _LABELS[label], empties, doubt, good, strange, ask, problem, lookup)

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

    def _order(self, parted: Sequence[Shape], answer: str | None) -> tuple[str, Ask | None, Message | None]:
        first, second = (self._beyond(place) for place in (1, 2))
        if first and second:
            return DAY, None, _both(first, second)
        if first or second:
            return (DAY if first else MONTH), None, None
        if are_dotted(parted):
            return DAY, None, None
        if answer in (DAY, MONTH):
            return answer, None, None
        order = self._beside(parted)
        return order or DAY, None if order else _ask(parted), None

    def _beside(self, parted: Sequence[Shape]) -> str | None:
        """The order of the other columns of dates written alike, where they leave no doubt: one program
        writes all its dates in one way."""
        if not self.whole:
            return None
        mark = "[" + "".join({PARTS.fullmatch(bare(s.text)[0])[1] for s in parted}).replace("-", r"\-") + "]"  # type: ignore[index]
        begins = rf"^(\d\d?){mark}(\d\d?){mark}\d{{2,4}}\b"
        names = [
            name for (name,) in self.database.execute("SELECT column_name FROM (DESCRIBE cells)").fetchall()
        ]
        others = [name for name in names if name not in ("n", self.column)]
        if not others:
            return None
        beyond = ", ".join(
            f"count(*) FILTER (TRY_CAST(regexp_extract({name}, '{begins}', {place}) AS INTEGER) > 12)"
            for name in others
            for place in (1, 2)
        )
        counts = self.database.execute(f"SELECT {beyond} FROM cells").fetchone()
        first, second = sum(counts[::2]), sum(counts[1::2])  # type: ignore[index]
        if bool(first) == bool(second):
            return None
        return DAY if first else MONTH

    def _swapped(self, parted: Sequence[Shape]) -> Message | None:
        """A spreadsheet of another country reads 02/03/2024 with the day and the month swapped and leaves
        13/02/2024 a text: then the texts have days after the 12th only, and the dates none."""
        if not self.whole:
            return None
        text = f"TRY_CAST(regexp_extract({self.column}, '^(\\d\\d?)[./-]\\d\\d?[./-]\\d', 1) AS INTEGER)"
        date = f"TRY_CAST(regexp_extract({self.column}, '^\\d{{4}}-\\d\\d-(\\d\\d)', 1) AS INTEGER)"
        late, early, beyond, within, one, other = self.database.execute(
            f"SELECT count(*) FILTER ({text} > 12), count(*) FILTER ({text} <= 12), count(*) FILTER ({date} > 12), "
            f"count(*) FILTER ({date} <= 12), any_value({self.column}) FILTER ({text} > 12), "
            f"any_value({self.column}) FILTER ({date} <= 12) FROM cells"
        ).fetchone()  # type: ignore[misc]
        if early or beyond or late < _ENOUGH or within < _ENOUGH:
            return None
        return Message(
            "“{column}”: its texts (such as {text}) have days after the 12th only, its dates (such as {date}) none: a spreadsheet has "
            "swapped the day and the month of the dates. Export it again and do not save it from a spreadsheet, or leave it out.",
            {"text": one, "date": other},
        )

    def _beyond(self, place: int) -> list[Shape]:
        """Some rows whose first or second number is no month."""
        if not self.whole:
            return []
        number = f"TRY_CAST(regexp_extract({self.column}, '^(\\d+)[./-](\\d+)[./-]\\d', {place}) AS INTEGER)"
        rows = self.database.execute(
            f"SELECT n, {self.column} FROM cells WHERE {number} > 12 AND NOT "
            f"regexp_matches({self.column}, '^\\d{{4}}') ORDER BY n LIMIT 5"
        ).fetchall()
        return [Shape(value, 1, value, row) for row, value in rows]

    def _worded(self, loose: Sequence[Shape]) -> tuple[tuple[tuple[str, object], ...], int]:
        seen = self.database.execute(
            f"SELECT DISTINCT {self.column} FROM cells WHERE {self.column} <> '' AND "
            f"regexp_matches({self.column}, '[[:alpha:]А-Яа-яЁё]{{3}}')"
        ).fetchall()
        read = {value: worded(value) for (value,) in seen}
        return tuple((v, t) for v, t in read.items() if t), sum(1 for t in read.values() if not t)

    def _cast(self, sql: str) -> str:
        safe = f"(CASE WHEN {sql} BETWEEN TIMESTAMP '{_FIRST}' AND TIMESTAMP '{_LAST}' THEN {sql} END)"
        if self.type == "month":
            return f"CAST(date_trunc('month', {safe}) AS DATE)"
        return f"CAST({safe} AS DATE)" if self.type == "date" else safe


def decider(database: duckdb.DuckDBPyConnection, column: str, type_: str, whole: bool) -> Decide:
    """``type_``: time, date or month. ``whole``: shapes are of all values, not of a sample."""
    return Dates(database, column, type_, whole).decide


def _both(first: Sequence[Shape], second: Sequence[Shape]) -> Message:
    return Message(
        "“{column}”: the day comes first in some rows ({day_rows}…, e.g. {day}) and the month in others ({month_rows}…, e.g. {month}): "
        "its dates cannot be told. Export it in one order, or leave it out.",
        {
            "day_rows": rows_of(first),
            "day": first[0].example,
            "month_rows": rows_of(second),
            "month": second[0].example,
        },
    )


def _ask(parted: Sequence[Shape]) -> Ask:
    example = parted[0].example
    return Ask(
        "order",
        Message("Every date of “{column}” fits two orders: what is {value}?", {"value": example}),
        (
            (
                DAY,
                Message(
                    "the day comes first: {value} is {date}", {"value": example, "date": _told(example, DAY)}
                ),
            ),
            (
                MONTH,
                Message(
                    "the month comes first: {value} is {date}",
                    {"value": example, "date": _told(example, MONTH)},
                ),
            ),
        ),
        tuple(shape.example for shape in parted[:3]),
    )


def _told(example: str, order: str) -> str:
    first, second, year = re.findall(r"\d+", example)[:3]
    day, month = (first, second) if order == DAY else (second, first)
    return f"{year if len(year) == 4 else '20' + year}-{int(month):02}-{int(day):02}"
