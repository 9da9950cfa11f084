"""What filters offer and how far the data reach."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Unknown
from metrics import options
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View, manager
from tests.rows import deal, fill, records

VIEW = View(EVERYTHING, date(2026, 11, 22), period=Period(date(2026, 5, 1), date(2026, 6, 1)))

MANAGERS = [{"manager_id": "1", "name": "Anna", "team": "North"}, {"manager_id": "2", "name": "Boris"}]
CUSTOMERS = [{"customer_id": "c1", "name": "Same name"}, {"customer_id": "c2", "name": "Same name"}]
DEALS = [
    deal(
        "a",
        manager_id="1",
        customer_id="c1",
        source="Web",
        created_at=date(2026, 5, 1),
        closed_at=date(2026, 5, 9),
    ),
    deal(
        "b",
        manager_id="1",
        customer_id="c2",
        source="Ads",
        created_at=date(2026, 5, 3),
        closed_at=date(2026, 4, 2),
    ),
    deal("c", "open", manager_id="2", source="Web", created_at=datetime(2026, 6, 7, 18, 30)),
    deal("d", "lost", manager_id="2", closed_at=date(2026, 5, 30)),
]


@pytest.fixture
def filled(store):
    fill(store, managers=MANAGERS, customers=CUSTOMERS, deals=DEALS)
    return store


def listed(store, view, key):
    return [(row["value"], row["label"], row["deals"]) for row in records(store, options.options(view, key))]


def test_values_come_with_their_deals_and_the_empty_one_last(filled):
    assert listed(filled, VIEW, "source") == [("Ads", "Ads", 1), ("Web", "Web", 2), ("", "", 1)]
    assert listed(filled, VIEW, "team") == [("North", "North", 2), ("", "", 2)]


def test_customers_of_one_name_stay_two(filled):
    assert listed(filled, VIEW, "customer") == [("c1", "Same name", 1), ("c2", "Same name", 1), ("", "", 2)]


def test_a_list_does_not_leak_and_does_not_shrink_by_filters(filled):
    assert listed(filled, VIEW.with_(scope=manager("1")), "manager") == [("Anna", "Anna", 2)]
    assert listed(filled, VIEW.with_(scope=NOBODY), "manager") == []
    chosen = VIEW.with_(filters=Filters.of(source="Ads", manager="Anna"))
    assert listed(filled, chosen, "source") == listed(filled, VIEW, "source")


def test_several_lists_in_one_reading(filled):
    rows = records(filled, options.all_options(VIEW, ("source", "manager")))
    assert [(row["dimension"], row["value"], row["deals"]) for row in rows] == [
        ("manager", "Anna", 2),
        ("manager", "Boris", 2),
        ("source", "Ads", 1),
        ("source", "Web", 2),
        ("source", "", 1),
    ]


def test_an_unknown_dimension_is_refused_with_the_nearest(filled):
    with pytest.raises(Unknown, match="source"):
        options.options(VIEW, "sorce")


def test_bounds_hold_created_and_closed_days(filled):
    assert records(filled, options.bounds(VIEW)) == [
        {
            "first_day": date(2026, 4, 2),
            "last_day": date(2026, 6, 7),
            "deals": 4,
            "undated": 1,
            "foreign": 0,
        }
    ]
    assert records(filled, options.bounds(VIEW.with_(scope=NOBODY))) == [
        {"first_day": None, "last_day": None, "deals": 0, "undated": 0, "foreign": 0}
    ]


def test_freshness_is_the_newest_time_of_each_kind(filled):
    assert records(filled, options.freshness(VIEW)) == [
        {
            "created_at": datetime(2026, 6, 7, 18, 30),
            "closed_at": datetime(2026, 5, 30),
            "last_activity_at": None,
        }
    ]


def purchase(customer, day):
    return deal(f"{customer}{day}", customer_id=customer, manager_id=customer, closed_at=day, amount=1)


@pytest.mark.parametrize(
    ("days", "window"),
    [
        ((1, 5), 30),  # a gap of 4 days
        ((1, 100), 99),
        ((1,), None),  # nobody bought twice
        ((), None),
    ],
)
def test_the_churn_window_is_at_least_thirty_days(store, days, window):
    fill(store, deals=[purchase("c", date.fromordinal(739000 + day)) for day in days])
    assert records(store, options.churn_window(VIEW)) == [
        {"churn_days": window, "gaps": max(len(days) - 1, 0)}
    ]


def test_the_churn_window_is_one_for_all(store):
    days = [
        purchase("a", date(2026, 1, 1)),
        purchase("a", date(2026, 4, 11)),
        purchase("b", date(2026, 1, 1)),
    ]
    fill(store, deals=days)
    for scope in (EVERYTHING, manager("b")):
        view = VIEW.with_(scope=scope, filters=Filters.of(source="Ads"))
        assert records(store, options.churn_window(view)) == [{"churn_days": 100, "gaps": 1}]
    stranger = VIEW.with_(scope=NOBODY)
    assert records(store, options.churn_window(stranger)) == [{"churn_days": None, "gaps": 0}]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=12))
def test_days_beyond_the_window_are_days_beyond_the_percentile(pool, gaps):
    starts = [sum(gaps[:i]) for i in range(len(gaps) + 1)]
    rows = [
        deal(str(i), customer_id="c", closed_at=date.fromordinal(700000 + day))
        for i, day in enumerate(starts)
    ]
    fill(pool, deals=rows)
    place = 0.9 * (len(gaps) - 1)
    low, part = sorted(gaps)[int(place)], place - int(place)
    high = sorted(gaps)[min(int(place) + 1, len(gaps) - 1)]
    percentile = max(30, low + (high - low) * part)
    window = records(pool, options.churn_window(VIEW))[0]["churn_days"]
    assert [day > window for day in range(500)] == [day > percentile + 1e-9 for day in range(500)]


def test_money_left_out_is_named_by_its_currency(store):
    in_may, in_june = date(2026, 5, 5), date(2026, 6, 5)
    fill(
        store,
        deals=[
            deal("own", amount=1, closed_at=in_may),
            deal("rub", amount=1, closed_at=in_may, currency="RUB"),
            deal("usd", amount=10, closed_at=in_may, currency="USD"),
            deal("usd lost", "lost", amount=7, closed_at=in_may, currency="USD"),
            deal("usd open", "open", amount=5, currency="USD"),
            deal("usd later", amount=100, closed_at=in_june, currency="USD"),
            deal("eur", closed_at=in_may, currency="EUR"),
        ],
    )
    assert records(store, options.currency_left_out(VIEW)) == [
        {"currency": "EUR", "deals": 1, "amount": Decimal(0), "won": 1, "won_amount": Decimal(0)},
        {"currency": "USD", "deals": 3, "amount": Decimal(22), "won": 1, "won_amount": Decimal(10)},
    ]
