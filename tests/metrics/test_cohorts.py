"""Cohorts of three customers, worked out by hand; and random purchases against plain counting."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput, Refused
from metrics import cohorts, drill
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, NOBODY, View, manager
from tests.rows import deal, fill, records

TODAY = date(2026, 4, 15)
VIEW = View(EVERYTHING, TODAY, period=ALL_TIME, first_day=date(2026, 1, 1))


def bought(customer, day, amount=10, seller="m", **more):
    name = f"{customer}{day}{amount}"
    return deal(name, customer_id=customer, closed_at=day, amount=amount, manager_id=seller, **more)


DEALS = [
    bought("ann", date(2026, 1, 5), 100, cost=60),
    bought("bob", date(2026, 1, 31), 50, cost=40),
    bought("bob", date(2026, 1, 31), 1, cost=1),  # the same day: a second purchase all the same
    bought("ann", date(2026, 3, 1), 20, cost=10),
    bought("ann", date(2026, 3, 31), 30),  # nobody knows its cost
    bought("cid", date(2026, 3, 7), 7, seller="n", cost=2),
    bought("bob", date(2026, 4, 15), 5, seller="n", cost=1),
    bought("cid", date(2026, 4, 16), 9),  # tomorrow: not seen yet
]


@pytest.fixture
def filled(store):
    fill(store, deals=DEALS)
    return store


def cells(rows, *columns):
    return [(f"{row['cohort']:%m}", row["age"], *(row[column] for column in columns)) for row in rows]


def test_a_cell_is_who_of_the_cohort_bought_that_month(filled):
    rows = records(filled, cohorts.retention(VIEW))
    assert cells(rows, "size", "customers", "share", "purchases", "revenue", "is_partial") == [
        ("01", 0, 2, 2, 1.0, 3, Decimal(151), False),
        ("01", 1, 2, 0, 0.0, 0, Decimal(0), False),
        ("01", 2, 2, 1, 0.5, 2, Decimal(50), False),
        ("01", 3, 2, 1, 0.5, 1, Decimal(5), True),
        ("03", 0, 1, 1, 1.0, 1, Decimal(7), False),
        ("03", 1, 1, 0, 0.0, 0, Decimal(0), True),
    ]


def test_running_sums_are_per_customer_of_the_cohort(filled):
    rows = records(filled, cohorts.retention(VIEW))
    columns = ("repurchased", "repurchased_share", "revenue_per_customer", "margin_per_customer")
    assert cells(rows, *columns) == [
        ("01", 0, 1, 0.5, 75.5, 25.0),  # bob bought twice; (40 + 10 + 0) / 2
        ("01", 1, 1, 0.5, 75.5, 25.0),
        ("01", 2, 2, 1.0, 100.5, None),  # ann's cost is unknown from here on
        ("01", 3, 2, 1.0, 103.0, None),
        ("03", 0, 0, 0.0, 7.0, 5.0),
        ("03", 1, 0, 0.0, 7.0, 5.0),
    ]


def test_the_last_month_is_whole_on_its_last_day(filled):
    rows = records(filled, cohorts.retention(VIEW.with_(today=date(2026, 4, 30))))
    assert not any(row["is_partial"] for row in rows)
    assert max(row["month"] for row in rows) == date(2026, 4, 1)


def test_the_period_chooses_the_cohorts_and_its_last_day_what_is_seen(filled):
    quarter = VIEW.with_(period=Period(date(2026, 2, 1), date(2026, 4, 1)), first_day=None)
    assert cells(records(filled, cohorts.retention(quarter)), "customers") == [("03", 0, 1)]


def test_a_customer_belongs_to_whom_he_bought_from_first(filled):
    rows = records(filled, cohorts.retention(VIEW.with_(scope=manager("n"))))
    assert cells(rows, "size", "customers", "revenue") == [
        ("03", 0, 1, 1, Decimal(7)),
        ("03", 1, 1, 0, Decimal(0)),  # bob came over from m: he is of no cohort of n's
    ]
    assert records(filled, cohorts.retention(VIEW.with_(scope=NOBODY))) == []


def test_without_any_day_to_begin_with_it_is_refused():
    with pytest.raises(Refused):
        cohorts.retention(VIEW.with_(first_day=None))


def test_cells_open_to_their_purchases(filled):
    for view in (VIEW, VIEW.with_(period=Period(date(2026, 1, 10), date(2026, 5, 1)))):
        for row in records(filled, cohorts.retention(view)):
            total = records(filled, drill.totals(view, f"cohort:{row['cohort']:%Y-%m}:{row['age']}"))[0]
            found = (total["deals"], total["customers"], total["amount"] or 0)
            assert found == (row["purchases"], row["customers"], row["revenue"])


@pytest.mark.parametrize("key", ["cohort:2026:1", "cohort:2026-05:x", "cohort:2026-13:1", "bought:often"])
def test_a_key_that_says_nothing_is_refused(key):
    with pytest.raises(BadInput):
        drill.deal_ids(VIEW, key)


def test_time_to_second_keeps_those_who_still_wait(store):
    first = date(2026, 1, 1)
    after = {"a": 10, "b": 20, "c": 30, "d": None, "e": 200}  # e comes back only after T
    fill(
        store,
        deals=[bought(name, first) for name in after]
        + [bought(name, first + timedelta(days), 2) for name, days in after.items() if days],
    )
    # 5 at risk: 0.8 after 10 days, 0.6 after 20, 0.4 after 30; nobody later, so never 0.25
    assert records(store, cohorts.time_to_second(VIEW)) == [
        {"customers": 5, "waiting": 2, "p25_days": 20, "median_days": 30, "p75_days": None}
    ]
    assert records(store, cohorts.time_to_second(VIEW.with_(scope=NOBODY)))[0]["customers"] == 0


def test_frequency_counts_customers_by_their_purchases(store):
    often = {"a": 1, "b": 1, "c": 2, "d": 5, "e": 7}
    fill(store, deals=[bought(n, date(2026, 2, i + 1)) for n, times in often.items() for i in range(times)])
    rows = records(store, cohorts.frequency_distribution(VIEW))
    assert [tuple(row.values()) for row in rows] == [
        (1, 2, 2 / 5, 2, Decimal(20), 2 / 16),
        (2, 1, 1 / 5, 2, Decimal(20), 2 / 16),
        (5, 2, 2 / 5, 12, Decimal(120), 12 / 16),
    ]
    for row in rows:
        total = records(store, drill.totals(VIEW, f"bought:{row['times']}"))[0]
        assert (total["deals"], total["customers"], total["amount"]) == (
            row["purchases"],
            row["customers"],
            row["revenue"],
        )


purchases = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 150), st.integers(-5, 99)), min_size=1, max_size=25
)


@given(purchases)
def test_retention_agrees_with_counting_by_hand(pool, drawn):
    start = date(2025, 12, 1)
    rows = [(name, start + timedelta(days), amount) for name, days, amount in drawn]
    fill(pool, deals=[deal(str(i), customer_id=n, closed_at=d, amount=a) for i, (n, d, a) in enumerate(rows)])
    seen = [row for row in rows if row[1] <= TODAY]
    first = {name: min(d for n, d, _ in seen if n == name).replace(day=1) for name, _, _ in seen}
    size = Counter(first.values())
    buyers, revenue = defaultdict(set), Counter()
    for name, day, amount in seen:
        cell = first[name], (day.year - first[name].year) * 12 + day.month - first[name].month
        buyers[cell].add(name)
        revenue[cell] += amount
    expected = {
        (cohort, age): (size[cohort], len(buyers[cohort, age]), revenue[cohort, age])
        for cohort in size
        for age in range((2026 - cohort.year) * 12 + 4 - cohort.month + 1)
    }
    found = records(pool, cohorts.retention(VIEW.with_(first_day=start)))
    assert {
        (row["cohort"], row["age"]): (row["size"], row["customers"], row["revenue"]) for row in found
    } == expected
    for cohort in size:
        twice = sum(sum(n == name for n, _, _ in seen) > 1 for name in first if first[name] == cohort)
        assert max(row["repurchased"] for row in found if row["cohort"] == cohort) == twice
