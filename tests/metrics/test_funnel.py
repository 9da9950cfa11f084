"""The funnel on ten deals a person can count."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import drill, flows, funnel
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View, manager
from tests.rows import deal, fill, records

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MAY)
APRIL = date(2026, 4, 30)

STAGES = [
    {"pipeline": "New", "stage": "Lead", "position": 1, "kind": "open"},
    {"pipeline": "New", "stage": "Offer", "position": 2, "kind": "open"},
    {"pipeline": "New", "stage": "Talks", "position": 3, "kind": "open"},
    {"pipeline": "New", "stage": "Paid", "position": 4, "kind": "won"},
    {"pipeline": "New", "stage": "No", "kind": "lost"},
    {"pipeline": "", "stage": "Call", "position": 1, "kind": "open"},
]


def new(deal_id, status, stage, amount=None, created=date(2026, 5, 10), **more):
    return deal(
        deal_id,
        status,
        pipeline="New",
        stage=stage,
        amount=amount,
        created_at=created,
        manager_id="m",
        **more,
    )


DEALS = [
    # furthest:                                                      Lead Offer Talks won
    new("w1", "won", "Paid", 100, closed_at=date(2026, 5, 20)),  #      x    x     x    x
    new("w2", "won", "Paid", 50, closed_at=date(2026, 6, 20)),  #       x    x     x    x
    new("l1", "lost", "No", 30, lost_stage="Offer", closed_at=date(2026, 5, 21)),  # x x
    new("l2", "lost", "No", 70, lost_stage="Lead", closed_at=date(2026, 5, 22)),  #  x
    new("o1", "open", "Lead", 10),  #                                   x
    new("o2", "open", "Talks"),  #                                      x    x     x
    new("o3", "open", "Offer", 20),  # was at Talks before:             x    x     x
    new("old", "open", "Lead", 5, created=APRIL),
    deal(
        "p1",
        "open",
        stage="Call",
        amount=1,
        created_at=date(
            2026,
            5,
            31,
        ),
        manager_id="n",
    ),
    deal("p2", "lost", stage="No", amount=2, created_at=date(2026, 5, 1), manager_id="n"),
]


def visit(deal_id, stage, entered, left=None):
    return {"deal_id": deal_id, "pipeline": "New", "stage": stage, "entered_at": entered, "left_at": left}


VISITS = [
    visit("o3", "Talks", date(2026, 5, 12), date(2026, 5, 14)),
    visit("o3", "Offer", date(2026, 5, 14)),
    visit("old", "Lead", APRIL, date(2026, 5, 3)),
    visit("old", "Offer", date(2026, 5, 3), date(2026, 5, 4)),
    visit("old", "Lead", date(2026, 5, 4)),
    visit("w1", "Lead", date(2026, 5, 10), date(2026, 5, 11)),
    visit("w1", "Offer", date(2026, 5, 11), date(2026, 5, 20)),
]


@pytest.fixture
def filled(store):
    fill(store, stages=STAGES, deals=DEALS, stage_visits=VISITS)
    return store


def table(rows, *columns):
    return [tuple(row[column] for column in columns) for row in rows]


def test_a_step_counts_everyone_who_came_so_far_or_further(filled):
    rows = records(filled, funnel.cohort_funnel(VIEW))
    assert table(rows, "pipeline", "position", "stage", "kind", "reached", "amount") == [
        ("", 1, "Call", "open", 1, Decimal(1)),
        ("", 2, None, "won", 0, Decimal(0)),
        ("New", 1, "Lead", "open", 7, Decimal(280)),  # 100 + 50 + 30 + 70 + 10 + ? + 20
        ("New", 2, "Offer", "open", 5, Decimal(200)),  # 100 + 50 + 30 + ? + 20
        ("New", 3, "Talks", "open", 4, Decimal(170)),  # 100 + 50 + ? + 20
        ("New", 4, None, "won", 2, Decimal(150)),
    ]
    assert table(rows[2:], "from_previous", "overall") == [
        (None, 1.0),
        (5 / 7, 5 / 7),
        (4 / 5, 4 / 7),
        (2 / 4, 2 / 7),
    ]


def test_conversion_is_refused_where_a_lost_deal_does_not_say_where(filled):
    rows = records(filled, funnel.cohort_funnel(VIEW))
    assert table(rows[:2], "from_previous", "overall", "unknown_lost", "unknown") == [(None, None, 1, 1)] * 2
    assert {row["unknown_lost"] for row in rows[2:]} == {0}
    assert table(records(filled, funnel.unknown_lost(VIEW)), "pipeline", "lost", "unknown") == [
        ("", 1, 1),
        ("New", 2, 0),
    ]
    assert [row["conversion"] for row in records(filled, funnel.resolved_conversion(VIEW))][:1] == [None]


def test_resolved_conversion_leaves_open_deals_out(filled):
    rows = records(filled, funnel.resolved_conversion(VIEW))[1:]
    assert table(rows, "stage", "moved_on", "lost", "standing", "conversion") == [
        ("Lead", 5, 1, 1, 5 / 6),
        ("Offer", 4, 1, 0, 4 / 5),
        ("Talks", 2, 0, 2, 1.0),  # o3 came to Talks, though it stands at Offer again
    ]


def test_flow_counts_entries_whenever_the_deal_was_created(filled):
    rows = records(filled, flows.flow_funnel(VIEW))
    assert table(rows, "stage", "deals", "entries", "amount", "from_previous") == [
        ("Lead", 2, 2, Decimal(105), None),  # w1, and old for the second time
        ("Offer", 3, 3, Decimal(125), 1.5),  # w1, old, o3
        ("Talks", 1, 1, Decimal(20), 1 / 3),  # o3
    ]


def test_stock_is_where_deals_stand_now(filled):
    rows = records(filled, flows.stock(VIEW))
    assert table(rows, "pipeline", "position", "stage", "deals", "amount", "without_amount") == [
        ("", 1, "Call", 1, Decimal(1), 0),
        ("New", 1, "Lead", 2, Decimal(15), 0),
        ("New", 2, "Offer", 1, Decimal(20), 0),
        ("New", 3, "Talks", 1, Decimal(0), 1),
    ]


def test_a_stage_the_pipeline_does_not_list_is_in_stock_without_position(store):
    fill(store, stages=STAGES, deals=[new("x", "open", "Limbo", 9)])
    rows = records(store, flows.stock(VIEW))
    assert table(rows, "position", "stage", "deals") == [
        (1, "Lead", 0),
        (2, "Offer", 0),
        (3, "Talks", 0),
        (None, "Limbo", 1),
    ]


def test_every_step_opens_to_its_deals(filled):
    mine = VIEW.with_(filters=Filters.of(pipeline="New"))

    def opened(key):
        total = records(filled, drill.totals(mine, key))[0]
        return total["deals"], total["amount"] or 0

    for row in records(filled, funnel.cohort_funnel(mine)):
        assert opened(f"reached:{row['position']}") == (row["reached"], row["amount"])
    for row in records(filled, flows.flow_funnel(mine)):
        assert opened(f"entered:{row['position']}") == (row["deals"], row["amount"])
    for row in records(filled, flows.stock(mine)):
        assert opened(f"standing:{row['position']}") == (row["deals"], row["amount"])
    for row in records(filled, funnel.resolved_conversion(mine)):
        assert opened(f"moved_on:{row['position']}")[0] == row["moved_on"]
        assert opened(f"lost_at:{row['position']}")[0] == row["lost"]
    nameless = VIEW.with_(filters=Filters.of(pipeline=("",)))
    assert records(filled, drill.totals(nameless, "unknown:lost"))[0]["deals"] == 1


def test_a_deal_moved_here_from_another_pipeline_brings_no_steps_along(store):
    short = {"pipeline": "Short", "stage": "Hello", "position": 1, "kind": "open"}
    came = deal("came", "open", pipeline="Short", stage="Hello", created_at=date(2026, 5, 2))
    fill(
        store, stages=[*STAGES, short], deals=[came], stage_visits=[visit("came", "Talks", date(2026, 5, 3))]
    )
    rows = records(store, funnel.cohort_funnel(VIEW))
    assert table(rows, "pipeline", "stage", "reached") == [("Short", "Hello", 1), ("Short", None, 0)]
    assert records(store, flows.flow_funnel(VIEW))[0]["deals"] == 0


@pytest.mark.parametrize(
    "statement", [funnel.cohort_funnel, flows.flow_funnel, flows.stock, funnel.unknown_lost]
)
def test_nobody_sees_what_is_not_his(filled, statement):
    assert records(filled, statement(VIEW.with_(scope=NOBODY))) == []
    assert {row["pipeline"] for row in records(filled, statement(VIEW.with_(scope=manager("m"))))} == {"New"}


kinds = st.tuples(st.sampled_from(["open", "won", "lost"]), st.integers(0, 3), st.integers(0, 3))


@given(st.lists(kinds, min_size=1, max_size=12))
def test_the_funnel_never_widens_and_agrees_with_a_plain_count(pool, drawn):
    names = ["Limbo", "Lead", "Offer", "Talks"]
    deals = [
        new(
            str(i),
            status,
            names[now] if status == "open" else status,
            i,
            lost_stage=names[lost] if status == "lost" else None,
        )
        for i, (status, now, lost) in enumerate(drawn)
    ]
    fill(pool, stages=STAGES, deals=deals)
    furthest = [{"open": now, "lost": lost, "won": 4}[status] for status, now, lost in drawn]
    rows = records(pool, funnel.cohort_funnel(VIEW))
    reached = [row["reached"] for row in rows]
    assert reached == [sum(f >= step for f in furthest) for step in (1, 2, 3, 4)]
    assert [int(row["amount"]) for row in rows] == [
        sum(i for i, f in enumerate(furthest) if f >= step) for step in (1, 2, 3, 4)
    ]
    assert reached == sorted(reached, reverse=True)
    unknown = sum(status == "lost" and lost == 0 for status, _, lost in drawn)
    assert {row["unknown_lost"] for row in rows} == {unknown}
    for before, row in zip(rows, rows[1:], strict=False):
        refused = unknown or not before["reached"]
        assert row["from_previous"] == (None if refused else row["reached"] / before["reached"])
