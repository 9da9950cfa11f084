"""Customers and deals that an import would make a second time, under another spelling or another id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from data import alike
from data.importing.model import Message
from data.importing.overlay import Overlay
from data.importing.understood import Understood

MOST, MOST_DEALS = 20_000, 50_000
"""Customers, and rows of deals in the files, beyond which a preview does not look: the data quality page
does, after the import."""

SHOWN = 3


def looks_at_deals(overlay: Overlay, files: Sequence[Understood]) -> bool:
    """Whether the deals of the files must be laid out whole for it."""
    rows = sum(file.raw.total for file in files if file.raw and file.kind == "deals")
    return overlay.counting and overlay.only is None and 0 < rows <= MOST_DEALS


def tell(overlay: Overlay, files: Sequence[Understood]) -> None:
    """Adds to the warnings of the file after which the customers and deals are looked at."""
    if not overlay.counting:
        return
    known = _known(overlay) if overlay.laid("customers") else []
    groups = alike.groups(known)
    _customers(overlay, files[-1], known, groups)
    if looks_at_deals(overlay, files) and overlay.laid("deals"):
        last = [file for file in files if file.kind == "deals"][-1]
        _deals(overlay, last, groups if known else None)


def _known(overlay: Overlay) -> list[alike.Customer]:
    """None of too many."""
    now = overlay.now("customers")
    if overlay.db.execute(f"SELECT count(*) FROM {now}").fetchone()[0] > MOST:  # type: ignore[index]
        return []
    columns = "customer_id, coalesce(name, ''), coalesce(tax_number, ''), coalesce(phone, '')"
    return [alike.Customer(*row) for row in overlay.db.execute(f"SELECT {columns} FROM {now}").fetchall()]


def _customers(
    overlay: Overlay, file: Understood, known: Sequence[alike.Customer], groups: Mapping[str, str]
) -> None:
    if not groups:
        return
    fresh = f"SELECT customer_id FROM {overlay.laid('customers')} ANTI JOIN customers USING (customer_id)"
    met = sorted({groups[key] for (key,) in overlay.db.execute(fresh).fetchall() if key in groups})
    if not met:
        return
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


def _deals(overlay: Overlay, file: Understood, groups: Mapping[str, str] | None) -> None:
    """``groups``: customers alike, None as the store has them."""
    fresh = f"SELECT deal_id FROM {overlay.laid('deals')} ANTI JOIN deals USING (deal_id)"
    overlay.db.execute(f"CREATE OR REPLACE TEMP TABLE fresh_deals AS {fresh}")
    told = groups or {}
    alike_now = pa.table(
        {
            "customer_id": pa.array(list(told), pa.string()),
            "alike": pa.array(list(told.values()), pa.string()),
        }
    )
    with overlay.given("alike_now", alike_now):
        found = alike.deals_alike(
            overlay.now("deals"),
            "alike_customers" if groups is None else "alike_now",
            "deal_id IN (SELECT deal_id FROM fresh_deals)",
        )
        overlay.db.execute(f"CREATE OR REPLACE TEMP TABLE twice AS {found}")
    count = _second(overlay)
    if count:
        file.warnings.append(
            Message(
                "{count} new deals look as if entered twice (one customer, name and amount, within a week): "
                "{examples}. They are imported all the same.",
                {"count": count, "examples": "; ".join(_examples(overlay))},
            )
        )


def _second(overlay: Overlay) -> int:
    """New deals that have another before them: all of a group but the one that was there, or is the first."""
    (count,) = overlay.db.execute(
        "SELECT coalesce(sum(fresh - CASE WHEN fresh = every THEN 1 ELSE 0 END), 0) FROM ("
        "SELECT count(f.deal_id) AS fresh, count(*) AS every FROM twice t LEFT JOIN fresh_deals f USING (deal_id) "
        "GROUP BY alike)"
    ).fetchone()  # type: ignore[misc]
    return int(count)


def _examples(overlay: Overlay) -> list[str]:
    """``12 = 57 (Saw, 100.00)``, those of the earliest keys first."""
    found = overlay.db.execute(
        f"SELECT list(deal_id ORDER BY deal_id), count(*), arg_min(coalesce(name, product, ''), deal_id), min(amount) "
        f"FROM twice JOIN {overlay.now('deals')} USING (deal_id) GROUP BY alike "
        f"HAVING bool_or(deal_id IN (SELECT deal_id FROM fresh_deals)) ORDER BY alike LIMIT {SHOWN}"
    ).fetchall()
    return [
        " = ".join(keys[:SHOWN])
        + (" …" if count > SHOWN else "")
        + f" ({f'{name}, ' if name else ''}{amount})"
        for keys, count, name, amount in found
    ]
