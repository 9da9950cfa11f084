"""CDNOW and Maven: what is published about them, seen through the lists, cohorts and funnels."""

import csv
from datetime import date
from decimal import Decimal

import pytest

from data.store import Store
from metrics import checks, cohorts, flows, funnel, leaks, lists, managers, moves, options, stage_time
from metrics.period import ALL_TIME
from metrics.view import EVERYTHING, View
from tests.rows import deal, fill, records


def rows(shared, *path):
    with open(shared.joinpath("data", *path), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def cdnow(pool, shared) -> Store:
    purchases = rows(shared, "cdnow", "purchases.csv")
    names = list(purchases[0])
    customer, day, amount = (next(n for n in names if part in n) for part in ("customer", "date", "amount"))
    fill(
        pool,
        deals=[
            deal(
                str(i), customer_id=row[customer], closed_at=date.fromisoformat(row[day]), amount=row[amount]
            )
            for i, row in enumerate(purchases)
        ],
    )
    return pool


CDNOW = View(EVERYTHING, date(1998, 6, 30), period=ALL_TIME, currency="USD", first_day=date(1997, 1, 1))


@pytest.mark.parametrize(("window", "gone"), [(90, 20_253), (180, 18_196)])
def test_so_many_customers_are_gone(cdnow, window, gone):
    assert len(records(cdnow, lists.gone(CDNOW.with_(churn_days=window)))) == gone


def test_so_many_bought_twice(cdnow):
    found = records(cdnow, cohorts.frequency_distribution(CDNOW))
    assert sum(row["customers"] for row in found) == 23_570
    assert sum(row["customers"] for row in found if row["times"] > 1) == 11_662
    assert sum(row["purchases"] for row in found) == 69_659
    assert sum(row["revenue"] for row in found) == Decimal("2500315.63")
    second = records(cdnow, cohorts.time_to_second(CDNOW))[0]
    assert (second["customers"], second["waiting"]) == (23_570, 23_570 - 11_662)


def test_cohorts_hold_everybody(cdnow):
    found = records(cdnow, cohorts.retention(CDNOW))
    assert len({row["cohort"] for row in found}) == 3  # the sample's customers all began in early 1997
    assert sum(row["customers"] for row in found if row["age"] == 0) == 23_570
    assert sum(row["revenue"] for row in found) == Decimal("2500315.63")
    assert sum(row["repurchased"] for row in found if row["month"] == date(1998, 6, 1)) == 11_662


STATUS = {"Won": "won", "Lost": "lost"}


@pytest.fixture(scope="module")
def maven(pool, shared) -> Store:
    teams = rows(shared, "maven_crm", "sales_teams.csv")
    given = rows(shared, "maven_crm", "sales_pipeline.csv")
    fill(
        pool,
        managers=[
            {"manager_id": t["sales_agent"], "name": t["sales_agent"], "team": t["manager"]} for t in teams
        ],
        stages=[
            {"pipeline": "", "stage": stage, "position": i, "kind": "open"}
            for i, stage in enumerate(("Prospecting", "Engaging"), 1)
        ],
        deals=[
            deal(
                row["opportunity_id"],
                STATUS.get(row["deal_stage"], "open"),
                manager_id=row["sales_agent"],
                stage=row["deal_stage"],
                product=row["product"],
                amount=row["close_value"] or None,
                created_at=date.fromisoformat(row["engage_date"]) if row["engage_date"] else None,
                closed_at=date.fromisoformat(row["close_date"]) if row["close_date"] else None,
            )
            for row in given
        ],
    )
    return pool


MAVEN = View(EVERYTHING, date(2017, 12, 31), period=ALL_TIME, currency="USD")


def test_mavens_funnel_counts_and_refuses_conversion(maven):
    found = records(maven, funnel.cohort_funnel(MAVEN))
    assert [row["from_previous"] for row in found] == [None, None, None]
    assert (found[-1]["reached"], found[-1]["amount"]) == (4238, Decimal("10005534"))
    assert {row["unknown_lost"] for row in found} == {2473}
    assert sum(row["deals"] for row in records(maven, flows.stock(MAVEN))) == 2089
    assert records(maven, stage_time.stage_time(MAVEN)) == []
    assert [row["lost"] for row in records(maven, leaks.by_stage(MAVEN))] == [0, 0, 2473]


def test_mavens_sellers_and_checks(maven):
    found = records(maven, managers.by_manager(MAVEN))
    assert len([row for row in found if row["revenue"]]) == 30
    assert (found[0]["manager"], found[0]["revenue"]) == ("Darcel Schlecht", Decimal("1153214"))
    assert records(maven, managers.ranks(MAVEN))[0]["manager"] == "Darcel Schlecht"
    check = records(maven, checks.quantiles(MAVEN))[0]
    assert (check["deals"], check["p50"], round(check["mean"], 2)) == (4238, 1117, 2360.91)
    bins = records(maven, checks.distribution(MAVEN, checks.edges_for(check["p10"], check["p90"])))
    assert sum(row["amount"] for row in bins) == Decimal("10005534")
    inputs = records(maven, moves.inputs(MAVEN))[0]
    assert (inputs["decided"], inputs["won"], inputs["won_amount"]) == (6711, 4238, Decimal("10005534"))
    assert records(maven, options.bounds(MAVEN))[0]["deals"] == 8800
