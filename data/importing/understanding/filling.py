"""Values that do not stand in a column of their own: a contact where there is no company, the first
of several in one cell, the day in the name of a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.values.reading import Reading

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood

_DAY = r"\d\d?\.\d\d\.\d\d\d\d"
_CLOCK = r"\d\d?:\d\d:\d\d"


def filled(file: Understood, field: str, reading: Reading) -> Reading:
    """The reading of a field, completed from other columns or cut to its first value."""
    reading = _first(file, field, reading)
    others = file.instead.get(field, ())
    if not others:
        return reading
    own = f"c{file.positions[field]}"
    rest = ", ".join(f"nullif(c{place}, '')" for place in others)
    count = _count(file, f"{own} = '' AND coalesce({rest}) IS NOT NULL")
    if count:
        names = ", ".join(file.header(place) for place in others)
        file.warnings.append(
            Message(
                "{count} rows have no “{column}”: “{others}” was taken for it.",
                {"count": count, "column": file.called(field), "others": names},
            )
        )
    return replace(reading, sql=f"coalesce({reading.sql}, {rest})")


def _first(file: Understood, field: str, reading: Reading) -> Reading:
    mark = ((file.format and file.format.several) or {}).get(field)
    if not mark:
        return reading
    count = _count(file, f"contains(c{file.positions[field]}, '{mark}')")
    if count:
        file.warnings.append(
            Message(
                "{count} cells of “{column}” hold several values: the first was taken.",
                {"count": count, "column": file.called(field)},
            )
        )
    return replace(reading, sql=f"nullif(trim(split_part({{c}}, '{mark}', 1)), '')")


def dates_within(file: Understood) -> Mapping[str, Reading]:
    """``Реализация № 0001 от 10.01.2024 12:00:00`` is a sale of that day."""
    moment = rf"try_strptime(regexp_extract({{c}}, ' ({_DAY} {_CLOCK})', 1), '%d.%m.%Y %H:%M:%S')"
    day = rf"try_strptime(regexp_extract({{c}}, ' ({_DAY})', 1), '%d.%m.%Y')"
    label = Message("the day in the name of the document")
    return {field: Reading(f"coalesce({moment}, {day})", label) for field in file.within}


def _count(file: Understood, condition: str) -> int:
    return int(file.database.execute(f"SELECT count(*) FROM cells WHERE {condition}").fetchone()[0])  # type: ignore[index]
