"""Losses by stage on a pipeline of three stages."""

from datetime import date
from decimal import Decimal

import pytest

from metrics import drill, leaks
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View
from tests.rows import deal, fill, records

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MAY)
STAGES = [
    {"pipeline": "", "stage": name, "position": i, "kind": "open"}
    for i, name in enumerate(("Lead", "Offer", "Talks"), 1)
]
DAY = date(2026, 5, 5)


def some(count, status, stage=None, amount=10, reason=None):
    where = {"lost_stage": stage} if status == "lost" else {"stage": stage}
    return [
        deal(
            f"{status}{stage}{reason}{i}",
            status,
            created_at=DAY,
            closed_at=None if status == "open" else DAY,
            amount=amount,
            loss_reason=reason,
            **where,
        )
        for i in range(count)
    ]


DEALS = [
    *some(6, "won", amount=1000),
    *some(2, "lost", "Talks", reason="Price"),
    *some(3, "lost", "Offer", reason="Price"),
    *some(1, "lost", "Offer", reason="Silence", amount=500),
    *some(4, "lost", "Lead"),
    *some(4, "open", "Lead"),
    *some(2, "open", "Talks"),
]


def opened(store, view, key):
    total = records(store, drill.totals(view, key))[0]
    return total["deals"], total["amount"] or 0


def test_each_stage_says_what_it_lost_and_what_a_point_is_worth(store):
    fill(store, stages=STAGES, deals=DEALS)
    rows = records(store, leaks.by_stage(VIEW))
    assert [(r["stage"], r["lost"], r["amount"], r["share"], r["reached"]) for r in rows] == [
        ("Lead", 4, Decimal(40), 0.4, 22),
        ("Offer", 4, Decimal(530), 0.4, 14),  # 6 won, 2 + 2 at Talks, 4 lost here
        ("Talks", 2, Decimal(20), 0.2, 10),
    ]
    # resolved: Lead 14 of 18, Offer 10 of 14, Talks 6 of 8; average check 1000
    assert [r["conversion"] for r in rows] == pytest.approx([14 / 18, 10 / 14, 6 / 8])
    assert [r["downstream"] for r in rows] == pytest.approx([10 / 14 * 6 / 8, 6 / 8, 1])
    assert [r["gain"] for r in rows] == pytest.approx(
        [0.01 * 22 * 10 / 14 * 6 / 8 * 1000, 0.01 * 14 * 0.75 * 1000, 0.01 * 10 * 1000]
    )
    for row in rows:
        assert opened(store, VIEW, f"lost_at:{row['position']}") == (row["lost"], row["amount"])


def test_reasons_stand_by_stage_the_most_frequent_first(store):
    fill(store, stages=STAGES, deals=[*DEALS, *some(1, "lost", reason="Budget")])
    rows = records(store, leaks.reasons(VIEW))
    assert [(r["stage"], r["loss_reason"], r["lost"], r["amount"], r["share"]) for r in rows] == [
        ("Lead", None, 4, Decimal(40), 1.0),
        ("Offer", "Price", 3, Decimal(30), 0.75),
        ("Offer", "Silence", 1, Decimal(500), 0.25),
        ("Talks", "Price", 2, Decimal(20), 1.0),
        (None, "Budget", 1, Decimal(10), 1.0),
    ]
    price = VIEW.with_(filters=Filters.of(loss_reason="Price"))
    assert opened(store, price, "lost_at:2") == (3, Decimal(30))


def test_a_loss_of_unknown_stage_has_its_row_and_no_gain_is_claimed(store):
    fill(store, stages=STAGES, deals=[*DEALS, *some(2, "lost", amount=7)])
    rows = records(store, leaks.by_stage(VIEW))
    last = rows[-1]
    assert (last["stage"], last["lost"], last["amount"]) == (None, 2, Decimal(14))
    assert last["share"] == pytest.approx(2 / 12)
    assert sum(r["lost"] for r in rows) == 12
    assert {r["gain"] for r in rows} == {None}
    assert opened(store, VIEW, "unknown:lost") == (2, Decimal(14))


def test_nothing_is_claimed_downstream_where_nothing_is_settled(store):
    fill(
        store,
        stages=STAGES,
        deals=[*some(1, "lost", "Lead"), *some(3, "open", "Offer"), *some(1, "open", "Talks")],
    )
    rows = records(store, leaks.by_stage(VIEW))
    assert [(r["stage"], r["conversion"], r["downstream"], r["gain"]) for r in rows] == [
        ("Lead", 0.8, None, None),  # 4 of 5 moved on; nobody has left Talks yet
        ("Offer", 1.0, None, None),
        ("Talks", None, 1.0, None),  # no deal is won: no average check
    ]


def test_a_stage_that_lets_nobody_through_makes_the_points_before_it_worthless(store):
    fill(store, stages=STAGES, deals=[*some(2, "lost", "Talks"), *some(1, "lost", "Lead")])
    rows = records(store, leaks.by_stage(VIEW))
    assert [r["downstream"] for r in rows] == [0.0, 0.0, 1.0]
    assert records(store, leaks.by_stage(VIEW.with_(scope=NOBODY))) == []
