"""Lists of customers against the numbers they stand behind."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from data.errors import Refused
from metrics import lists
from metrics.breakdown import breakdown
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, NOBODY, Filters, View, manager
from tests.metrics.worlds import worlds
from tests.rows import deal, fill, records

TODAY = date(2026, 4, 30)
VIEW = View(EVERYTHING, TODAY, period=ALL_TIME, churn_days=60, first_day=date(2026, 1, 1))


def bought(customer, *days_ago, seller="m", amount=10):
    return [
        deal(
            f"{customer}{ago}",
            customer_id=customer,
            closed_at=TODAY - timedelta(ago),
            amount=amount,
            manager_id=seller,
        )
        for ago in days_ago
    ]


@pytest.fixture
def filled(store):
    fill(
        store,
        managers=[{"manager_id": "m", "name": "Anna"}],
        customers=[
            {
                "customer_id": "gone",
                "name": "Gone Ltd",
                "segment": "S",
                "phone": "+7 1",
                "email": "g@example.org",
            }
        ],
        deals=[
            *bought("gone", 500, 81, 61),  # gaps 419 and 20, of which only 10 + 10 in its last year
            *bought("edge", 60),  # exactly W: not gone yet; nor slipping: exactly twice the 30 of the others
            *bought("often", 52, 42, 32, amount=70),  # every 10 days, silent for 32
            *bought("calm", 60, 30, 0),
            *bought("moved", 300, 200, amount=1),
            *bought("moved", 100, seller="n", amount=1000),
        ],
    )
    return store


def test_the_gone_are_listed_with_what_a_caller_needs(filled):
    rows = records(filled, lists.gone(VIEW))
    assert [row["customer_id"] for row in rows] == ["moved", "gone"]  # 1002 a year before 20
    assert rows[1] == {
        "customer_id": "gone",
        "customer": "Gone Ltd",
        "segment": "S",
        "region": None,
        "manager": "Anna",
        "phone": "+7 1",
        "email": "g@example.org",
        "last_purchase": date(2026, 2, 28),
        "purchases": 3,
        "days_silent": 61,
        "rhythm_days": 219.5,
        "expected_gap": 219.5,
        "year_amount": Decimal(20),
        "deal_id": "gone61",
    }


def test_the_list_to_call_holds_who_broke_his_rhythm_and_is_not_gone(filled):
    rows = records(filled, lists.slipping(VIEW))
    assert [
        (row["customer_id"], row["days_silent"], row["expected_gap"], row["year_amount"]) for row in rows
    ] == [("often", 32, 10.0, Decimal(210))]


def test_a_customer_who_moved_on_is_the_last_sellers(filled):
    mine = VIEW.with_(scope=manager("m"))
    assert [row["customer_id"] for row in records(filled, lists.gone(mine))] == ["gone"]
    assert records(filled, lists.gone(VIEW.with_(scope=NOBODY))) == []


def test_the_list_is_seen_from_the_last_day_of_the_period(filled):
    earlier = VIEW.with_(period=Period(date(2026, 1, 1), TODAY))  # T is the 29th
    assert "gone" not in [row["customer_id"] for row in records(filled, lists.gone(earlier))]


def test_without_a_window_it_is_refused():
    with pytest.raises(Refused):
        lists.gone(VIEW.with_(churn_days=None))


def test_leaving_by_month(store):
    fill(store, deals=bought("a", 100) + bought("b", 10))  # a: 20 January, gone 60 days later
    rows = records(store, lists.left_by_month(VIEW))
    assert [(row["time"].month, row["active_customers"], row["lost_customers"]) for row in rows] == [
        (1, 1, 0),
        (2, 1, 0),
        (3, 0, 1),
        (4, 1, 0),
    ]


@given(worlds())
def test_a_list_is_as_long_as_its_number_and_adds_up_to_its_money(pool, world):
    fill(pool, deals=world.deals, customers=world.customers, managers=world.managers)
    for filters in (Filters(), Filters.of(region="North")):
        view = View(EVERYTHING, date(2026, 3, 20), filters, churn_days=30)
        keys = ("churned_customers", "customers_slipping", "customers_at_risk", "revenue_at_risk")
        number = records(pool, breakdown(view, keys))[0]
        slipping = records(pool, lists.slipping(view))
        assert len(records(pool, lists.gone(view))) == number["churned_customers"]
        assert len(records(pool, lists.at_risk(view))) == number["customers_at_risk"]
        assert len(slipping) == number["customers_slipping"]
        assert sum(row["year_amount"] or 0 for row in slipping) == number["revenue_at_risk"]


SHOPS = [
    {"customer_id": "1", "name": "Alpha (north)", "segment": "Shops"},
    {"customer_id": "2", "name": "Beta", "region": "North"},
    {"customer_id": "3", "name": "Gamma"},
]


def test_every_word_of_a_search_is_found_and_what_is_found_is_summed(store):
    sold = {"1": Decimal("5.10"), "2": Decimal("7.20"), "3": None}
    deals = [
        deal(name, customer_id=name, amount=amount, closed_at=TODAY - timedelta(61), manager_id="m")
        for name, amount in sold.items()
    ]
    fill(store, managers=[{"manager_id": "m", "name": "Anna"}], customers=SHOPS, deals=deals)

    def found(search):
        (sums,) = records(store, lists.summed(VIEW, "gone", search))
        names = [row["customer"] for row in records(store, lists.first(VIEW, "gone", 10, search))]
        return names, (sums["customers"], sums["found"], sums["year_amount"])

    assert found(" ") == (["Beta", "Alpha (north)", "Gamma"], (3, 3, Decimal("12.30")))
    assert found("NORTH") == (["Beta", "Alpha (north)"], (3, 2, Decimal("12.30")))
    assert found("anna (north") == (["Alpha (north)"], (3, 1, Decimal("5.10")))
    assert found("gamma") == (["Gamma"], (3, 1, Decimal(0)))
    assert found("nobody of that name") == ([], (3, 0, Decimal(0)))
    assert [row["customer"] for row in records(store, lists.first(VIEW, "gone", 1))] == ["Beta"]
