"""What deals cost is nobody's who may not see it: no column, no aggregate, no list, nothing through the whole base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from data.errors import Refused
from data.store import Store
from metrics import catalogue, cohorts, confidential, drill, managers
from metrics.breakdown import breakdown
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, View, manager, team
from tests.rows import deal, fill, records

DAY = date(2026, 3, 10)
VIEW = View(EVERYTHING, date(2026, 3, 20), period=Period(date(2026, 1, 1), date(2026, 4, 1)), churn_days=90)
MINE = VIEW.with_(scope=manager("1"))


@pytest.fixture(scope="module")
def filled(pool: Store) -> Store:
    people = [{"manager_id": str(i), "name": f"M{i}", "team": "East"} for i in range(1, 7)]
    deals = [
        deal(f"d{i}", manager_id=str(i), customer_id=f"c{i}", amount=100, cost=60, closed_at=DAY)
        for i in range(1, 7)
    ]
    items = [{"deal_id": d["deal_id"], "line": 1, "amount": 100, "cost": 60} for d in deals]
    fill(pool, managers=people, deals=deals, deal_items=items)
    return pool


def margin(store: Store, view: View) -> tuple:
    row = records(store, breakdown(view, ["revenue", "margin", "margin_share"]))[0]
    return row["revenue"], row["margin"], row["margin_share"]


def test_a_lead_sees_the_margin_of_his_team_and_a_manager_not_even_his_own(filled):
    # 6 × (100 − 60), 40 of 100
    assert margin(filled, VIEW) == (Decimal(600), Decimal(240), 0.4)
    assert margin(filled, VIEW.with_(scope=team("East"))) == (Decimal(600), Decimal(240), 0.4)
    assert margin(filled, MINE) == (Decimal(100), None, None)


def test_no_column_of_cost_has_a_value(filled):
    for view, cost in ((VIEW, Decimal(60)), (MINE, None), (MINE.whole_base(), None)):
        for table in (
            view.deals("cost", "cost_as_given"),
            view.purchases("cost", "cost_as_given"),
            view.deal_items("cost"),
            view.deal_items("amount", deal_columns=("cost",)),
        ):
            for row in records(filled, sa.select(*table.c)):
                assert {value for name, value in row.items() if "cost" in name} == {cost}


def test_lists_cohorts_and_medians_keep_it_too(filled):
    assert [row["cost"] for row in records(filled, drill.deals_behind(MINE, "revenue"))] == [None]
    assert records(filled, drill.totals(MINE, "revenue"))[0]["cost"] is None
    assert records(filled, managers.team_medians(MINE))[0]["margin_share"] is None
    assert records(filled, managers.team_medians(MINE))[0]["revenue"] == 100.0
    assert records(filled, managers.team_medians(VIEW))[0]["margin_share"] == 0.4
    assert {row["margin_per_customer"] for row in records(filled, cohorts.retention(MINE))} == {None}
    assert {row["margin_per_customer"] for row in records(filled, cohorts.retention(VIEW))} >= {40.0}


def test_the_scopes_that_see_cost_are_named(filled):
    assert [scope.sees_cost for scope in (EVERYTHING, team("East"), manager("1"), NOBODY)] == [
        True,
        True,
        False,
        False,
    ]
    assert margin(filled, MINE.with_(scope=replace(MINE.scope, sees_cost=True))) == (
        Decimal(100),
        Decimal(40),
        0.4,
    )


def test_what_is_made_of_cost_is_refused_by_name_and_nothing_else():
    hidden = [key for key, metric in catalogue.METRICS.items() if confidential.is_hidden(MINE, metric)]
    assert hidden == ["margin", "margin_share"]
    with pytest.raises(Refused, match="“margin_share” is made of cost"):
        confidential.refuse_hidden(MINE, ["revenue", "margin_share"])
    confidential.refuse_hidden(MINE.with_(churn_days=None), ["revenue", "reached:3", "churned_customers"])
    confidential.refuse_hidden(VIEW, hidden)
