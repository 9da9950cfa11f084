"""Whatever the company: parts add up to the whole, and wrong questions are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Refused, Unknown
from metrics.breakdown import breakdown
from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from metrics.metric import STANDING, Clock
from metrics.period import ALL_TIME, STEPS, Period
from metrics.view import EVERYTHING, Filters, View
from tests.metrics.cases import LONG, TODAY, Case
from tests.metrics.worlds import DAYS, worlds
from tests.rows import deal, fill, records

ADDITIVE = [key for key, metric in METRICS.items() if metric.additive]
OVER_TIME = [key for key in ADDITIVE if METRICS[key].clock in (Clock.CLOSED, Clock.CREATED, Clock.BOUGHT)]
"""Those that add up over stretches of time too: a stock does not."""

SHARED = [key for key in DIMENSIONS if key not in ("stage", "loss_reason", "competitor", "status")]


def total(rows: list[dict[str, Any]], key: str) -> Decimal:
    return sum((Decimal(row[key] or 0) for row in rows), Decimal(0))


def totals(rows: list[dict[str, Any]], keys: list[str]) -> dict[str, Decimal]:
    return {key: total(rows, key) for key in keys}


@given(world=worlds(), day=st.sampled_from(DAYS))
def test_cutting_a_period_in_two_loses_nothing(pool, world, day):
    fill(pool, **world.tables)
    whole, first, second = (
        records(pool, breakdown(Case("", period=period).view(world), OVER_TIME))
        for period in (ALL_TIME, Period(end=day), Period(start=day))
    )
    assert totals(first + second, OVER_TIME) == totals(whole, OVER_TIME)


@given(world=worlds(), key=st.sampled_from(SHARED), other=st.sampled_from(SHARED))
def test_groups_add_up_to_the_total(pool, world, key, other):
    fill(pool, **world.tables)
    view = Case("", period=LONG).view(world)
    whole = records(pool, breakdown(view, ADDITIVE))
    assert totals(records(pool, breakdown(view, ADDITIVE, [key])), ADDITIVE) == totals(whole, ADDITIVE)
    assert totals(records(pool, breakdown(view, ADDITIVE, [key, other])), ADDITIVE) == totals(whole, ADDITIVE)


@given(world=worlds(), grain=st.sampled_from(tuple(STEPS)))
def test_buckets_add_up_to_the_total(pool, world, grain):
    fill(pool, **world.tables)
    view = Case("", period=LONG).view(world)
    whole = records(pool, breakdown(view, OVER_TIME))
    assert totals(records(pool, breakdown(view, OVER_TIME, grain=grain)), OVER_TIME) == totals(
        whole, OVER_TIME
    )


@given(world=worlds(), key=st.sampled_from(SHARED))
def test_a_group_is_what_its_filter_lets_through(pool, world, key):
    """Every row of a breakdown, asked for alone by its own value, says the same."""
    fill(pool, **world.tables)
    view = Case("", period=LONG).view(world)
    metrics = list(METRICS)
    for row in records(pool, breakdown(view, metrics, [key])):
        value = row[DIMENSIONS[key].column]
        alone = view.with_(filters=Filters.of(**{key: value or ""}))
        (answer,) = records(pool, breakdown(alone, metrics))
        assert answer == pytest.approx({k: row[k] for k in metrics}, nan_ok=True), value


@given(world=worlds())
def test_asked_together_or_alone_a_metric_says_the_same(pool, world):
    fill(pool, **world.tables)
    view = Case("", period=LONG).view(world)
    (together,) = records(pool, breakdown(view, list(METRICS)))
    for key in list(METRICS)[::5]:
        assert records(pool, breakdown(view, [key])) == [{key: together[key]}]


def test_the_columns_are_time_then_dimensions_then_metrics_as_asked(pool):
    fill(pool, deals=[deal("a", customer_id="c", created_at=date(2026, 1, 5), closed_at=date(2026, 2, 1))])
    view = View(EVERYTHING, TODAY, churn_days=30, first_day=date(2026, 1, 1))
    asked = ["customers", "revenue", "deals_created", "customers"]
    rows = records(pool, breakdown(view, asked, ["customer", "source", "customer"], "month"))
    assert [list(row) for row in rows] == [
        ["time", "customer", "customer_id", "source", "customers", "revenue", "deals_created"]
    ] * 2
    assert [list(row.values()) for row in rows] == [
        [date(2026, 1, 1), "c", "c", None, 0, 0, 1],
        [date(2026, 2, 1), "c", "c", None, 1, 0, 0],
    ]


def test_rows_stand_in_the_order_of_time_then_of_names_the_nameless_last(pool):
    rows = [
        deal(f"{i}{s}", source=s, closed_at=date(2026, 1 + i, 1)) for i in range(2) for s in ("b", None, "a")
    ]
    fill(pool, deals=rows)
    answer = records(pool, breakdown(View(EVERYTHING, TODAY), ["deals_won"], ["source"], "month"))
    assert [(row["time"].month, row["source"]) for row in answer] == [
        (1, "a"),
        (1, "b"),
        (1, None),
        (2, "a"),
        (2, "b"),
        (2, None),
    ]


def test_customers_of_one_name_are_two_customers(pool):
    fill(
        pool,
        customers=[{"customer_id": i, "name": "Alpha"} for i in ("1", "2")],
        deals=[deal(i, customer_id=i, closed_at=date(2026, 1, 1), amount=i) for i in ("1", "2")],
    )
    rows = records(pool, breakdown(View(EVERYTHING, TODAY), ["revenue"], ["customer"]))
    assert [tuple(row.values()) for row in rows] == [("Alpha", "1", 1), ("Alpha", "2", 2)]


def test_a_deal_with_three_visits_and_two_items_is_one_deal(pool):
    """The fan-out trap: its amount counts once, whatever hangs on it."""
    day = date(2026, 1, 1)
    fill(
        pool,
        deals=[deal("d", customer_id="c", manager_id="m", amount=100, created_at=day, closed_at=day)],
        customers=[{"customer_id": "c", "segment": "Retail"}],
        managers=[{"manager_id": "m", "name": "Anna", "team": "East"}],
        stage_visits=[{"deal_id": "d", "stage": s, "entered_at": day} for s in "abc"],
        deal_items=[{"deal_id": "d", "line": i, "amount": 50} for i in range(2)],
    )
    (row,) = records(pool, breakdown(View(EVERYTHING, TODAY), ["revenue", "purchases"], ["team", "segment"]))
    assert row == {"team": "East", "segment": "Retail", "revenue": 100, "purchases": 1}


def test_a_group_that_one_metric_lacks_is_kept(pool):
    """The chasm trap: a source with created deals only and one with won deals only are both there."""
    fill(pool, deals=[deal("w", source="A", closed_at=date(2026, 1, 1)), deal("o", "open", source="B")])
    rows = records(pool, breakdown(View(EVERYTHING, TODAY), ["deals_won", "open_deals"], ["source"]))
    assert [tuple(row.values()) for row in rows] == [("A", 1, 0), ("B", 0, 1)]


@pytest.mark.parametrize("key", [key for key, metric in METRICS.items() if metric.clock in STANDING])
def test_a_stock_has_no_history(key):
    with pytest.raises(Refused, match="has no history"):
        breakdown(View(EVERYTHING, TODAY), [key], grain="month")


def test_what_compares_two_ends_has_no_course():
    with pytest.raises(Refused, match="compares the two ends of one period"):
        breakdown(View(EVERYTHING, TODAY), ["slippage"], grain="month")


def test_wrong_names_get_a_suggestion():
    view = View(EVERYTHING, TODAY, churn_days=30)
    with pytest.raises(Unknown, match="Unknown metric “revenues”. Did you mean: revenue"):
        breakdown(view, ["revenues"])
    with pytest.raises(Unknown, match="Unknown dimension “managr”. Did you mean: manager"):
        breakdown(view, ["revenue"], ["managr"])
    with pytest.raises(Unknown, match="Unknown grain “monthly”. Did you mean: month"):
        breakdown(view, ["revenue"], grain="monthly")


@pytest.mark.parametrize("key", ["stage", "loss_reason", "competitor"])
def test_purchases_are_not_silently_lumped_together_by_what_they_lack(key):
    with pytest.raises(Unknown):
        breakdown(View(EVERYTHING, TODAY), ["customers"], [key])


def test_a_period_that_has_not_begun_shows_no_standing_over_time(pool):
    fill(pool, deals=[deal("a", customer_id="c", closed_at=date(2026, 1, 1))])
    view = View(EVERYTHING, TODAY, period=Period(start=date(2026, 5, 1)), churn_days=30)
    with pytest.raises(Refused, match="has not begun"):
        breakdown(view, ["active_customers"], grain="month")
    assert records(pool, breakdown(replace(view, churn_days=None), ["revenue"], grain="month")) == []


def test_without_any_data_standing_over_time_is_refused_in_words():
    with pytest.raises(Refused, match="There is no data yet"):
        breakdown(View(EVERYTHING, TODAY, churn_days=30), ["active_customers"], grain="month")
