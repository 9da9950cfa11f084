"""Deals that an import would enter a second time, as the data quality page would find them afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from data import alike
from data.importing.merging.overlay import Overlay
from data.importing.model import Message
from data.importing.understanding.understood import Understood

MOST = 20_000
"""New deals beyond which a preview does not look: the data quality page does, after the import."""

SHOWN = 3

_WARNING = Message(
    "{count} new deals look as if they were entered twice: the customer, the amount and the name are the same, "
    "within a week ({known} of them repeat deals that are there already): {examples}."
)


def tell(overlay: Overlay, files: Sequence[Understood], customers: Mapping[str, str] | None) -> None:
    """Adds to the warnings of the last file of deals. ``customers``: those who look alike, as they will be;
    None: as they are in the store."""
    file = next((one for one in reversed(files) if one.kind in ("deals", "purchases")), None)
    laid = overlay.laid("deals")
    if not overlay.counting or overlay.last or file is None or not laid:
        return
    db = overlay.db
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE fresh_deals AS SELECT deal_id, amount FROM {laid} ANTI JOIN deals USING (deal_id)"
    )
    if not 0 < db.execute("SELECT count(*) FROM fresh_deals").fetchone()[0] <= MOST:  # type: ignore[index]
        return
    known = f"(SELECT * FROM {overlay.now('deals')} SEMI JOIN fresh_deals USING (amount))"
    if customers is None:
        _find(overlay, known, "alike_customers")
    else:
        told = [list(customers), list(customers.values())]
        groups = pa.table([pa.array(part, pa.string()) for part in told], names=["customer_id", "alike"])
        with overlay.given("customer_groups", groups):
            _find(overlay, known, "customer_groups")
    _warn(overlay, file)


def _find(overlay: Overlay, deals: str, customers: str) -> None:
    """Table ``doubled``: the deals of every group with a new one in it."""
    overlay.db.execute(
        f"CREATE OR REPLACE TEMP TABLE doubled AS WITH found AS ({alike.deals_sql(deals, customers)}) "
        "SELECT deal_id, alike, deal_id IN (SELECT deal_id FROM fresh_deals) AS fresh FROM found "
        "WHERE alike IN (SELECT alike FROM found SEMI JOIN fresh_deals USING (deal_id))"
    )


def _warn(overlay: Overlay, file: Understood) -> None:
    count, known = overlay.db.execute(
        "SELECT count(*) FILTER (fresh), count(*) FILTER (fresh AND there) FROM "
        "(SELECT fresh, bool_or(NOT fresh) OVER (PARTITION BY alike) AS there FROM doubled)"
    ).fetchone()  # type: ignore[misc]
    if not count:
        return
    groups = overlay.db.execute(
        "SELECT array_to_string(list(deal_id ORDER BY fresh, deal_id)[1:4], ' = ') || "
        "coalesce(' (' || first(name ORDER BY fresh, deal_id) || ')', '') FROM doubled "
        f"JOIN (SELECT deal_id, name FROM {overlay.now('deals')}) USING (deal_id) "
        f"GROUP BY alike ORDER BY alike LIMIT {SHOWN}"
    ).fetchall()
    examples = "; ".join(group for (group,) in groups) + ("; …" if _groups(overlay) > SHOWN else "")
    file.warnings.append(Message(_WARNING.text, {"count": count, "known": known, "examples": examples}))


def _groups(overlay: Overlay) -> int:
    return int(overlay.db.execute("SELECT count(DISTINCT alike) FROM doubled").fetchone()[0])  # type: ignore[index]
