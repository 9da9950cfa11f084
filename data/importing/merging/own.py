"""An upload by who may touch only some managers' deals: the rows of other deals are found and left out.

A deal is theirs where the store says so; one that the store does not know, where the row says so. A customer
whom the store knows is theirs by an own deal only: naming him in a new one would open what is known of him.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from data.importing.merging import people
from data.importing.merging.overlay import Overlay
from data.importing.model import KINDS, Message
from data.importing.understanding.understood import Understood
from data.importing.values.columns import Remedy

OTHERS = Remedy(
    Message("the deal or its customer is not yours, or would not be after this row"),
    Message(
        "Upload your own deals, with your name as the manager; somebody who may see it uploads this one."
    ),
)
DEALS = ("deals", "purchases")


def set_aside_lists(files: Sequence[Understood]) -> None:
    """Lists of customers, managers, products and plans are everybody's."""
    for file in files:
        if file.raw and file.kind in KINDS and file.kind not in DEALS and not file.set_aside:
            file.set_aside = Message("Set aside: you upload your own deals, and this list is everybody's.")


def leave_out(overlay: Overlay, has: set[str]) -> tuple[int, ...]:
    """Takes the rows of others' deals out of ``in_rows`` and ``in_members``; their numbers."""
    assert overlay.only is not None
    db, says = overlay.db, bool(has & {"manager", "manager_id"})
    key, join = "CAST(NULL AS VARCHAR)", ""
    if says:
        key, join = people.found(overlay, "managers", has)
    db.execute("CREATE OR REPLACE TEMP TABLE own_managers (manager_id VARCHAR)")
    db.executemany("INSERT INTO own_managers VALUES (?)", [[one] for one in overlay.only] or [[None]])
    stays = f"(d.deal_id IS NULL OR {_own('d.manager_id')}) AND "
    becomes = _own(key) if says else "d.deal_id IS NOT NULL"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE others AS SELECT r.n FROM in_rows r {join} "
        f"LEFT JOIN {overlay.now('deals')} d ON d.deal_id = r.key_ WHERE NOT ({stays}{becomes})"
    )
    if has & {"customer", "customer_id"}:
        _add_foreign_customers(overlay, has)
    found = db.execute(
        "SELECT n FROM others UNION ALL SELECT n FROM in_members WHERE lead IN (FROM others) AND n NOT IN (FROM others)"
    ).fetchall()
    db.execute("DELETE FROM in_members WHERE lead IN (FROM others)")
    db.execute("DELETE FROM in_rows WHERE n IN (FROM others)")
    return tuple(n for (n,) in found)


def _add_foreign_customers(overlay: Overlay, has: set[str]) -> None:
    key, join = people.found(overlay, "customers", has)
    mine = f"SELECT customer_id FROM {overlay.now('deals')} WHERE customer_id IS NOT NULL AND {_own('manager_id')}"
    overlay.db.execute(
        f"INSERT INTO others SELECT r.n FROM in_rows r {join} WHERE r.n NOT IN (FROM others) "
        f"AND {key} IN (SELECT customer_id FROM {overlay.now('customers')}) AND {key} NOT IN ({mine})"
    )


def _own(key: str) -> str:
    return f"coalesce({key} IN (SELECT manager_id FROM own_managers WHERE manager_id IS NOT NULL), false)"


def without_moving(
    overlay: Overlay, stages: Sequence[tuple[str, str, int | None, str]]
) -> list[tuple[str, str, int | None, str]]:
    """Only the stages that are new, behind those that stand: the order of the others is everybody's."""
    kept = overlay.db.execute(f"SELECT pipeline, stage, position FROM {overlay.now('stages')}").fetchall()
    known = {(line, stage) for line, stage, _ in kept}
    last: dict[str, int] = {}
    for line, _, place in kept:
        last[line] = max(last.get(line, 0), place or 0)
    added = []
    for line, stage, place, kind in sorted(stages, key=lambda one: (one[0], one[2] or 0)):
        if (line, stage) in known:
            continue
        if place is not None:
            place = last[line] = last.get(line, 0) + 1
        added.append((line, stage, place, kind))
    return added


def touched_others(db: Any, import_id: int, only: frozenset[str]) -> bool:
    """The import spoke of others' deals, or of everybody's lists: its maker may have had other rights then,
    or the deals other managers."""
    (found,) = db.execute(
        "SELECT count(*) FROM undo_log u LEFT JOIN deals d ON u.table_name = 'deals' AND d.deal_id = "
        "json_extract_string(u.row_key, '$[0]') WHERE u.import_id = ? AND (u.table_name IN ('plans', 'products') "
        "OR (d.deal_id IS NOT NULL AND NOT coalesce(list_contains(?, d.manager_id), false)))",
        [import_id, sorted(only)],
    ).fetchone()
    return bool(found)
