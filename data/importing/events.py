"""Spend on channels and activities, laid over the store."""

from __future__ import annotations

from data.importing import deals, people
from data.importing.overlay import Carried, Overlay
from data.importing.understood import Understood
from data.importing.vocabulary import folded_sql


def spend(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    """A source is spelt as the deals spell it, or as the store's spend does: the two are compared."""
    word = folded_sql("source")
    known = (
        f"SELECT {word} AS word, min(source) AS source FROM "
        f"(SELECT source FROM {overlay.now('deals')} UNION ALL SELECT source FROM {overlay.now('channel_spend')}) "
        "WHERE source IS NOT NULL GROUP BY 1"
    )
    currency = ", r.currency" if "currency" in has else ""
    rows = (
        f"SELECT r.n, r.month, coalesce(k.source, r.source) AS source, r.amount{currency} "
        f"FROM in_rows r LEFT JOIN ({known}) k ON k.word = {folded_sql('r.source')}"
    )
    told = ("amount", "currency") if currency else ("amount",)
    overlay.lay("channel_spend", rows, Carried(told))
    return deals.Merged(overlay.counts())


def activities(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
    parts, joins = ["r.n", "r.key_ AS activity_id", "r.happened_at"], []
    told = ["happened_at"]
    for table in ("customers", "managers"):
        if not has & {table[:-1], f"{table[:-1]}_id"}:
            continue
        people.resolve(overlay, table, has)
        people.make(overlay, table)
        people.keep(overlay, table)
        key, join = people.joined(table, has)
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
