"""Rows that are a name alone, or a name and sums, above the rows of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from data.importing.understanding.service import BARE, NUMBERS
from data.importing.values.columns import Columns
from data.importing.values.month_headers import month_of

if TYPE_CHECKING:
    from data.importing.understanding.matching import Matching
    from data.importing.understanding.understood import Understood

_IS_NAME = (
    "(regexp_matches({c}, '[A-Za-zА-Яа-яЁё]') AND NOT regexp_matches({c}, '\\d\\d\\.\\d\\d\\.\\d\\d\\d\\d'))"
)
"""Words, and no document: those bear their day."""


@dataclass(frozen=True)
class Head:
    """``place``: the column of its name; ``alone``: nothing else is filled; ``above``: rows of data above it."""

    row: int
    place: int
    name: str
    alone: bool
    above: int


def sums(rows: Sequence[tuple[int, Decimal, Decimal]], whole: Decimal) -> list[int]:
    """The rows (number, amount, sum of all data above) whose amount is that of the data down or up to another
    of them, or to an end of the table."""
    bounds = [Decimal(0), *(before for _, _, before in rows), whole]
    last = {bound: place for place, bound in enumerate(bounds)}
    first = {bound: place for place, bound in reversed(list(enumerate(bounds)))}
    found = []
    for place, (number, amount, before) in enumerate(rows, 1):
        below = last.get(before + amount, -1) > place
        above = first.get(before - amount, len(bounds)) < place
        if amount and (below or above):
            found.append(number)
    return found


def find(file: Understood, found: Matching) -> list[Head]:
    """None unless the table begins with one: a name further down says nothing of the rows above it."""
    words, name, place = _words(file, found)
    first = file.database.execute(
        f"SELECT ({words}) = 1 AND {_IS_NAME.format(c=name)} FROM {_rows(file)} ORDER BY n LIMIT 1"
    ).fetchone()
    if not first or not first[0]:
        return []
    head = f"(words = 1 AND {_IS_NAME.format(c='name')})"
    rows = file.database.execute(
        f"SELECT * EXCLUDE (head, last) FROM (SELECT n, place, name, filled = 1, amount, "
        f"count(*) FILTER (NOT {head}) OVER so_far, coalesce(sum(amount) FILTER (NOT {head}) OVER so_far, 0), "
        f"{head} AS head, lead(n) OVER (ORDER BY n) IS NULL AS last FROM (SELECT n, {words} AS words, {name} AS name, "
        f"{place} AS place, {_filled(file)} AS filled, {_amount(file, found)} AS amount FROM {_rows(file)}) "
        "WINDOW so_far AS (ORDER BY n)) WHERE head OR last ORDER BY n"
    ).fetchall()
    return _sound(rows[:-1], rows[-1][-1])


def _sound(rows: Sequence[tuple], whole: Decimal) -> list[Head]:
    """Those alone and those of an exact sum; none under a header where some of the sums are not: whose rows
    theirs are cannot be told then."""
    exact = set(sums([(n, amount, before) for n, _, _, _, amount, _, before in rows if amount], whole))
    wrong = {place for n, place, _, alone, *_ in rows if not alone and n not in exact}
    summed = {place for n, place, *_ in rows if n in exact}
    return [
        Head(n, place, name, alone, above)
        for n, place, name, alone, _, above, _ in rows
        if (alone or n in exact) and place not in wrong & summed and not month_of(name)
    ]


def _words(file: Understood, found: Matching) -> tuple[str, str, str]:
    """SQL: how many cells are more than a number, the first of them, and its column."""
    assert file.raw is not None
    types = {one.position: found.kind.fields[one.field].type for one in found.matches}
    told = {
        place: f"(c{place} <> ''{'' if place in types else f' AND {_is_no_number(place)}'})"
        for place in range(1, file.raw.width + 1)
        if types.get(place) not in NUMBERS
    }
    count = " + ".join(f"CAST({one} AS INTEGER)" for one in told.values()) or "0"
    names = " ".join(f"WHEN {one} THEN c{place}" for place, one in told.items())
    places = " ".join(f"WHEN {one} THEN {place}" for place, one in told.items())
    return count, f"CASE {names} END", f"CASE {places} END"


def _is_no_number(place: int) -> str:
    return f"NOT regexp_full_match(c{place}, '{BARE}')"


def _filled(file: Understood) -> str:
    assert file.raw is not None
    return " + ".join(f"CAST(c{place} <> '' AS INTEGER)" for place in range(1, file.raw.width + 1))


def _rows(file: Understood) -> str:
    """Those of data, and those that one cell makes no data."""
    alone = ", ".join(map(str, sorted(file.alone)))
    return f"(SELECT * FROM cells{f' UNION ALL SELECT * FROM raw WHERE n IN ({alone})' if alone else ''})"


def _amount(file: Understood, found: Matching) -> str:
    place = found.columns.get("amount")
    reading = Columns(file.database).read(f"c{place}", "money", lambda what: None) if place else None
    return reading.sql.format(c=f"c{place}") if reading else "CAST(NULL AS DECIMAL(18,2))"
