"""Scope and filters: what a viewer gets to see of every table, and what never."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from data.errors import Unknown
from data.store import Store
from metrics import view as views
from metrics.dimensions import NOT_SET
from metrics.view import EVERYTHING, NOBODY, Filters, Scope, View
from tests.rows import deal, fill, records

TODAY = date(2026, 3, 20)
DAY = date(2026, 1, 10)

MANAGERS = [
    {"manager_id": "1", "name": "Anna", "team": "East", "role": "hunter"},
    {"manager_id": "2", "name": "Boris", "team": "East", "role": "closer"},
    {"manager_id": "3", "name": "Anna", "team": "West"},
    {"manager_id": "4", "name": "Idle", "team": "West"},
]
CUSTOMERS = [
    {"customer_id": "a", "name": "Alpha", "region": "North", "segment": "Retail"},
    {"customer_id": "b", "name": "Beta", "region": "South"},
    {"customer_id": "z", "name": "Without a deal"},
]
DEALS = [
    deal("d1", manager_id="1", customer_id="a", source="Site", amount=100, closed_at=DAY, region="South"),
    deal("d2", manager_id="2", customer_id="b", amount=200, currency="USD", closed_at=DAY),
    deal("d3", manager_id="3", customer_id="a", source="Call", amount=300, currency="RUB", closed_at=DAY),
    deal("d4", "open", source="Site"),
    deal("d5", "lost", manager_id="9", pipeline="B2B", stage="Offer", loss_reason="Price"),
]
VISITS = [{"deal_id": d["deal_id"], "stage": "Offer", "entered_at": DAY} for d in DEALS]
ITEMS = [{"deal_id": d["deal_id"], "line": 1, "amount": 1} for d in DEALS]
STAGES = [
    {"pipeline": "", "stage": "Lead", "position": 1, "kind": "open"},
    {"pipeline": "B2B", "stage": "Offer", "position": 1, "kind": "open"},
]
PLANS = [
    {"month": date(2026, 3, 1), "manager_id": m, "team": t, "pipeline": "", "product_group": "", "amount": 1}
    for m, t in (("", ""), ("", "East"), ("", "West"), ("1", ""), ("3", ""))
]


@pytest.fixture(scope="module")
def filled(pool: Store) -> Store:
    fill(
        pool,
        managers=MANAGERS,
        customers=CUSTOMERS,
        deals=DEALS,
        stage_visits=VISITS,
        deal_items=ITEMS,
        stages=STAGES,
        plans=PLANS,
    )
    return pool


def seen(store: Store, table: sa.Subquery) -> list[Any]:
    """The first column, sorted."""
    return sorted(next(iter(row.values())) for row in records(store, sa.select(*table.c)))


def test_namesakes_stay_two_people_even_where_only_one_is_in_scope(filled):
    for scope, names in (
        (EVERYTHING, ["Anna (1)", "Anna (3)", "Boris", "Idle"]),
        (views.team("East"), ["Anna (1)", "Boris"]),
        (views.manager("3"), ["Anna (3)"]),
    ):
        view = View(scope, TODAY)
        assert seen(filled, view.managers("manager")) == names
        sellers = {row["manager"] for row in records(filled, sa.select(view.deals("manager").c.manager))}
        assert sellers - {None, "9"} <= set(names)
    assert deals(filled, manager="Anna (1)") == ["d1"]


def deals(store: Store, scope: Scope = EVERYTHING, **chosen: Any) -> list[str]:
    return seen(store, View(scope, TODAY, Filters.of(**chosen)).deals("deal_id"))


SCOPES = [
    (EVERYTHING, ["d1", "d2", "d3", "d4", "d5"]),
    (views.team("East"), ["d1", "d2"]),
    (views.team("West"), ["d3"]),
    (views.team("North"), []),
    (views.team(""), []),
    (views.manager("1"), ["d1"]),
    (views.manager("9"), ["d5"]),
    (views.manager(""), []),
    (views.manager("Anna"), []),
    (NOBODY, []),
    (Scope(), []),
]


@pytest.mark.parametrize(("scope", "expected"), SCOPES, ids=str)
def test_every_table_of_deals_is_cut_to_the_scope(filled, scope, expected):
    view = View(scope, TODAY)
    assert seen(filled, view.deals("deal_id")) == expected
    assert seen(filled, view.stage_visits("deal_id", "stage")) == expected
    assert seen(filled, view.deal_items("deal_id", "line")) == expected
    assert seen(filled, view.purchases("deal_id")) == [d for d in expected if d in ("d1", "d2", "d3")]


def test_a_view_cannot_be_had_without_a_scope():
    with pytest.raises(TypeError):
        View(today=TODAY)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (EVERYTHING, ["a", "b"]),
        (views.team("East"), ["a", "b"]),
        (views.manager("1"), ["a"]),
        (views.manager("3"), ["a"]),
        (NOBODY, []),
    ],
    ids=str,
)
def test_customers_are_those_of_the_deals_in_view(filled, scope, expected):
    assert seen(filled, View(scope, TODAY).customers("customer_id", "name")) == expected


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (EVERYTHING, ["1", "2", "3", "4"]),
        (views.team("East"), ["1", "2"]),
        (views.manager("3"), ["3"]),
        (NOBODY, []),
    ],
    ids=str,
)
def test_managers_are_cut_to_the_scope(filled, scope, expected):
    assert seen(filled, View(scope, TODAY).managers("manager_id", "team")) == expected


def test_managers_are_filtered_by_what_they_have_themselves(filled):
    east = View(EVERYTHING, TODAY, Filters.of(team="East", source="Site"))
    assert seen(filled, east.managers("manager_id")) == ["1", "2"]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (EVERYTHING, [("", ""), ("", "East"), ("", "West"), ("1", ""), ("3", "")]),
        (views.team("East"), [("", "East"), ("1", "")]),
        (views.manager("3"), [("3", "")]),
        (views.manager(""), []),
        (NOBODY, []),
    ],
    ids=str,
)
def test_a_plan_of_the_whole_is_for_who_sees_the_whole(filled, scope, expected):
    plans = View(scope, TODAY).plans("manager_id", "team")
    assert sorted(tuple(row.values()) for row in records(filled, sa.select(*plans.c))) == expected


def test_filters_only_narrow_the_scope(filled):
    assert deals(filled, views.team("East"), manager="Anna (1)") == ["d1"]
    assert deals(filled, views.manager("2"), manager="Anna (1)") == []
    assert deals(filled, NOBODY, source="Site") == []


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"source": "Site"}, ["d1", "d4"]),
        ({"source": ["Site", "Call"]}, ["d1", "d3", "d4"]),
        ({"source": NOT_SET}, ["d2", "d5"]),
        ({"source": [NOT_SET, "Call"]}, ["d2", "d3", "d5"]),
        ({"source": []}, ["d1", "d2", "d3", "d4", "d5"]),
        ({"source": "site"}, []),
        ({"source": "Site", "status": "open"}, ["d4"]),
        ({"team": "East"}, ["d1", "d2"]),
        ({"team": NOT_SET}, ["d4", "d5"]),
        ({"role": "closer"}, ["d2"]),
        ({"manager": "9"}, ["d5"]),  # without a name the id stands for it
        ({"segment": "Retail"}, ["d1", "d3"]),
        ({"region": "South"}, ["d1", "d2"]),  # the deal's own goes before the customer's
        ({"region": "North"}, ["d3"]),
        ({"customer": "a"}, ["d1", "d3"]),  # by id: names are shared
        ({"pipeline": "B2B"}, ["d5"]),
        ({"currency": "RUB"}, ["d1", "d3", "d4", "d5"]),  # without one it is the store's own
        ({"stage": "Offer"}, ["d5"]),
        ({"loss_reason": "Price"}, ["d5"]),
    ],
    ids=str,
)
def test_filters_let_through_what_they_name(filled, chosen, expected):
    assert deals(filled, **chosen) == expected


def test_a_purchase_is_filtered_by_what_only_its_deal_knows(store):
    rows = [deal(s, stage=s, customer_id="a", closed_at=DAY, competitor=None) for s in ("Signed", "Paid")]
    fill(store, deals=rows)
    view = View(EVERYTHING, TODAY, Filters.of(stage="Paid"))
    assert seen(store, view.purchases("deal_id")) == ["Paid"]
    assert seen(store, view.with_(filters=Filters.of(competitor=NOT_SET)).purchases("deal_id")) == [
        "Paid",
        "Signed",
    ]
    assert seen(store, view.with_(filters=Filters.of(status="lost")).purchases("deal_id")) == []


def test_money_in_another_currency_has_no_value_but_is_not_forgotten(filled):
    rows = View(EVERYTHING, TODAY).deals("deal_id", "amount", "amount_as_given")
    found = {
        tuple(row.values()) for row in records(filled, sa.select(*rows.c).where(rows.c.amount_as_given > 0))
    }
    assert {(i, None if a is None else int(a), int(g)) for i, a, g in found} == {
        ("d1", 100, 100),
        ("d2", None, 200),
        ("d3", 300, 300),
    }


def test_stages_are_those_of_the_pipelines_filtered(filled):
    everything = View(EVERYTHING, TODAY)
    assert seen(filled, everything.stages("stage", "position")) == ["Lead", "Offer"]
    assert seen(filled, everything.with_(filters=Filters.of(pipeline="B2B")).stages("stage")) == ["Offer"]


def test_the_whole_base_drops_only_what_tells_people_apart():
    view = View(
        views.manager("1"), TODAY, Filters.of(team="East", manager="Anna", role="hunter", source="Site")
    )
    assert view.whole_base() == View(Scope("everything"), TODAY, Filters.of(source="Site"))  # without cost


def test_conditions_on_one_dimension_leave_what_all_let_through():
    one = Filters.of(source=["Site", "Call"]).and_("source", "Call", "Fair")
    assert one.values("source") == ("Call",)


def test_conditions_that_exclude_each_other_let_nothing_through(filled):
    none = Filters.of(source="Site").and_("source", "Call")
    assert none.values("source") == ()
    assert none.and_("source", "Call") == none
    assert seen(filled, View(EVERYTHING, TODAY, none).deals("deal_id")) == []


def test_filters_are_equal_whatever_the_order_they_were_set_in():
    assert Filters.of(team="East", source="Site") == Filters.of(source=["Site"]).and_("team", "East")
    assert Filters.of(team="East", source="Site").without("team", "region") == Filters.of(source="Site")


def test_names_that_do_not_exist_get_a_suggestion():
    with pytest.raises(Unknown, match="Unknown dimension “sorce”. Did you mean: source"):
        Filters.of(sorce="Site")
    view = View(EVERYTHING, TODAY)
    for table, kind in (("deals", "column"), ("customers", "customer column"), ("stages", "stage column")):
        with pytest.raises(Unknown, match=f"Unknown {kind} “no_such”"):
            getattr(view, table)("no_such")
