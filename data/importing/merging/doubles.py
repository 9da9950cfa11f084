"""Customers whom an import would make a second time under another spelling."""

from __future__ import annotations

from collections.abc import Mapping

from data import alike
from data.importing.merging.overlay import Overlay
from data.importing.model import Message
from data.importing.understanding.understood import Understood

MOST = 20_000
"""Customers beyond which a preview does not look: the data quality page does, after the import."""

SHOWN = 3


def tell(overlay: Overlay, file: Understood) -> Mapping[str, str] | None:
    """Adds to the warnings of the file after which the customers are looked at. Returns each customer that
    looks like another → one key for those alike; None where nothing was looked at."""
    laid, now = overlay.laid("customers"), overlay.now("customers")
    if not overlay.counting or not laid:
        return None
    if overlay.db.execute(f"SELECT count(*) FROM {now}").fetchone()[0] > MOST:  # type: ignore[index]
        return None
    columns = "customer_id, coalesce(name, ''), coalesce(tax_number, ''), coalesce(phone, '')"
    known = [alike.Customer(*row) for row in overlay.db.execute(f"SELECT {columns} FROM {now}").fetchall()]
    fresh = overlay.db.execute(
        f"SELECT customer_id FROM {laid} ANTI JOIN customers USING (customer_id)"
    ).fetchall()
    groups = alike.groups(known)
    met = sorted({groups[key] for (key,) in fresh if key in groups})
    if not met:
        return groups
    names = {
        root: " = ".join(one.name or one.key for one in known if groups.get(one.key) == root)
        for root in met[:SHOWN]
    }
    file.warnings.append(
        Message(
            "{count} new customers look like others, by name, phone or tax number: {examples}.",
            {"count": len(met), "examples": "; ".join(names.values())},
        )
    )
    return groups
