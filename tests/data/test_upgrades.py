"""A store of each older schema becomes one of today's, its facts worked out anew."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from data import schema
from data.store import Store
from tests.importing.helpers import load, source
from tests.rows import deal, fill, records

BOUGHT = sa.select(schema.purchases.c.deal_id, schema.purchases.c.segment_rhythm).order_by("deal_id")


def test_version_1_learns_the_rhythm_of_segments(tmp_path):
    """b and c, of one segment, waited 10 and 30 days: their segment's rhythm is 20; nobody in a's waited."""
    address = f"duckdb:///{tmp_path / 'store.duckdb'}"
    store = Store(address, tmp_path)
    days = {"a1": ("a", 1), "b1": ("b", 1), "b2": ("b", 11), "c1": ("c", 1), "c2": ("c", 31)}
    fill(
        store,
        customers=[
            {"customer_id": "b", "segment": "Small"},
            {"customer_id": "c", "industry": "Small"},
        ],
        deals=[
            deal(name, customer_id=who, amount=1, closed_at=datetime(2026, 1, on))
            for name, (who, on) in days.items()
        ],
    )
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE purchases DROP COLUMN segment_rhythm")
        connection.execute(
            sa.update(schema.state).where(schema.state.c.name == "schema_version").values(value="1")
        )
    store.close()

    upgraded = Store(address, tmp_path)
    assert [(row["deal_id"], row["segment_rhythm"]) for row in records(upgraded, BOUGHT)] == [
        ("a1", None),
        ("b1", 20.0),
        ("b2", 20.0),
        ("c1", 20.0),
        ("c2", 20.0),
    ]
    upgraded.close()


def test_version_4_learns_what_its_uploads_showed(tmp_path):
    """Three exports; the second has a deal that was made before the first of them and lacks two, of which the
    third has one again: version 4 noted nothing of it."""
    address = f"duckdb:///{tmp_path / 'store.duckdb'}"
    store = Store(address, tmp_path)
    head, deals = "ID;Stage;Created\n", [f"{n};Proposal;2024-05-0{n}\n" for n in range(1, 7)]
    exports = {3: deals[:5], 10: [*deals[:3], deals[5]], 17: [*deals[:4], deals[5]]}
    for day, lines in exports.items():
        file = source(head + "".join(lines))
        load(store, file, now=datetime(2024, 6, day), answers={"deals.missing": "deleted"})
    c = schema.deal_changes.c
    history = sa.select(c.deal_id, c.import_id, c.field, c.old, c.new, c.changed_at)
    history = history.order_by(c.changed_at, c.deal_id)
    told = records(store, history)
    gone, second, third = "2024-06-10 00:00:00", datetime(2024, 6, 10), datetime(2024, 6, 17)
    assert [tuple(row.values()) for row in told] == [
        ("4", 2, "missing_since", None, gone, second),
        ("5", 2, "missing_since", None, gone, second),
        ("6", 2, "found", None, "Proposal", second),
        ("4", 3, "missing_since", gone, None, third),
    ]
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE deal_snapshots")
        connection.exec_driver_sql("DELETE FROM deal_changes")
        connection.execute(
            sa.update(schema.state).where(schema.state.c.name == "schema_version").values(value="4")
        )
    store.close()

    upgraded = Store(address, tmp_path)
    assert records(upgraded, sa.select(schema.deal_snapshots).order_by("taken_at")) == [
        {"import_id": n, "taken_at": datetime(2024, 6, day)} for n, day in enumerate(exports, 1)
    ]
    assert records(upgraded, history) == told
    upgraded.close()
