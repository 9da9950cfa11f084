"""Times that say how far they are from UTC. The store's times have no zone: they are what a clock on the wall shows.

One offset in a whole column is that clock's own. Where summer follows winter, so are two. Any other mixture would put
rows out of order, so all are brought to the offset that most of them have, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data.importing.model import Message
from data.importing.values.reading import SAMPLE_ROWS

_OFFSET = r"(:\d\d([.,]\d+)?)( ?Z| ?[+-]\d\d(:?\d\d)?| ?[A-Z][A-Z][A-Z][A-Z]?)$"
_KNOWN = {"": None, "Z": 0, "UTC": 0, "GMT": 0, "MSK": 180, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180}
_KNOWN |= {
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}
_SUMMER, _WINTER = {3, 4, 5, 6, 7, 8, 9, 10, 11}, {10, 11, 12, 1, 2, 3}


@dataclass(frozen=True)
class Offsets:
    """What the column's own mean for it. ``sql`` reads it; ``doubt``: see ``Reading``; ``note`` is for the person."""

    sql: str
    doubt: str = "false"
    note: Message | None = None


def heed(database: duckdb.DuckDBPyConnection, column: str, sql: str, whole: bool) -> Offsets:
    """``sql``: reads ``{c}`` and leaves the offsets away; ``whole``: not only a sample was looked at."""
    rows = "cells" if whole else f"(SELECT {column} FROM cells LIMIT {SAMPLE_ROWS})"
    seen: dict[str, int] = dict(
        database.execute(
            f"SELECT {_told(column)}, count(*) FROM {rows} WHERE {column} <> '' AND {sql.format(c=column)} IS NOT NULL "
            "GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
    )
    minutes = {offset: minutes_of(offset) for offset in seen}
    if len(seen) > 1 and not whole:
        return Offsets(sql, "true")
    doubt = f"({_told('{c}')} <> '{next(iter(seen), '')}')"
    if len(set(minutes.values())) == 1:
        return Offsets(sql, doubt, _of_utc(database, column) if 0 in minutes.values() else None)
    offsets = ", ".join(filter(None, seen))
    if None in minutes.values():
        return Offsets(sql, "true", _unlike(offsets))
    known = {offset: told for offset, told in minutes.items() if told is not None}
    if _is_summer_time(database, column, sql, known):
        return Offsets(sql, "true")
    return _brought_to_one(sql, known, offsets)


def minutes_of(offset: str) -> int | None:
    """East of UTC; None where that is not known."""
    parts = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", offset)
    if not parts:
        return _KNOWN.get(offset)
    return (int(parts[2]) * 60 + int(parts[3] or 0)) * (-1 if parts[1] == "-" else 1)


def _told(column: str) -> str:
    return f"trim(regexp_extract({column}, '{_OFFSET}', 3))"


def _of_utc(database: duckdb.DuckDBPyConnection, column: str) -> Message | None:
    """Days without a time need no word."""
    timed = f"SELECT 1 FROM cells WHERE {column} <> '' AND NOT contains({column}, '00:00:00') LIMIT 1"
    if not database.execute(timed).fetchone():
        return None
    return Message(
        "“{column}”: its times are those of UTC and were taken as written. Near midnight their day, and at the end of a "
        "month their month, may be another than yours: export it in your own time zone if there is a choice."
    )


def _unlike(offsets: str) -> Message:
    return Message(
        "“{column}”: its times differ in what they say of their offset from UTC ({offsets}, or nothing that is known): "
        "all were taken as written.",
        {"offsets": offsets},
    )


def _is_summer_time(
    database: duckdb.DuckDBPyConnection, column: str, sql: str, minutes: Mapping[str, int]
) -> bool:
    """An hour more in summer, north or south of the equator."""
    low, high = min(minutes.values()), max(minutes.values())
    if len(set(minutes.values())) != 2 or high - low != 60:
        return False
    months: dict[int, set[int]] = {low: set(), high: set()}
    for offset, month in database.execute(
        f"SELECT DISTINCT {_told(column)}, month({sql.format(c=column)}) FROM cells WHERE {column} <> ''"
    ).fetchall():
        if month:
            months[minutes[offset]].add(month)
    return any(
        months[one] <= _SUMMER and months[other] <= _WINTER for one, other in ((low, high), (high, low))
    )


def _brought_to_one(sql: str, minutes: Mapping[str, int], offsets: str) -> Offsets:
    main = next(iter(minutes))
    moved = " ".join(
        f"WHEN '{offset}' THEN {minutes[main] - told}"
        for offset, told in minutes.items()
        if told != minutes[main]
    )
    note = Message(
        "“{column}”: its times are at several offsets from UTC ({offsets}): all were brought to {main}, which most have.",
        {"offsets": offsets, "main": main},
    )
    return Offsets(f"({sql} + to_minutes(CASE {_told('{c}')} {moved} ELSE 0 END))", "true", note)
