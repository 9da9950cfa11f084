"""Each metric on a table small enough to work it out in one's head. The sums stand in the comments."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.errors import Refused, Unknown
from metrics import catalogue
from metrics.breakdown import breakdown
from metrics.metric import Clock, Unit
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, View
from tests.metrics.uploads import change, snapshots
from tests.rows import deal, fill, records

TODAY = date(2026, 3, 31)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
FIRST, LAST = date(2026, 3, 1), datetime(2026, 3, 31, 23, 59, 59)


def number(store, key: str, rows: list[dict[str, Any]], period: Period = MARCH, **view: Any) -> Any:
    fill(store, deals=rows)
    asked = View(EVERYTHING, view.pop("today", TODAY), period=period, churn_days=view.pop("churn_days", 30))
    (row,) = records(store, breakdown(asked.with_(**view), [key]))
    return row[key]


def bought(deal_id: str, day: Any, customer: str = "c", amount: Any = 100, **more: Any) -> dict[str, Any]:
    return deal(deal_id, customer_id=customer, closed_at=day, amount=amount, **more)


RESULTS = [
    deal(
        "won",
        created_at=date(2026, 2, 1),
        closed_at=FIRST,
        amount="100.10",
        list_amount=150,
        discount=30,
        cost=60,
    ),
    deal("won late", created_at=date(2026, 3, 21), closed_at=LAST, amount=300, cost=350),
    deal("won, no amount", created_at=date(2026, 3, 5), closed_at=date(2026, 3, 4)),
    deal("won, no dates", amount=7),
    deal("won before", closed_at=datetime(2026, 2, 28, 23, 59, 59), amount=11),
    deal("won after", closed_at=date(2026, 4, 1), amount=13),
    deal("foreign", created_at=date(2026, 3, 1), closed_at=FIRST, amount=5000, currency="USD"),
    deal("came back", "returned", closed_at=FIRST, amount="-40.05"),
    deal("never was", "returned", closed_at=FIRST, amount=17),
    deal("lost", "lost", created_at=date(2026, 3, 1), closed_at=date(2026, 3, 11), amount=600),
    deal("open", "open", created_at=date(2026, 3, 30), amount=1000),
    deal("open, foreign", "open", created_at=date(2026, 2, 1), amount=9, currency="USD"),
]

EXPECTED = {
    "revenue": Decimal("360.05"),  # 100.10 + 300 − 40.05
    "deals_won": 4,
    "deals_lost": 1,
    "deals_closed": 5,
    "deals_created": 5,  # won late, no amount, foreign, lost, open
    "average_check": 200.05,  # (100.10 + 300) / 2
    "median_check": 200.05,
    "amount_missing_share": 0.25,  # 1 of 4; the foreign one has an amount
    "win_rate": 0.8,  # 4 / 5
    "win_rate_value": 400.10 / 1000.10,
    "win_rate_created": 0.6,  # 3 of 5
    "cycle_days": (28 + 10 + 0) / 3,  # won 28, won late 10, foreign 0; the negative one is left out
    "median_cycle_days": 10.0,
    "p75_cycle_days": 19.0,  # half way from 10 to 28
    "median_lost_cycle_days": 10.0,
    "negative_cycles": 1,
    "velocity": 5 * 0.8 * 200.05 / (38 / 3),
    "discount_share": 0.2,  # 30 / 150
    "margin": Decimal("-9.90"),  # 40.10 − 50
    "margin_share": -9.90 / 400.10,
    "open_deals": 2,
    "open_pipeline": Decimal("1000.00"),
}


@pytest.mark.parametrize("key", EXPECTED)
def test_sales_results(pool, key):
    found = number(pool, key, RESULTS)
    expected = EXPECTED[key]
    assert found == (pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected)


def test_nothing_at_all_is_zero_for_counts_and_sums_and_no_value_for_the_rest(pool):
    fill(pool)
    (row,) = records(pool, breakdown(View(EVERYTHING, TODAY, churn_days=30), list(catalogue.METRICS)))
    zero = {key for key, value in row.items() if value is not None}
    assert {row[key] for key in zero} == {0}
    assert zero == {
        key
        for key, metric in catalogue.METRICS.items()
        if metric.unit is Unit.COUNT or (metric.unit is Unit.MONEY and metric.additive and metric.value)
    }


def test_published_win_rates(pool):
    """100 created, 3 won, 7 lost, 90 open: 3 % of created, 30 % of closed."""
    day = date(2026, 3, 2)
    rows = [
        *(deal(f"w{i}", created_at=day, closed_at=day) for i in range(3)),
        *(deal(f"l{i}", "lost", created_at=day, closed_at=day) for i in range(7)),
        *(deal(f"o{i}", "open", created_at=day) for i in range(90)),
    ]
    assert number(pool, "win_rate_created", rows) == pytest.approx(0.03)
    assert number(pool, "win_rate", rows) == pytest.approx(0.3)


def test_a_loss_without_a_win_is_a_win_rate_of_zero_not_of_nothing(pool):
    rows = [deal("l", "lost", closed_at=FIRST, amount=5)]
    assert number(pool, "win_rate", rows) == 0.0
    assert number(pool, "win_rate_value", rows) == 0.0


def test_slippage(pool):
    """Due in March by the upload of February: one won, one put off, one as it was."""
    due = date(2026, 3, 15)
    rows = [
        deal("won", closed_at=FIRST),
        deal("put off", "open", expected_close=date(2026, 4, 1)),
        deal("as it was", "open", expected_close=due),
    ]
    seen = datetime(2026, 3, 16, 8)
    changes = [change("won", seen, "status", "open"), change("won", seen, "expected_close", due)]
    changes.append(change("put off", seen, "expected_close", due, "2026-04-01"))
    taken = snapshots(datetime(2026, 2, 23, 8), seen)
    for count, expected in ((2, pytest.approx(1 / 3)), (1, None)):
        fill(pool, deals=rows, deal_changes=changes, deal_snapshots=taken[:count])
        view = View(EVERYTHING, TODAY, period=MARCH)
        assert records(pool, breakdown(view, ["slippage"])) == [{"slippage": expected}]


CUSTOMERS = [
    bought("a1", date(2026, 1, 10), "a", 100),
    bought("a2", date(2026, 3, 1), "a", 200),  # 50 days later
    bought("a3", datetime(2026, 3, 31, 12), "a", 50),  # 30 days later
    bought("b1", date(2026, 3, 5), "b", 40),
    bought("b2", date(2026, 3, 5), "b", None),  # the same day
    bought("c1", date(2026, 2, 28), "c", 70),
    bought("d1", date(2026, 3, 15), "d", 10),
    deal("nobody's", closed_at=date(2026, 3, 9), amount=1000),
]

BY_CUSTOMER = {
    "customers": 3,  # a, b, d
    "new_customers": 2,  # b, d
    "repeat_customers": 2,  # a, b
    "purchases": 5,  # a2 a3 b1 b2 d1
    "repeat_purchase_rate": 0.5,  # a, b of a, b, c, d
    "returning_share": 1 / 3,  # a of a, b, d
    "new_revenue": Decimal("50.00"),  # 40 + 10
    "repeat_revenue": Decimal("250.00"),  # 200 + 50
    "repeat_revenue_share": 250 / 300,
    "purchase_frequency": 5 / 3,
    "rhythm_days": 30.0,  # the median of 50, 30, 0
    "active_customers": 3,  # a, b, d bought within 30 days of 31 March
    "churned_customers": 1,  # c: 31 days
    "lost_customers": 1,  # on 28 February only c had bought within 30 days; a had not for 49
    "churn_rate": 1.0,  # 1 of 1
    "reactivated_customers": 1,  # a came back after 50 days
}


@pytest.mark.parametrize("key", BY_CUSTOMER)
def test_customers(pool, key):
    found = number(pool, key, CUSTOMERS)
    assert found == (
        pytest.approx(BY_CUSTOMER[key]) if isinstance(BY_CUSTOMER[key], float) else BY_CUSTOMER[key]
    )


@pytest.mark.parametrize(("silent_days", "gone"), [(30, 0), (31, 1)])
def test_a_customer_is_gone_when_silent_for_more_than_the_window(pool, silent_days, gone):
    day = date.fromordinal(TODAY.toordinal() - silent_days)
    assert number(pool, "churned_customers", [bought("x", day)]) == gone
    assert number(pool, "active_customers", [bought("x", day)]) == 1 - gone


def test_who_bought_twice_on_his_last_day_is_gone_once(pool):
    day = date(2026, 1, 1)
    assert number(pool, "churned_customers", [bought("x", day), bought("y", day)]) == 1


def test_standing_is_seen_from_the_last_day_of_the_period_not_from_today(pool):
    """Gone on 31 January, back in March."""
    rows = [bought("x", date(2025, 12, 1)), bought("y", date(2026, 3, 1))]
    january = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert number(pool, "churned_customers", rows, january) == 1
    assert number(pool, "churned_customers", rows) == 0
    assert number(pool, "repeat_purchase_rate", rows, january) == 0.0


def test_an_unfinished_period_is_seen_from_today(pool):
    """On 20 March he has been silent for 28 days, on the 31st it would be 39."""
    assert number(pool, "churned_customers", [bought("x", date(2026, 2, 20))], today=date(2026, 3, 20)) == 0


def test_who_bought_again_in_a_long_period_and_then_left_is_lost_in_it(pool):
    """Active on 31 December, bought on 10 January, silent since: lost by 31 March."""
    rows = [
        bought("x", date(2025, 12, 20)),
        bought("y", date(2026, 1, 10)),
        bought("z", date(2026, 3, 30), "stays"),
    ]
    quarter = Period(date(2026, 1, 1), date(2026, 4, 1))
    assert number(pool, "lost_customers", rows, quarter) == 1
    assert number(pool, "churn_rate", rows, quarter) == 1.0


def test_who_was_gone_already_is_not_lost_again(pool):
    assert number(pool, "lost_customers", [bought("x", date(2026, 1, 1))]) == 0
    assert number(pool, "churn_rate", [bought("x", date(2026, 1, 1))]) is None


@pytest.mark.parametrize(("gap", "back"), [(30, 0), (31, 1)])
def test_a_customer_is_back_after_more_than_the_window(pool, gap, back):
    first = date.fromordinal(date(2026, 3, 5).toordinal() - gap)
    rows = [bought("x", first), bought("y", date(2026, 3, 5))]
    assert number(pool, "reactivated_customers", rows) == back


def test_at_risk_is_silent_for_more_than_twice_the_own_rhythm(pool):
    """Gaps 10 and 10: at risk from the 21st day of silence. Gone after 30."""
    rows = [bought("x", date(2026, 2, 18)), bought("y", date(2026, 2, 28)), bought("z", date(2026, 3, 10))]
    for day, at_risk, slipping in ((30, 0, 0), (31, 1, 1)):
        view = {"today": date(2026, 3, day), "period": ALL_TIME}
        assert number(pool, "customers_at_risk", rows, **view) == at_risk
        assert number(pool, "customers_slipping", rows, **view) == slipping
        assert number(pool, "revenue_at_risk", rows, **view) == 300 * slipping
    later = {"today": date(2026, 4, 10), "period": ALL_TIME}
    assert number(pool, "customers_at_risk", rows, **later) == 1
    assert number(pool, "customers_slipping", rows, **later) == 0


def test_with_fewer_than_three_purchases_the_segment_says_when(pool):
    """Retail buys every 5 days: the one with a single purchase is overdue after 10. Without a segment: unknown."""
    rows = [
        *(bought(f"r{i}", date(2026, 3, 21 + 5 * i), "regular") for i in range(3)),
        bought("once", date(2026, 3, 20), "once"),
        bought("stranger", date(2026, 3, 1), "stranger"),
    ]
    fill(
        pool,
        deals=rows,
        customers=[{"customer_id": c, "segment": "Retail"} for c in ("regular", "once")],
    )
    view = View(EVERYTHING, TODAY, churn_days=365)
    answer = records(pool, breakdown(view, ["customers_at_risk"], ["customer"]))
    assert {row["customer_id"]: row["customers_at_risk"] for row in answer} == {
        "regular": 0,
        "once": 1,
        "stranger": 0,
    }


def test_without_a_window_churn_is_refused_in_words(pool):
    with pytest.raises(Refused, match="churn window is not known yet: set VORONKA_CHURN_DAYS"):
        number(pool, "churned_customers", CUSTOMERS, churn_days=None)


def test_every_metric_says_itself_in_both_languages():
    for metric in catalogue.METRICS.values():
        for words in (metric.name, metric.definition, metric.formula):
            assert words("ru").strip() and words("en").strip(), metric.key
        assert metric.definition("ru") != metric.definition("en")


def test_names_tell_metrics_apart():
    for language in ("ru", "en"):
        names = [metric.name(language) for metric in catalogue.METRICS.values()]
        assert len(set(names)) == len(names)


def test_a_misspelt_metric_gets_a_suggestion():
    with pytest.raises(Unknown, match="Unknown metric “revenu”. Did you mean: revenue"):
        catalogue.metric("revenu")


def test_only_sums_and_counts_are_additive():
    for metric in catalogue.METRICS.values():
        if metric.additive:
            assert metric.unit in (Unit.MONEY, Unit.COUNT), metric.key
        if metric.clock is Clock.NOW:
            assert metric.additive, metric.key
