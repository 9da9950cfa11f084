"""Group rows of a report: a name and the sum of the rows below (or above) it, however deep they nest.

Nothing but the sums tells such a row from one whose date was forgotten: a row is left out only
when it lacks what every row of the kind must have, and its amount is to the cent the sum of the
rows of data between it and another such row or an end of the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import duckdb

from data.importing.understanding.service import NUMBERS

_MUST = {"deals": "deal_id", "purchases": "closed_at", "plans": "month"}


def leave_out(database: duckdb.DuckDBPyConnection, kind: str, types: Mapping[str, str]) -> int:
    """Takes the group rows out of ``typed``; returns how many. ``types``: field → type of what was read."""
    must = _MUST.get(kind)
    if must not in types or "amount" not in types:
        return 0
    words = [field for field, type_ in types.items() if type_ not in NUMBERS and field != must]
    named = " + ".join(f'CAST("{field}" IS NOT NULL AS INTEGER)' for field in words) or "0"
    group = f'(bad IS NULL AND "{must}" IS NULL AND amount IS NOT NULL AND ({named}) <= 1)'
    rows: Sequence[tuple[int, Decimal, Decimal]] = (
        database.execute(
            f"SELECT n, amount, before FROM (SELECT n, amount, {group} AS group_, "
            f"coalesce(sum(CASE WHEN NOT {group} THEN amount END) OVER (ORDER BY n), 0) AS before FROM typed) "
            "WHERE group_ ORDER BY n"
        ).fetchall()
        if _any(database, group)
        else []
    )
    whole = database.execute(f"SELECT coalesce(sum(amount), 0) FROM typed WHERE NOT {group}").fetchone()[0]  # type: ignore[index]
    found = _sums(rows, whole)
    if found:
        database.execute("DELETE FROM typed WHERE n IN (SELECT unnest($1))", [found])
    return len(found)


def _any(database: duckdb.DuckDBPyConnection, condition: str) -> bool:
    return bool(database.execute(f"SELECT count(*) FROM typed WHERE {condition}").fetchone()[0])  # type: ignore[index]


def _sums(rows: Sequence[tuple[int, Decimal, Decimal]], whole: Decimal) -> list[int]:
    """``rows``: number, amount, and the sum of all data above. A boundary is another group row or an end."""
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
