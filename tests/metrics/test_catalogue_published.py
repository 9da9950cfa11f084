"""The published figures of two public data sets, read with pandas here and not by our importer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.store import Store
from metrics.breakdown import breakdown
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, View
from tests.rows import fill, records

pytestmark = [pytest.mark.published, pytest.mark.xdist_group("published")]

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def maven(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = _store(tmp_path_factory)
    folder = shared / "data" / "maven_crm"
    deals = pd.read_csv(folder / "sales_pipeline.csv", dtype=str, keep_default_na=False)
    rows = [
        {
            "deal_id": d.opportunity_id,
            "status": {"Won": "won", "Lost": "lost"}.get(d.deal_stage, "open"),
            "manager_id": d.sales_agent,
            "customer_id": d.account or None,
            "amount": d.close_value or None,
            "created_at": _day(d.engage_date),
            "closed_at": _day(d.close_date),
        }
        for d in deals.itertuples()
    ]
    people = pd.read_csv(folder / "sales_teams.csv")
    managers = [
        {"manager_id": p.sales_agent, "name": p.sales_agent, "team": p.manager} for p in people.itertuples()
    ]
    fill(store, deals=rows, managers=managers)
    return store


@pytest.fixture(scope="module")
def cdnow(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = _store(tmp_path_factory)
    sales = pd.read_csv(shared / "data" / "cdnow" / "purchases.csv", dtype=str)
    rows = [
        {
            "deal_id": s.purchase_id.zfill(6),
            "status": "won",
            "customer_id": s.customer,
            "amount": s.amount,
            "closed_at": _day(s.date),
        }
        for s in sales.itertuples()
    ]
    fill(store, deals=rows)
    return store


def _store(factory: pytest.TempPathFactory) -> Store:
    folder = factory.mktemp("published")
    return Store(f"duckdb:///{folder / 'store.duckdb'}", folder)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def answer(store: Store, *metrics: str, period: Period = ALL_TIME, window: int = 90) -> dict[str, Any]:
    view = View(EVERYTHING, TODAY, period=period, currency="USD", churn_days=window)
    (row,) = records(store, breakdown(view, metrics))
    return row


def test_maven(maven):
    found = answer(
        maven,
        *("deals_won", "deals_lost", "open_deals", "revenue", "win_rate"),
        *("average_check", "median_check", "cycle_days", "median_cycle_days"),
    )
    assert found == {
        "deals_won": 4238,
        "deals_lost": 2473,
        "open_deals": 2089,
        "revenue": Decimal(10_005_534),
        "win_rate": pytest.approx(0.6315, abs=5e-5),
        "average_check": pytest.approx(2360.91, abs=5e-3),
        "median_check": 1117.0,
        "cycle_days": pytest.approx(51.78, abs=5e-3),
        "median_cycle_days": 57.0,
    }


def test_maven_sellers(maven):
    view = View(EVERYTHING, TODAY, currency="USD")
    rows = records(maven, breakdown(view, ["revenue", "deals_won"], ["manager"]))
    sellers = sorted((row for row in rows if row["deals_won"]), key=lambda row: row["revenue"], reverse=True)
    assert len(sellers) == 30
    assert (sellers[0]["manager"], sellers[0]["revenue"]) == ("Darcel Schlecht", Decimal(1_153_214))
    assert sum(row["revenue"] for row in rows) == Decimal(10_005_534)


def test_cdnow(cdnow):
    found = answer(
        cdnow,
        "purchases",
        "customers",
        "revenue",
        "repeat_customers",
        "repeat_purchase_rate",
        "repeat_revenue_share",
    )
    assert found == {
        "purchases": 69_659,
        "customers": 23_570,
        "revenue": Decimal("2500315.63"),
        "repeat_customers": 11_662,
        "repeat_purchase_rate": pytest.approx(0.4948, abs=5e-5),
        "repeat_revenue_share": pytest.approx(0.6902, abs=5e-5),
    }


@pytest.mark.parametrize(("window", "gone"), [(90, 20_253), (180, 18_196)])
def test_cdnow_customers_without_a_purchase_at_the_end(cdnow, window, gone):
    until = Period(end=date(1998, 7, 1))
    found = answer(cdnow, "churned_customers", "active_customers", period=until, window=window)
    assert found == {"churned_customers": gone, "active_customers": 23_570 - gone}
    then = View(EVERYTHING, date(1998, 6, 30), churn_days=window)
    assert records(cdnow, breakdown(then, ["churned_customers"])) == [{"churned_customers": gone}]


def test_cdnow_months_add_up(cdnow):
    view = View(EVERYTHING, TODAY, currency="USD")
    rows = records(cdnow, breakdown(view, ["purchases", "revenue", "new_customers"], grain="month"))
    assert len(rows) == 18
    assert sum(row["purchases"] for row in rows) == 69_659
    assert sum(row["revenue"] for row in rows) == Decimal("2500315.63")
    assert sum(row["new_customers"] for row in rows) == 23_570
