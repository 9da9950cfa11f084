"""Churn: who left, who is about to, the money; against the rows with pandas, to the unit and to the cent."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from metrics import lists
from metrics.period import ALL_TIME, Period, of
from tests.pages.conftest import TODAY, desk_of
from tests.pages.reading import first_line, latin, spec, totals
from tests.rows import deal, fill
from ui import export
from ui.customers import found, movement, table, where

PAGE = "customers/churn"
YEAR = of("last_12_months", TODAY)
EVE = pd.Timestamp(YEAR.start) - pd.Timedelta(days=1)
NOW = pd.Timestamp(TODAY)


@pytest.fixture(scope="module")
def bought(company) -> pd.DataFrame:
    rows = company.read(sa.select(schema.deals))
    rows = rows[(rows["status"] == "won") & rows["customer_id"].notna() & rows["closed_at"].notna()]
    rows = rows.assign(day=rows["closed_at"].dt.normalize()).sort_values(
        ["customer_id", "closed_at", "deal_id"]
    )
    people = company.read(sa.select(schema.customers)).set_index("customer_id")
    rows["segment"] = rows["customer_id"].map(people["segment"])
    return rows[rows["day"] <= NOW]


@pytest.fixture(scope="module")
def window(bought) -> int:
    gaps = bought.groupby("customer_id")["day"].diff().dt.days.dropna()
    return max(30, int(np.quantile(gaps, 0.9)))


def last_day(bought: pd.DataFrame, on: pd.Timestamp) -> pd.Series:
    return bought[bought["day"] <= on].groupby("customer_id")["day"].max()


def gone(bought: pd.DataFrame, on: pd.Timestamp, window: int) -> set[str]:
    last = last_day(bought, on)
    return set(last[last < on - pd.Timedelta(days=window)].index)


def active(bought: pd.DataFrame, on: pd.Timestamp, window: int) -> set[str]:
    return set(last_day(bought, on).index) - gone(bought, on, window)


def about_to_leave(bought: pd.DataFrame, window: int) -> dict[str, Decimal]:
    """Customer → what he bought in the 365 days that end with his last purchase."""
    gaps = bought.assign(gap=bought.groupby("customer_id")["day"].diff().dt.days)
    of_segment = gaps.groupby("segment")["gap"].median()
    found = {}
    for customer, rows in gaps.groupby("customer_id"):
        usual = rows["gap"].median() if len(rows) >= 3 else of_segment[rows["segment"].iloc[0]]
        last = rows["day"].max()
        if 2 * usual < (NOW - last).days <= window:
            found[str(customer)] = sum(
                rows.loc[rows["day"] > last - pd.Timedelta(days=365), "amount"], Decimal(0)
            )
    return found


@pytest.fixture(scope="module")
def stakes(bought, window) -> dict[str, Decimal]:
    return about_to_leave(bought, window)


@pytest.fixture
def at(company, opened):
    return opened(company, PAGE, lang="en")


def test_the_first_line_says_who_is_leaving_and_what_is_at_stake(at, bought, window, stakes):
    left = active(bought, EVE, window) & gone(bought, NOW, window)
    stake = sum(stakes.values()) / 1_000_000
    assert first_line(at) == (
        f"#### {len(stakes)} customers are about to leave: ₽{stake:.1f}M a year at stake; "
        f"{len(left)} left in the period."
    )
    assert not at.exception and not at.error and not at.warning


def test_the_rule_is_said_with_its_values(at, window):
    assert [c.value for c in at.caption if c.value.startswith("Gone:")] == [
        f"Gone: no purchase for more than {window} days (W: nine of ten repeat purchases come sooner). "
        "About to leave: not gone yet, but silent for more than 2 usual gaps; the usual gap is the "
        "customer’s own median from 3 purchases on, below that his segment’s."
    ]


def test_the_cards_are_the_rows(at, bought, window, stakes):
    before, now = active(bought, EVE, window), gone(bought, NOW, window)
    shown = {card.label: card.value for card in at.metric}
    assert shown["About to leave"] == str(len(stakes))
    assert shown["Lost in the period"] == str(len(before & now))
    assert shown["Churn rate"] == f"{len(before & now) / len(before):.1%}"
    assert shown["Churned customers"] == f"{len(now):,}"


def test_the_lists_are_the_cards_to_the_unit_and_the_cent(company, bought, window, stakes):
    desk = desk_of(company, YEAR, churn_days=window)
    call = company.read(lists.slipping(desk.view))
    assert dict(zip(call["customer_id"], call["year_amount"], strict=True)) == stakes
    sums = company.read(lists.summed(desk.view, "slipping")).iloc[0]
    assert (sums["customers"], sums["found"], sums["year_amount"]) == (
        len(call),
        len(call),
        sum(stakes.values()),
    )
    assert list(call["year_amount"]) == sorted(stakes.values(), reverse=True)
    before, now = active(bought, EVE, window), gone(bought, NOW, window)
    lost = company.read(lists.lost(desk.view))
    assert sorted(lost["customer_id"]) == sorted(before & now)
    last = last_day(bought, NOW)
    assert list(lost["last_purchase"]) == [last[customer] for customer in lost["customer_id"]]
    assert sorted(company.read(lists.gone(desk.view))["customer_id"]) == sorted(now)


def test_the_tables_hold_the_lists(at, bought, window, stakes):
    call, left = (frame.value for frame in at.dataframe)
    largest = sorted(stakes.values(), reverse=True)[: table.MOST]
    assert list(call["year_amount"]) == pytest.approx([float(stake) for stake in largest])
    assert len(left) == min(table.MOST, len(active(bought, EVE, window) & gone(bought, NOW, window)))
    at.segmented_control(key="churn_which").set_value("gone").run()
    assert any(f"{len(gone(bought, NOW, window)):,} customers · " in c.value for c in at.caption)
    assert len(at.dataframe[1].value) == min(table.MOST, len(gone(bought, NOW, window)))


def test_a_search_narrows_the_list(at, stakes):
    customer = at.dataframe[0].value["customer"].iloc[0]
    at.text_input(key="churn_call_search").set_value(customer[4:-2].upper()).run()
    assert list(at.dataframe[0].value["customer"]) == [customer]
    assert any(c.value.startswith(f"1 of {len(stakes)} · ") for c in at.caption)
    at.text_input(key="churn_call_search").set_value("nobody of that name").run()
    assert len(at.dataframe) == 1, "the other list stands"
    assert not at.exception


def test_a_row_opens_the_purchases_of_its_customer(company, window, bought):
    desk = desk_of(company, YEAR, churn_days=window)
    row = company.read(lists.slipping(desk.view)).iloc[0]
    behind = totals(company, desk, table.deals_of(desk, row["customer_id"]).text())
    assert (behind["deals"], behind["customers"]) == (row["purchases"], 1)
    assert behind["amount"] == bought.loc[bought["customer_id"] == row["customer_id"], "amount"].sum()


def test_active_customers_month_by_month(company, at, bought, window):
    trace = spec(at, 0)["data"][0]
    ends = [*pd.date_range("2025-12-31", "2026-10-31", freq="ME"), NOW]
    assert trace["y"] == [len(active(bought, end, window)) for end in ends]
    assert any(
        f"Active customers: {trace['y'][0]:.0f} in December 2025, {trace['y'][-1]:.0f} now" in m.value
        for m in at.markdown
    )
    desk = desk_of(company, YEAR, churn_days=window)
    assert totals(company, desk, trace["customdata"][4])["customers"] == trace["y"][4]


def test_who_left_hangs_below_who_came_back(company, at, bought, window):
    back, left = spec(at, 1)["data"]
    march, april = pd.Timestamp("2026-03-31"), pd.Timestamp("2026-04-30")
    assert left["y"][4] == -len(active(bought, march, window) & gone(bought, april, window))
    breaks = bought.assign(gap=bought.groupby("customer_id")["day"].diff().dt.days)
    breaks = breaks[(breaks["day"] > march) & (breaks["day"] <= april) & (breaks["gap"] > window)]
    assert back["y"][4] == breaks["customer_id"].nunique()
    desk = desk_of(company, YEAR, churn_days=window)
    assert totals(company, desk, left["customdata"][4])["customers"] == -left["y"][4]
    assert totals(company, desk, back["customdata"][4])["customers"] == back["y"][4]


def test_the_leaving_segment_stands_out(company, at, bought, window):
    desk = desk_of(company, YEAR, churn_days=window)
    segment = bought.groupby("customer_id")["segment"].first()
    before = active(bought, EVE, window)
    left = before & gone(bought, NOW, window)
    overall, rows = where.rates(desk, "segment")
    assert overall == pytest.approx(len(left) / len(before))
    assert (
        dict(zip(rows["group"], rows["lost"].astype(int), strict=True))
        == segment[list(left)].value_counts().to_dict()
    )
    assert (
        dict(zip(rows["group"], rows["active"].astype(int), strict=True))
        == segment[list(before)].value_counts().to_dict()
    )
    assert [rows.loc[at, "group"] for at in where.standing_out(rows, overall)] == ["Рестораны и гостиницы"]
    assert any("**Рестораны и гостиницы leave most: " in m.value for m in at.markdown)
    trace = spec(at, 2)["data"][0]
    assert totals(company, desk, trace["customdata"][0])["customers"] == rows["lost"].iloc[0]


def test_money_at_stake_by_manager_adds_up(company, at, window, stakes):
    trace = spec(at, 3)["data"][0]
    desk = desk_of(company, YEAR, churn_days=window)
    behind = [totals(company, desk, link) for link in trace["customdata"]]
    call = company.read(lists.slipping(desk.view))
    by_manager = call.groupby("manager")["year_amount"].sum().sort_values(ascending=False)
    assert trace["x"] == [pytest.approx(float(value)) for value in by_manager.head(len(trace["x"]))]
    assert [row["customers"] for row in behind] == list(
        call["manager"].value_counts()[by_manager.index[: len(behind)]]
    )


def test_the_files_hold_every_row_and_disarm_formulas(company, window, stakes):
    desk = desk_of(company, YEAR, churn_days=window)
    rows = company.read(lists.slipping(desk.view))
    rows.loc[0, "customer"] = "=HYPERLINK(1)"
    read = pd.read_csv(io.BytesIO(export.to_csv(found.exported(rows))), dtype=str)
    assert len(read) == len(stakes)
    assert read["Customer"][0] == "'=HYPERLINK(1)"
    assert sum(map(Decimal, read["Bought in the last year"])) == sum(stakes.values())


def test_in_russian_nothing_is_left_in_english(company, opened):
    at = opened(company, PAGE, lang="ru")
    assert "вот-вот уйдут: под угрозой" in first_line(at)
    assert latin(at) == set()


def test_all_time_has_no_eve_to_count_from(company, opened, bought):
    at = opened(company, PAGE, lang="en", period="all_time")
    assert "are gone." in first_line(at)
    assert any(c.value.startswith("Choose a period with a beginning") for c in at.caption)
    assert not at.exception and not at.error


def test_one_manager_this_month(company, opened):
    manager = company.read(sa.select(schema.managers))["name"].iloc[1]
    at = opened(company, PAGE, lang="en", period="this_month", manager=manager)
    assert not at.exception and not at.error and not at.warning
    assert len(at.dataframe[0].value) == int({card.label: card.value for card in at.metric}["About to leave"])


def test_no_deal_matches(company, opened):
    at = opened(company, PAGE, lang="en", period="custom", **{"from": "2020-01-01", "to": "2020-02-01"})
    assert "**No deals match these filters**" in [m.value for m in at.markdown]
    assert not at.exception and not at.error


def test_an_empty_store_says_so(own, opened):
    at = opened(own, PAGE, lang="en")
    assert [s.value for s in at.subheader] == ["Nothing here yet"]
    assert not at.exception and not at.error


def test_without_a_second_purchase_the_window_is_not_known(own, opened):
    fill(own, deals=[deal(c, customer_id=c, closed_at=date(2026, 11, 1), amount=5) for c in "abc"])
    at = opened(own, PAGE, lang="en")
    assert "churn window is not known yet" in at.warning[0].value
    assert not at.exception and not at.error


def test_nobody_left_and_nobody_is_about_to(own, opened):
    days = [TODAY - timedelta(days=ago) for ago in (60, 40, 20, 1)]
    fill(own, deals=[deal(f"{d}", customer_id="a", closed_at=d, amount=5) for d in days])
    at = opened(own, PAGE, lang="en")
    assert first_line(at) == "#### 0 customers are about to leave; nobody left in the period."
    assert [c.value for c in at.caption].count("Nobody left.") == 1
    assert any(
        "Gone: no purchase for more than 30 days (W, the shortest there is)." in c.value for c in at.caption
    )
    assert len(at.dataframe) == 0 and not at.exception


def test_a_group_too_small_to_tell_does_not_stand_out():
    rows = pd.DataFrame({"group": ["A", "B"], "active": [19, 20], "lost": [19, 6], "rate": [1.0, 0.3]})
    assert where.standing_out(rows, 0.25) == []
    assert where.standing_out(rows, 0.2) == [1]


def test_the_title_counts_from_the_first_month_that_has_anybody(company):
    desk = desk_of(company, Period(date(2026, 10, 1), date(2026, 12, 1)))
    over = movement.series.buckets(desk, "month")
    assert movement._active_title(desk, over, [7, 5]) == "Active customers: 7 in October 2026, 5 now"
    assert movement._active_title(desk, over, [0, 5]) == "Active customers"
    past = desk_of(company, Period(date(2026, 8, 1), date(2026, 10, 1)))
    over = movement.series.buckets(past, "month")
    assert (
        movement._active_title(past, over, [7, 5]) == "Active customers: 7 in August 2026, 5 on 30 Sep 2026"
    )
    assert ALL_TIME.start is None
