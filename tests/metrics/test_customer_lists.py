"""Who was lost in a period, and the deals behind what a cohort has brought: against plain counting."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given

from metrics import drill, lists
from metrics.breakdown import breakdown
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, Filters, View, manager
from tests.metrics.worlds import worlds
from tests.rows import deal, fill, records

TODAY = date(2026, 4, 30)
YEAR = Period(date(2025, 5, 1), date(2026, 5, 1))
VIEW = View(EVERYTHING, TODAY, period=YEAR, churn_days=60, first_day=date(2025, 1, 1))
EVE = date(2025, 4, 30)


def bought(customer, *days, seller="m"):
    return [
        deal(f"{customer}{day}{seller}", customer_id=customer, closed_at=day, amount=10, manager_id=seller)
        for day in days
    ]


def test_the_lost_were_active_on_the_eve_and_are_shown_by_their_last_purchase(store):
    fill(
        store,
        deals=[
            *bought("at_once", EVE),
            *bought("later", EVE, date(2025, 9, 1), date(2026, 1, 15)),
            *bought("edge", EVE - timedelta(60)),  # active for the last day
            *bought("before", EVE - timedelta(61)),  # gone already
            *bought("stays", EVE, TODAY),
            *bought("came_and_went", date(2025, 6, 1)),
        ],
    )
    rows = records(store, lists.lost(VIEW))
    assert {row["customer_id"]: row["last_purchase"] for row in rows} == {
        "at_once": EVE,
        "later": date(2026, 1, 15),
        "edge": EVE - timedelta(60),
    }
    assert {row["customer_id"]: row["days_silent"] for row in rows}["later"] == 105


def test_a_seller_sees_his_own_last_sale_to_the_lost(store):
    fill(store, deals=[*bought("c", EVE), *bought("c", date(2025, 9, 1), seller="n")])
    rows = records(store, lists.lost(VIEW.with_(scope=manager("m"))))
    assert [row["last_purchase"] for row in rows] == [EVE]
    assert records(store, lists.lost(VIEW.with_(scope=manager("n")))) == []


@given(worlds())
def test_the_list_of_the_lost_is_as_long_as_its_number(pool, world):
    fill(pool, deals=world.deals, customers=world.customers, managers=world.managers)
    for filters in (Filters(), Filters.of(region="North")):
        for period in (
            Period(date(2025, 7, 1), date(2026, 3, 16)),
            Period(date(2026, 2, 1), date(2026, 3, 1)),
        ):
            view = View(EVERYTHING, date(2026, 3, 20), filters, period, churn_days=30)
            number = records(pool, breakdown(view, ["lost_customers"]))[0]["lost_customers"]
            rows = records(pool, lists.lost(view))
            assert len(rows) == number == len({row["customer_id"] for row in rows})


def test_a_cohort_opens_to_all_it_brought_and_to_its_repeat_purchases(store):
    january, february, march = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)
    fill(store, deals=[*bought("a", january, february, march), *bought("b", january), *bought("c", february)])
    view = VIEW.with_(period=ALL_TIME)

    def behind(key):
        row = records(store, drill.totals(view, key))[0]
        return row["deals"], row["customers"], row["amount"]

    assert behind("cohort:2026-01:1") == (1, 1, Decimal(10))
    assert behind("cohort_until:2026-01:0") == (2, 2, Decimal(20))
    assert behind("cohort_until:2026-01:1") == (3, 2, Decimal(30))
    assert behind("cohort_again:2026-01:0") == (0, 0, None)
    assert behind("cohort_again:2026-01:2") == (2, 1, Decimal(20))
