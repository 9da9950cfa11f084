"""Every number opens to the deals behind it, and the two agree: in count, in customers, to the cent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput, Unknown
from metrics import view as views
from metrics.breakdown import breakdown
from metrics.catalogue import METRICS
from metrics.drill import COLUMNS, deal_ids, deals_behind, population, totals
from metrics.metric import Unit
from metrics.period import ALL_TIME
from metrics.view import EVERYTHING, NOBODY, Filters, View
from tests.metrics.agreeing import is_same
from tests.metrics.cases import FEBRUARY, LONG, TODAY, Case
from tests.metrics.oracle import day, mean, quantile, share, total
from tests.metrics.worlds import worlds
from tests.rows import deal, fill, records

List = list[dict[str, Any]]


def won(rows: List) -> List:
    return [row for row in rows if row["status"] == "won"]


def column(rows: List, name: str) -> list[Decimal]:
    return [row[name] for row in rows if row[name] is not None]


def cycles(rows: List) -> list[int]:
    days = [
        (day(r["closed_at"]) - day(r["created_at"])).days for r in rows if r["created_at"] and r["closed_at"]
    ]
    return [n for n in days if n >= 0]


def velocity(rows: List) -> float | None:
    check, days, rate = (
        mean(column(won(rows), "amount")),
        mean(cycles(won(rows))),
        share(len(won(rows)), len(rows)),
    )
    return None if None in (check, days, rate) else share(len(rows) * rate * check, days)


def customers(rows: List) -> int:
    return len({row["customer_id"] for row in rows})


FROM_THE_LIST: dict[str, Callable[[List], Any]] = {
    "average_check": lambda rows: mean(column(rows, "amount")),
    "median_check": lambda rows: quantile(column(rows, "amount"), 0.5),
    "win_rate": lambda rows: share(len(won(rows)), len(rows)),
    "win_rate_value": lambda rows: share(
        total(column(won(rows), "amount")) or 0, total(column(rows, "amount"))
    ),
    "win_rate_created": lambda rows: share(len(won(rows)), len(rows)),
    "cycle_days": lambda rows: mean(cycles(rows)),
    "median_cycle_days": lambda rows: quantile(cycles(rows), 0.5),
    "p75_cycle_days": lambda rows: quantile(cycles(rows), 0.75),
    "median_lost_cycle_days": lambda rows: quantile(cycles(rows), 0.5),
    "velocity": velocity,
    "discount_share": lambda rows: share(total(column(rows, "discount")), total(column(rows, "list_amount"))),
    "margin": lambda rows: total(r["amount"] - r["cost"] for r in rows),
    "margin_share": lambda rows: share(
        total(r["amount"] - r["cost"] for r in rows), total(column(rows, "amount"))
    ),
    "purchase_frequency": lambda rows: share(len(rows), customers(rows)),
}
"""Numbers that are neither a count nor a sum, worked out once more from their own list."""

WITH_ANOTHER: dict[str, Callable[[List, dict[str, Any]], Any]] = {
    "amount_missing_share": lambda rows, n: share(len(rows), n["deals_won"]),
    "churn_rate": lambda rows, n: share(n["lost_customers"], customers(rows)),
    "returning_share": lambda rows, n: share(customers(rows) - n["new_customers"], customers(rows)),
    "repeat_revenue_share": lambda rows, n: share(n["repeat_revenue"], total(column(rows, "amount"))),
    "repeat_purchase_rate": lambda rows, n: share(bought_again(rows), customers(rows)),
}
"""Numbers set against another number."""

NOT_IN_THE_LIST = ("rhythm_days", "quality_score", "slippage")
"""The days since the purchase before are no column of a deal, nor is a score or how a deal stood once: the
oracle has them."""


def bought_again(rows: List) -> int:
    ids = [row["customer_id"] for row in rows]
    return len({i for i in ids if ids.count(i) > 1})


def from_the_list(key: str, rows: List, numbers: dict[str, Any]) -> Any:
    metric = METRICS[key]
    if key in WITH_ANOTHER:
        return WITH_ANOTHER[key](rows, numbers)
    if key in FROM_THE_LIST:
        return FROM_THE_LIST[key](rows)
    if metric.unit is Unit.COUNT:
        of_deals = metric.room == "deals" and key not in ("alike_customers", "customers_in_base")
        return len(rows) if of_deals or key == "purchases" else customers(rows)
    return total(row[metric.value or "amount"] for row in rows) or Decimal(0)


def test_every_metric_is_checked_against_its_list():
    plain = {key for key, m in METRICS.items() if m.unit is Unit.COUNT or (m.additive and m.value)}
    assert plain | set(FROM_THE_LIST) | set(WITH_ANOTHER) | set(NOT_IN_THE_LIST) == set(METRICS)


OPENED = [key for key in METRICS if key not in NOT_IN_THE_LIST]


@given(world=worlds(), period=st.sampled_from((LONG, ALL_TIME, FEBRUARY)), some=st.sampled_from(range(6)))
def test_the_list_agrees_with_the_number(pool, world, period, some):
    fill(pool, **world.tables)
    view = Case("", period=period).view(world)
    (numbers,) = records(pool, breakdown(view, list(METRICS)))
    for key in OPENED[some::6]:
        rows = records(pool, deals_behind(view, key))
        assert len({row["deal_id"] for row in rows}) == len(rows), key
        expected = from_the_list(key, rows, numbers)
        assert is_same(numbers[key], expected), (key, numbers[key], expected)


@given(world=worlds(), key=st.sampled_from(tuple(METRICS)))
def test_the_totals_are_those_of_the_list(pool, world, key):
    fill(pool, **world.tables)
    view = Case("", period=LONG).view(world)
    rows = records(pool, deals_behind(view, key))
    (answer,) = records(pool, totals(view, key))
    assert answer == {
        "deals": len(rows),
        "customers": len({row["customer_id"] for row in rows} - {None}),
        "won": len(won(rows)),
        "amount": total(column(rows, "amount")),
        "list_amount": total(column(rows, "list_amount")),
        "discount": total(column(rows, "discount")),
        "cost": total(column(rows, "cost")),
        "won_amount": total(column(won(rows), "amount")),
        "value": total(column(rows, METRICS[key].value or "amount")),
        "counted": len(column(rows, "amount")),
        "without_amount": len([row for row in rows if row["amount_as_given"] is None]),
        "foreign": len([row for row in rows if row["currency"] == "USD"]),
    }


SCOPES = (NOBODY, views.manager("m1"), views.team("East"), EVERYTHING)


@given(world=worlds(), key=st.sampled_from(tuple(METRICS)))
def test_a_narrower_scope_never_sees_more(pool, world, key):
    """Nobody ⊆ one of the team ⊆ the team ⊆ everything; and what is seen is one's own."""
    fill(pool, **world.tables)
    seen = []
    for scope in SCOPES:
        view = Case("", scope=scope, period=LONG).view(world)
        seen.append({row["deal_id"] for row in records(pool, deal_ids(view, key))})
    nobodys, managers, teams, all_ = seen
    assert nobodys == set() and managers <= teams <= all_
    owner = {d["deal_id"]: d["manager_id"] for d in world.deals}
    assert {owner[i] for i in managers} <= {"m1"}
    assert {owner[i] for i in teams} <= {"m1", "m2"}


@given(world=worlds(), key=st.sampled_from(tuple(METRICS)))
def test_a_filter_never_shows_more(pool, world, key):
    fill(pool, **world.tables)
    view = Case("", period=LONG).view(world)
    all_ = {row["deal_id"] for row in records(pool, deal_ids(view, key))}
    for value in ("Site", ""):
        narrowed = view.with_(filters=Filters.of(source=value))
        assert {row["deal_id"] for row in records(pool, deal_ids(narrowed, key))} <= all_


def test_nobody_gets_numbers_of_nothing(pool):
    """The whole catalogue, as it is for an empty company."""
    rows = [
        deal(s, s, customer_id="c", manager_id="m", amount=9, cost=1, created_at=TODAY, closed_at=TODAY)
        for s in ("won", "lost", "open", "returned")
    ]
    fill(pool, deals=rows)
    view = View(NOBODY, TODAY, churn_days=30)
    (answer,) = records(pool, breakdown(view, list(METRICS)))
    assert {value for value in answer.values() if value is not None} == {0}
    (answer,) = records(pool, totals(view, "deals_created"))
    assert (answer["deals"], answer["amount"]) == (0, None)


NAMED = [
    deal("1", name="Ёлки и ИГРУШКИ", customer_id="a", manager_id="m", closed_at=date(2026, 3, 1), amount=10),
    deal("2", name=None, customer_id="b", closed_at=date(2026, 3, 3), amount=30),
    deal("3", name="50% off", closed_at=date(2026, 3, 2), amount="1000.10"),
    deal("4", name="5000 off", closed_at=date(2026, 3, 2), amount=2000),
]


@pytest.fixture
def named(pool):
    fill(
        pool,
        deals=NAMED,
        customers=[{"customer_id": "a", "name": "ООО Ромашка"}],
        managers=[{"manager_id": "m", "name": "Анна"}],
    )
    return pool


def found(store, key: str = "deals_won", **how: Any) -> str:
    return "".join(
        row["deal_id"] for row in records(store, deals_behind(View(EVERYTHING, TODAY), key, **how))
    )


@pytest.mark.parametrize(
    ("search", "ids"),
    [
        ("ёлки", "1"),
        ("  игруш ", "1"),
        ("РОМАШКА", "1"),
        ("анна", "1"),
        ("b", "2"),  # a customer without a name is found by the id that stands for it
        ("50%", "3"),
        ("off", "34"),
        ("_", ""),
        (" ", "2341"),
    ],
)
def test_search_looks_into_name_customer_manager_and_id(named, search, ids):
    assert found(named, search=search) == ids


@pytest.mark.parametrize(
    ("how", "ids"),
    [
        ({}, "2341"),  # newest closing first, then by id
        ({"order": "amount"}, "4321"),
        ({"order": "amount", "descending": False}, "1234"),
        ({"order": "name", "descending": False}, "3412"),  # digits before letters, the nameless last
        ({"order": "closed_at", "descending": False}, "1342"),
    ],
)
def test_the_list_can_be_sorted(named, how, ids):
    assert found(named, **how) == ids


@pytest.mark.parametrize(
    ("key", "ids"),
    [
        ("check:10:30", "1"),  # from 10 up to, not including, 30
        ("check:10:30.01", "21"),
        ("check:1000.10:", "34"),
        ("check:1000.11:", "4"),
        ("check::30", "1"),
    ],
)
def test_a_bin_of_amounts_opens_to_its_deals(named, key, ids):
    assert found(named, key) == ids


def test_a_list_has_the_columns_it_promises(named):
    (row, *_) = records(named, deals_behind(View(EVERYTHING, TODAY), "deals_won"))
    assert tuple(row) == COLUMNS


@pytest.mark.parametrize(
    "key", ["check:ten:20", "check:nan:", "check:1:inf", "reached:x", "bought:often", "cohort:2026:1"]
)
def test_a_list_that_cannot_be_meant_is_refused_in_words(key):
    with pytest.raises(BadInput, match="is not"):
        population(key)


def test_a_misspelt_list_gets_a_suggestion():
    with pytest.raises(Unknown, match="Did you mean: deals_won"):
        population("deals_wonn")
    with pytest.raises(Unknown, match="Unknown list of deals “reach”. Did you mean: reached"):
        population("reach:1")
    with pytest.raises(Unknown, match="Unknown column “amout”. Did you mean: amount"):
        deals_behind(View(EVERYTHING, TODAY), "deals_won", order="amout")
