"""The derived facts, each worked out by hand on a table one can read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data import schema
from data.derive import derive
from data.store import Store
from tests.rows import NOW, deal, fill, records

WAY = [
    {"pipeline": "", "stage": stage, "position": position, "kind": "open"}
    for position, stage in enumerate(("Lead", "Offer", "Contract"), 1)
] + [
    {"pipeline": "", "stage": "Won", "position": 4, "kind": "won"},
    {"pipeline": "", "stage": "Lost", "position": 5, "kind": "lost"},
]


def bought(deal_id: str, day: Any, amount: Any = 100, **more: Any) -> dict[str, Any]:
    return deal(deal_id, customer_id=more.pop("customer_id", "c"), closed_at=day, amount=amount, **more)


def purchases(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    table = schema.purchases
    wanted = [table.c[name] for name in ("deal_id", *columns)]
    return [
        tuple(row.values())
        for row in records(store, sa.select(*wanted).order_by(table.c.customer_id, table.c.number))
    ]


def test_purchases_are_numbered_with_their_gaps(store):
    fill(
        store,
        deals=[
            bought("b", datetime(2026, 1, 31, 18, 0)),
            bought("a", datetime(2026, 1, 1, 9, 0)),
            bought("c", datetime(2026, 3, 1, 0, 0)),
            bought("x", date(2026, 2, 1), customer_id="other"),
        ],
    )
    first = date(2026, 1, 1)
    assert purchases(store, "number", "first_on", "gap_days", "next_on") == [
        ("a", 1, first, None, date(2026, 1, 31)),
        ("b", 2, first, 30, date(2026, 3, 1)),
        ("c", 3, first, 29, None),
        ("x", 1, date(2026, 2, 1), None, None),
    ]


def test_purchases_of_one_day_stand_in_the_order_of_time_then_of_id(store):
    fill(
        store,
        deals=[
            bought("late", datetime(2026, 1, 1, 23, 59)),
            bought("b", date(2026, 1, 1)),
            bought("a", date(2026, 1, 1)),
        ],
    )
    day = date(2026, 1, 1)
    assert purchases(store, "number", "gap_days", "next_on") == [
        ("a", 1, None, day),
        ("b", 2, 0, day),
        ("late", 3, 0, None),
    ]


def test_only_won_deals_of_known_customers_with_a_closing_are_purchases(store):
    day = date(2026, 1, 1)
    fill(
        store,
        deals=[
            deal("won", customer_id="c", closed_at=day),
            deal("nobody's", closed_at=day),
            deal("undated", customer_id="c"),
            *(
                deal(status, status, customer_id="c", closed_at=day)
                for status in ("open", "lost", "returned")
            ),
        ],
    )
    assert purchases(store, "number") == [("won", 1)]


def test_rhythm_is_the_median_of_the_gaps_so_far(store):
    """Gaps 10, 40, 20: medians 10, 25, 20."""
    days = (date(2026, 1, 1), date(2026, 1, 11), date(2026, 2, 20), date(2026, 3, 12))
    fill(store, deals=[bought(f"d{i}", day) for i, day in enumerate(days)])
    assert purchases(store, "rhythm_days") == [("d0", None), ("d1", 10.0), ("d2", 25.0), ("d3", 20.0)]


def test_who_has_no_rhythm_borrows_his_segments(store):
    """Retail: gaps 10 and 30 of a, 50 of b: median 30. The others, of no segment, never bought twice."""
    first = date(2026, 1, 1)
    bought_on = {"a": (0, 10, 40), "b": (0, 50), "c": (0,), "stranger": (7,)}
    fill(
        store,
        customers=[{"customer_id": c, "segment": "Retail"} for c in ("a", "b", "c")],
        deals=[
            bought(f"{c}{day}", first + timedelta(days=day), customer_id=c)
            for c, days in bought_on.items()
            for day in days
        ],
    )
    borrowed = dict(purchases(store, "segment_rhythm"))
    assert {borrowed[deal_id] for deal_id in ("a0", "a40", "b0", "b50", "c0")} == {30.0}
    assert borrowed["stranger7"] is None


def test_a_year_is_365_days_that_end_with_the_purchase(store):
    """The purchase 364 days before belongs to the year, the one 365 days before does not."""
    last = date(2026, 1, 1)
    fill(
        store,
        deals=[
            bought("a", last - timedelta(days=365), 1),
            bought("b", last - timedelta(days=364), 20),
            bought("c", last - timedelta(days=1), None),
            bought("d", last, 300),
            bought("e", last, 4000, currency="USD"),
        ],
    )
    assert purchases(store, "year_amount") == [
        ("a", Decimal(1)),
        ("b", Decimal(21)),  # 1 + 20: 364 days apart at most
        ("c", Decimal(21)),  # 1 is 364 days before it
        ("d", Decimal(320)),  # 20 + 300
        ("e", Decimal(4000)),  # another currency is another sum
    ]


def visits(store: Store) -> dict[str, tuple[Any, ...]]:
    rows = records(store, sa.select(schema.stage_visits))
    return {r["stage"]: (r["position"], r["left_at"], r["days"]) for r in rows}


def visit(stage: str, entered_at: Any, **more: Any) -> dict[str, Any]:
    return {"deal_id": "d", "stage": stage, "entered_at": entered_at, **more}


def test_a_visit_ends_where_the_next_begins(store):
    first, second = datetime(2026, 1, 1, 12), datetime(2026, 1, 3, 0)
    fill(
        store,
        stages=WAY,
        deals=[deal("d", "open")],
        stage_visits=[visit("Lead", first), visit("Offer", second)],
    )
    assert visits(store) == {"Lead": (1, second, 1.5), "Offer": (2, None, None)}


def test_of_two_visits_at_one_moment_the_further_stage_came_later(store):
    at, later = datetime(2026, 1, 1), datetime(2026, 1, 4)
    rows = [visit("Contract", later), visit("Offer", at), visit("Lead", at)]
    fill(store, stages=WAY, deals=[deal("d", "open")], stage_visits=rows)
    assert visits(store) == {"Lead": (1, at, 0.0), "Offer": (2, later, 3.0), "Contract": (3, None, None)}


def test_closing_ends_the_last_visit(store):
    at, closed = datetime(2026, 1, 1), datetime(2026, 1, 11)
    fill(store, stages=WAY, deals=[deal("d", "lost", closed_at=closed)], stage_visits=[visit("Lead", at)])
    assert visits(store) == {"Lead": (1, closed, 10.0)}


def test_a_closing_day_without_a_time_does_not_leave_the_deal_standing(store):
    """Entered at noon, closed "on" the same day: nothing of it is negative, and it stands there no more."""
    noon = datetime(2026, 1, 1, 12)
    fill(store, stages=WAY, deals=[deal("d", closed_at=date(2026, 1, 1))], stage_visits=[visit("Lead", noon)])
    assert visits(store) == {"Lead": (1, noon, 0.0)}


def test_an_open_deal_still_stands_in_its_last_stage(store):
    rows = [visit("Lead", datetime(2026, 1, 1))]
    fill(store, stages=WAY, deals=[deal("d", "open", closed_at=date(2026, 2, 1))], stage_visits=rows)
    assert visits(store) == {"Lead": (1, None, None)}


def test_an_export_that_knows_when_a_stage_was_left_is_believed(store):
    rows = [
        visit("Lead", datetime(2026, 1, 1), left_at=datetime(2026, 1, 2)),
        visit("Offer", datetime(2026, 1, 5)),
    ]
    fill(store, stages=WAY, deals=[deal("d", "open")], stage_visits=rows)
    assert visits(store)["Lead"] == (1, datetime(2026, 1, 2), 1.0)


def test_a_visit_that_comes_to_light_later_cuts_the_one_before(store):
    first, last, between = datetime(2026, 1, 1), datetime(2026, 1, 9), datetime(2026, 1, 3)
    fill(
        store,
        stages=WAY,
        deals=[deal("d", "open")],
        stage_visits=[visit("Lead", first), visit("Contract", last)],
    )
    assert visits(store)["Lead"] == (1, last, 8.0)
    with store.writing(NOW) as connection:
        connection.execute(sa.insert(schema.stage_visits).values(**visit("Offer", between)))
        derive(connection)
    assert visits(store) == {"Lead": (1, between, 2.0), "Offer": (2, last, 6.0), "Contract": (3, None, None)}


def furthest(store: Store) -> dict[str, Any]:
    rows = records(store, sa.select(schema.deals.c.deal_id, schema.deals.c.furthest))
    return {row["deal_id"]: row["furthest"] for row in rows}


def test_how_far_a_deal_ever_came(store):
    at = datetime(2026, 1, 1)
    fill(
        store,
        stages=WAY,
        deals=[
            deal("won", "won", stage="Won"),
            deal("returned", "returned"),
            deal("open", "open", stage="Offer"),
            deal("went back", "open", stage="Lead"),
            deal("nowhere", "open", stage="Unheard of"),
            deal("lost, said where", "lost", lost_stage="Offer"),
            deal("lost, seen further", "lost", lost_stage="Lead"),
            deal("lost, seen", "lost", stage="Lost"),
            deal("lost, unknown", "lost", stage="Lost"),
        ],
        stage_visits=[
            {"deal_id": "went back", "stage": "Contract", "entered_at": at},
            {"deal_id": "lost, seen further", "stage": "Contract", "entered_at": at},
            {"deal_id": "lost, seen", "stage": "Offer", "entered_at": at},
            {"deal_id": "lost, seen", "stage": "Lost", "entered_at": at},
        ],
    )
    assert furthest(store) == {
        "won": 4,
        "returned": 3,  # the last stage: it went all the way, and is no sale
        "open": 2,
        "went back": 3,
        "nowhere": None,
        "lost, said where": 2,
        "lost, seen further": 3,
        "lost, seen": 2,
        "lost, unknown": None,
    }


def test_without_stages_nobody_knows_how_far(store):
    fill(store, deals=[deal("won"), deal("open", "open", stage="Lead")])
    assert furthest(store) == {"won": None, "open": None}


def test_the_same_stage_of_two_pipelines_has_two_positions(store):
    stages = [
        {"pipeline": "B2B", "stage": "Offer", "position": 1, "kind": "open"},
        {"pipeline": "B2C", "stage": "Visit", "position": 1, "kind": "open"},
        {"pipeline": "B2C", "stage": "Offer", "position": 2, "kind": "open"},
    ]
    rows = [deal(p, "open", pipeline=p, stage="Offer") for p in ("B2B", "B2C")]
    fill(store, stages=stages, deals=[*rows, deal("won", pipeline="B2C")])
    assert furthest(store) == {"B2B": 1, "B2C": 2, "won": 3}


DAYS = st.dates(date(2025, 1, 1), date(2026, 3, 1))
ROWS = st.lists(
    st.builds(
        lambda day, customer, status: {"closed_at": day, "customer_id": customer, "status": status},
        DAYS,
        st.sampled_from(("a", "b", None)),
        st.sampled_from(("won", "won", "lost")),
    ),
    max_size=12,
)


@given(rows=ROWS)
def test_deriving_twice_changes_nothing(store, rows):
    fill(store, deals=[{"deal_id": f"d{i}", "amount": i, **row} for i, row in enumerate(rows)])
    once = records(store, sa.select(schema.purchases).order_by("deal_id"))
    with store.writing(NOW) as connection:
        derive(connection)
    assert records(store, sa.select(schema.purchases).order_by("deal_id")) == once
