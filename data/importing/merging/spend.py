"""Spend on channels, laid over the store."""

from __future__ import annotations

from data.importing.merging import deals
from data.importing.merging.overlay import Carried, Overlay
from data.importing.understanding.understood import Understood
from data.importing.vocabulary import folded_sql


def lay(overlay: Overlay, file: Understood, has: set[str]) -> deals.Merged:
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
