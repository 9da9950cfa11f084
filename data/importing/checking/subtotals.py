"""Group rows of a report: a name and the sum of the rows below (or above) it, however deep they nest.

Nothing but the sums tells such a row from one whose date was forgotten: a row is left out only
when it lacks what every row of the kind must have, and its amount is to the cent the sum of the
rows of data between it and another such row or an end of the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import duckdb

from data.importing.model import Message
from data.importing.understanding import group_rows
from data.importing.understanding.service import NUMBERS

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood

_SHOWN = 3
_MUST = {"deals": "deal_id", "purchases": "closed_at", "plans": "month"}


def leave_out(file: Understood, types: Mapping[str, str]) -> int:
    """Takes the group rows out of ``typed``; returns how many. ``types``: field → type of what was read."""
    kind, database = file.kind or "", file.database
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
    found = group_rows.sums(rows, whole)
    if found:
        _tell_lost(file, words, found)
        database.execute("DELETE FROM typed WHERE n IN (SELECT unnest($1))", [found])
    return len(found)


def _tell_lost(file: Understood, words: Sequence[str], rows: Sequence[int]) -> None:
    """What such a row says and no row of data does is lost with it: the manager of a whole group, say."""
    name = ", ".join(f'CAST("{field}" AS VARCHAR)' for field in words)
    names = [
        name
        for (name,) in file.database.execute(
            f"SELECT coalesce({name}, '') AS name FROM typed WHERE n IN (SELECT unnest($1)) AND name <> '' ORDER BY n",
            [rows],
        ).fetchall()
    ]
    said = " OR ".join(f'CAST("{field}" AS VARCHAR) = ANY($1)' for field in words)
    others = f"SELECT 1 FROM typed WHERE n NOT IN (SELECT unnest($2)) AND ({said}) LIMIT 1"
    if names and not file.database.execute(others, [names, rows]).fetchone():
        some = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
        file.warnings.append(
            Message(
                "{count} rows are sums of others and were left out with their names: {examples}. If these say whose the "
                "rows are, write them into a column of those rows.",
                {"count": len(names), "examples": some},
            )
        )


def _any(database: duckdb.DuckDBPyConnection, condition: str) -> bool:
    return bool(database.execute(f"SELECT count(*) FROM typed WHERE {condition}").fetchone()[0])  # type: ignore[index]
