"""Dates as exports write them; the order of day and month is found from all values of a column.

Dots mean day first unless a value denies it; slashes and dashes that fit both orders are asked
about; a column that needs both is refused with its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import duckdb

from data.importing.model import Message
from data.importing.months import worded
from data.importing.reading import Ask, Decide, Reading, Shape, guarded, rows_of, split_empty

DAY, MONTH = "day", "month"
_TIME = re.compile(
    r"^(?P<date>.*?)(?P<gap>,? +|T)(?P<time>99?:99(?P<seconds>:99)?)(?P<rest>[.,]9+)?(?P<half> ?[AaPp][Mm])?$"
)
_OFFSET = re.compile(r"(:99(?:[.,]9+)?)( ?Z| ?[+-]99(?::?99)?| ?UTC| ?GMT)$")  # after a time only: 99-99-9999
_PARTS = re.compile(r"99?([./-])99?\1(9999|99)")
_FIXED = {
    "9999-99-99": "%Y-%m-%d",
    "9999-9-99": "%Y-%m-%d",
    "9999-99-9": "%Y-%m-%d",
    "9999-9-9": "%Y-%m-%d",
    "9999/99/99": "%Y/%m/%d",
    "9999.99.99": "%Y.%m.%d",
    "99999999": "%Y%m%d",
    "99.9999": "%m.%Y",
    "99/9999": "%m/%Y",
    "9999-99": "%Y-%m",
    "9999.99": "%Y.%m",
}
_SERIAL = re.compile(r"9{5}([.,]9+)?")
_UNIX = re.compile(r"9{10}(9{3})?([.,]9+)?")  # seconds or milliseconds since 1970
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
        parted = [s for s in found if _parted(s.text)]
        order, ask, problem = self._order(parted, answer) if parted else ("", None, None)
        problem = problem or (self._swapped(parted) if parted and order == DAY else None)
        for shape in parted:
            formats.setdefault(_format(shape.text, order), []).append(shape)
        lookup: tuple[tuple[str, object], ...] = ()
        if loose:
            lookup, unread = self._worded(loose)
            strange += unread
        readable = [shape for group in formats.values() for shape in group]
        bare = found if not readable and not loose else []
        serial = [s for s in bare if _SERIAL.fullmatch(s.text)]
        unix = [s for s in bare if _UNIX.fullmatch(s.text)] if not serial else []
        sql = _serial() if serial else _unix() if unix else _sql(formats, readable, bool(lookup))
        serial = serial or unix
        readable = readable or serial
        strange -= sum(s.times for s in serial)
        if strange and not lookup:
            sql = guarded(sql, readable)
        doubt = (
            "true" if loose or serial or len(formats) != 1 or (parted and not _dotted(parted)) else "false"
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
            if _parted(shape.text):
                continue
            fixed = _format(shape.text, "")
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
        if _dotted(parted):
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
        mark = (
            "[" + "".join({_PARTS.fullmatch(_bare(s.text)[0])[1] for s in parted}).replace("-", r"\-") + "]"
        )  # type: ignore[index]
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


def _bare(shape: str) -> tuple[str, re.Match[str] | None]:
    """The date part of a shape, and its time."""
    plain = re.sub(r" ?г(ода)?\.?$", "", _OFFSET.sub(r"\1", shape))
    time = _TIME.match(plain)
    return (time["date"] if time else plain), time


def _parted(shape: str) -> bool:
    return bool(_PARTS.fullmatch(_bare(shape)[0]))


def _dotted(parted: Iterable[Shape]) -> bool:
    return all(re.match(r"99?\.", shape.text) for shape in parted)


def _format(shape: str, order: str) -> str:
    """The one strptime format of a shape; '' for none."""
    date, time = _bare(shape)
    parts = _PARTS.fullmatch(date)
    if parts:
        mark, year = parts[1], "%Y" if len(parts[2]) == 4 else "%y"
        day = ("%d", "%m") if order != MONTH else ("%m", "%d")
        found = f"{day[0]}{mark}{day[1]}{mark}{year}"
    else:
        found = _FIXED.get(date, "")
    if not time or not found:
        return found
    half = time["half"] or ""
    clock = ("%I:%M" if half else "%H:%M") + (":%S" if time["seconds"] else "")
    return f"{found}{time['gap']}{clock}{' %p' if half[:1] == ' ' else '%p' if half else ''}"


def _sql(formats: dict[str, list[Shape]], readable: Sequence[Shape], lookup: bool) -> str:
    texts = [shape.text for shape in readable]
    value = "{c}"
    if any(_OFFSET.search(text) for text in texts):
        value = f"regexp_replace({value}, '(:\\d\\d([.,]\\d+)?)( ?Z| ?[+-]\\d\\d(:?\\d\\d)?| ?UTC| ?GMT)$', '\\1')"
    if any(re.search(r"г(ода)?\.?$", text) for text in texts):
        value = f"regexp_replace({value}, ' ?г(ода)?\\.?$', '')"
    if any(re.search(r":99[.,]9+", text) for text in texts):
        value = f"regexp_replace({value}, '(:\\d\\d)[.,]\\d+', '\\1')"
    short_years_first = sorted(formats, key=lambda f: ("%y" not in f, f))
    tries = [f"try_strptime({value}, '{form}')" for form in short_years_first]
    if lookup:
        tries.append("(SELECT t FROM {lookup} WHERE v = {c})")
    if not tries:
        return "CAST(NULL AS TIMESTAMP)"
    return tries[0] if len(tries) == 1 else f"coalesce({', '.join(tries)})"


def _serial() -> str:
    """Days since 1899-12-30; a spreadsheet's own numbers for 1954 … 2064 only."""
    number = "TRY_CAST(replace({c}, ',', '.') AS DOUBLE)"
    moment = f"TIMESTAMP '1899-12-30' + to_seconds(CAST(round({number} * 86400) AS BIGINT))"
    return f"(CASE WHEN {number} BETWEEN 20000 AND 60000 THEN {moment} END)"


def _unix() -> str:
    """For the years 2001 … 2036 only: other numbers of ten digits are ids or phones."""
    number = "TRY_CAST(replace({c}, ',', '.') AS DOUBLE)"
    seconds = f"(CASE WHEN {number} >= 1e12 THEN {number} / 1000 ELSE {number} END)"
    moment = f"make_timestamp(CAST(floor({seconds}) AS BIGINT) * 1000000)"
    return f"(CASE WHEN {seconds} BETWEEN 1e9 AND 2.1e9 THEN {moment} END)"


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
