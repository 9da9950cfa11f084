"""Calls, meetings, e-mails and tasks, laid over the store."""

from __future__ import annotations

from data.importing.merging import deals, people
from data.importing.merging.overlay import Carried, Overlay
from data.importing.understanding.understood import Understood


def lay(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    parts, joins = ["r.n", "r.key_ AS activity_id", "r.happened_at"], []
    told = ["happened_at"]
    for table in ("customers", "managers"):
        if not has & {table[:-1], f"{table[:-1]}_id"}:
            continue
        key, join = people.brought(overlay, table, has)
        parts.append(f"{key} AS {table[:-1]}_id")
        joins.append(join)
        told.append(f"{table[:-1]}_id")
    for field in ("kind", "deal_id"):
        if field in has:
            parts.append(f"r.{field}")
            told.append(field)
    rows = f"SELECT {', '.join(parts)} FROM in_rows r {' '.join(joins)}"
    overlay.lay("activities", rows, Carried(tuple(told)))
    return deals.Merged(overlay.counts())
