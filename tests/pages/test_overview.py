"""Overview: its headlines, its bars and its first line are the rows', in both languages."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from tests.rows import deal, fill

PAGE = "sales/overview"
MONTHS = ["дек", "янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя"]


@pytest.fixture(scope="module")
def won(company) -> pd.DataFrame:
    """Deals won since 1 December 2025, the twelve months shown."""
    rows = company.read(sa.select(schema.deals))
    return rows[(rows["status"] == "won") & (rows["closed_at"] >= "2025-12-01")]


def cards(at) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def first_line(at) -> str:
    return next(each.value for each in at.markdown if each.value.startswith("####"))


def test_the_headlines_are_the_rows(company, opened, won):
    at = opened(company, PAGE, lang="ru")
    shown = cards(at)
    assert not at.exception
    assert shown["Выиграно сделок"] == f"{len(won):,}".replace(",", "\u00a0")
    assert shown["Покупателей"] == f"{won['customer_id'].nunique():,}".replace(",", "\u00a0")
    millions = won["amount"].sum() / Decimal(1_000_000)
    assert shown["Выручка"] == f"{millions:.0f}\u00a0млн\u00a0₽"
    assert shown["Выручка"] in first_line(at)


def test_the_bars_add_up_to_the_headline(company, opened, won):
    at = opened(company, PAGE, lang="ru")
    chart = json.loads(at.get("plotly_chart")[0].proto.spec)["data"][0]
    by_month = won.groupby(won["closed_at"].dt.to_period("M"))["amount"].sum()
    assert [label.split("<br>")[0] for label in chart["x"]] == MONTHS
    assert chart["y"] == pytest.approx([float(amount) for amount in by_month])
    assert chart["customdata"][3] == "list=revenue&span=2026-03-01..2026-04-01"


def test_the_month_that_is_not_over_is_faded(company, opened):
    at = opened(company, PAGE, lang="ru")
    colours = json.loads(at.get("plotly_chart")[0].proto.spec)["data"][0]["marker"]["color"]
    assert len(set(colours[:-1])) == 1
    assert colours[-1] != colours[0]


def test_it_speaks_english(company, opened):
    at = opened(company, PAGE, lang="en")
    assert at.title[0].value == "Sales overview"
    assert {"Revenue", "Deals won", "Win rate", "Average check", "Sales cycle", "Customers"} <= set(cards(at))
    assert first_line(at).startswith("#### Revenue ₽")


def test_a_hand_made_month(own, opened):
    fill(
        own,
        deals=[
            deal(
                "1",
                status="won",
                amount=Decimal("1000.50"),
                created_at=datetime(2026, 10, 1),
                closed_at=datetime(2026, 10, 5),
            ),
            deal(
                "2",
                status="won",
                amount=Decimal("500.25"),
                created_at=datetime(2026, 10, 1),
                closed_at=datetime(2026, 10, 31, 23, 59),
            ),
            deal(
                "3",
                status="lost",
                amount=Decimal("9.00"),
                created_at=datetime(2026, 10, 2),
                closed_at=datetime(2026, 10, 6),
            ),
            deal(
                "4",
                status="won",
                amount=Decimal("77.00"),
                created_at=datetime(2026, 10, 2),
                closed_at=datetime(2026, 11, 1),
            ),
            deal(
                "5",
                status="won",
                amount=Decimal("100.00"),
                created_at=datetime(2026, 8, 31),
                closed_at=datetime(2026, 9, 30),
            ),
        ],
    )
    at = opened(own, PAGE, lang="en", period="last_month")
    shown = cards(at)
    assert (shown["Revenue"], shown["Deals won"]) == ("₽1,501", "2")  # 1,000.50 + 500.25 = 1,500.75
    assert shown["Win rate"] == "2 of 3"  # under 20 cases no percentage
    assert shown["Average check"] == "₽750"  # 750.375
    assert first_line(at) == "#### Revenue ₽1,501: 2 deals won, 1,400.8% more than before."  # 1500.75 / 100


def test_filters_in_the_address_narrow_everything(company, opened, won):
    manager = company.read(sa.select(schema.managers)).sort_values("manager_id").iloc[0]
    at = opened(company, PAGE, lang="ru", manager=manager["name"])
    own = won[won["manager_id"] == manager["manager_id"]]
    assert cards(at)["Выиграно сделок"] == f"{len(own):,}".replace(",", "\u00a0")
    assert manager["name"] in at.caption[0].value


def test_an_old_base_is_looked_at_as_of_its_last_day(own, opened):
    fill(
        own,
        deals=[
            deal(
                "1",
                status="won",
                amount=Decimal("10.00"),
                created_at=datetime(2017, 12, 1),
                closed_at=datetime(2017, 12, 31),
            )
        ],
    )
    at = opened(own, PAGE, lang="en")
    assert "the data ends on 31 Dec 2017" in at.caption[0].value
    assert cards(at)["Deals won"] == "1"


def test_dates_the_wrong_way_round_are_refused_in_words(company, opened):
    at = opened(company, PAGE, lang="en", period="custom", **{"from": "2026-05-01", "to": "2026-04-01"})
    assert [warning.value for warning in at.warning] == [
        "The period ends on 1 Apr 2026, before it starts on 1 May 2026. Swap the two dates in the sidebar."
    ]
    assert not at.error


def test_an_empty_store_says_what_to_do(own, opened):
    at = opened(own, PAGE, lang="en")
    assert [each.value for each in at.subheader] == ["Nothing here yet"]
    assert not at.metric


def _closed(won: int, lost: int) -> list[dict]:
    on = {"created_at": datetime(2026, 10, 1), "closed_at": datetime(2026, 10, 20), "amount": 100}
    return [
        deal(f"{status}{i}", status, **on) for status, n in (("won", won), ("lost", lost)) for i in range(n)
    ]


@pytest.mark.parametrize(
    ("won", "lost", "value", "link"),
    [(12, 7, "12 of 19", "Deals"), (12, 8, "60.0%", "12 of 20")],
)
def test_under_twenty_cases_the_count_leads(own, opened, won, lost, value, link):
    fill(own, deals=_closed(won, lost))
    at = opened(own, PAGE, lang="en")
    assert cards(at)["Win rate"] == value
    links = [each.proto.label for each in at.get("page_link") if "list=win_rate" in str(each.proto)]
    assert links == [link]
