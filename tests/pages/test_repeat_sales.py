"""Repeat sales: every number worked out again from the deals with pandas, and every click led to its deals."""

from __future__ import annotations

import json
from datetime import date, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from metrics import cohorts
from metrics.period import Period, of
from tests.pages.conftest import TODAY, desk_of
from tests.pages.reading import first_line, latin, spec, totals
from tests.rows import deal, fill
from ui.customers import again, cohort_cells, cohort_map

PAGE = "customers/repeat_sales"
YEAR = of("last_12_months", TODAY)


@pytest.fixture(scope="module")
def bought(company) -> pd.DataFrame:
    """The won deals of known customers, each with its number in the customer's life."""
    rows = company.read(sa.select(schema.deals))
    rows = rows[(rows["status"] == "won") & rows["customer_id"].notna() & rows["closed_at"].notna()]
    rows = rows.sort_values(["customer_id", "closed_at", "deal_id"])
    rows["day"] = rows["closed_at"].dt.normalize()
    rows = rows[rows["day"] <= pd.Timestamp(TODAY)]
    life = rows.groupby("customer_id")
    return rows.assign(
        number=life.cumcount() + 1,
        first=life["day"].transform("min"),
        month=rows["day"].dt.to_period("M"),
        amount=rows["amount"].astype(float),
    )


@pytest.fixture(scope="module")
def year(bought) -> pd.DataFrame:
    return bought[bought["day"] >= pd.Timestamp(YEAR.start)]


@pytest.fixture
def at(company, opened):
    return opened(company, PAGE, lang="en")


def test_the_first_line_answers_whether_customers_come_back(at, bought, year):
    lives = bought.groupby("customer_id").size()
    again = (lives >= 2).mean()
    share = year.loc[year["number"] > 1, "amount"].sum() / year["amount"].sum()
    assert again >= 0.5
    assert first_line(at) == (
        f"#### Most customers come back: {again:.1%} have bought again, "
        f"and repeat purchases bring {share:.1%} of revenue."
    )
    assert not at.exception and not at.error and not at.warning


def test_the_cards_are_the_rows(at, bought, year):
    buyers = year["customer_id"].nunique()
    new = (year["number"] == 1).sum()
    gaps = bought.groupby("customer_id")["day"].diff().dt.days[year.index].dropna()
    shown = {card.label: card.value for card in at.metric}
    assert shown["Returning share"] == f"{(buyers - new) / buyers:.1%}"
    assert shown["Purchase frequency"] == f"{len(year) / buyers:.2f}"
    assert shown["Rhythm"] == f"{gaps.median():.0f} d"
    assert shown["New customers"] == str(new)


def test_new_and_repeat_revenue_stand_on_each_other_month_by_month(company, at, year):
    repeated, new = spec(at, 0)["data"]
    assert [trace["name"] for trace in (repeated, new)] == ["Repeat purchases", "First purchases"]
    for trace, rows in ((repeated, year[year["number"] > 1]), (new, year[year["number"] == 1])):
        sums = rows.groupby("month")["amount"].sum()
        assert trace["y"] == [pytest.approx(value, abs=0.01) for value in sums]
        found = totals(company, desk_of(company, YEAR), trace["customdata"][3])
        assert float(found["amount"]) == pytest.approx(trace["y"][3], abs=0.001)


def test_frequency_counts_customers_by_their_purchases(company, at, year):
    often = year.groupby("customer_id").size().clip(upper=5).value_counts().sort_index()
    trace = spec(at, 1)["data"][0]
    assert trace["x"] == often.tolist()
    assert trace["text"][4] == f"{often[5]} · {often[5] / often.sum():.0%}"
    found = totals(company, desk_of(company, YEAR), trace["customdata"][4])
    assert found["customers"] == often[5]


@pytest.fixture(scope="module")
def map_rows(company) -> pd.DataFrame:
    seen = desk_of(company, Period(None, YEAR.end)).view
    return cohort_map.latest(company.read(cohorts.retention(seen)))


def test_the_map_shows_the_latest_thirteen_cohorts_and_no_future(at, bought):
    written = spec(at, 2)["data"][-1]
    first = bought["first"].dt.to_period("M")
    age = (bought["month"].astype("int64") - first.astype("int64")).rename("age")
    size = bought.groupby(first)["customer_id"].nunique()
    active = bought.groupby([first, age])["customer_id"].nunique()
    last = pd.Period(TODAY, "M")
    expected = []
    for row, cohort in enumerate(sorted(size.index)[-13:], start=1):
        for k in range(1, min(12, (last - cohort).n) + 1):
            expected.append((k - 1, row, f"{active.get((cohort, k), 0) / size[cohort] * 100:.0f}"))
    found = [cell for cell in zip(written["x"], written["y"], written["text"], strict=True) if cell[1] > 0]
    assert [cell[:2] for cell in found] == [cell[:2] for cell in expected]
    assert [float(cell[2]) for cell in found] == [pytest.approx(float(c[2]), abs=1) for c in expected]


def test_the_unfinished_month_is_pale_and_out_of_the_row_of_all(at, map_rows):
    whole, partial, _ = spec(at, 2)["data"]
    pale = [[value is not None for value in row].index(True) for row in partial["z"][1:] if any(row)]
    assert pale == list(range(11, -1, -1))
    done = map_rows[(map_rows["age"] == 1) & ~map_rows["is_partial"].astype(bool)]
    assert whole["z"][0][0] == pytest.approx(done["customers"].sum() / done["size"].sum())
    assert whole["z"][0][11] is None, "nobody has a whole twelfth month yet"


@pytest.mark.parametrize("key", ["bought", "again", "revenue"])
def test_a_cell_opens_to_what_it_says(company, map_rows, key):
    desk, measure = desk_of(company, YEAR), cohort_cells.MEASURES[key]
    seen = Period(None, YEAR.end)
    for row in list(map_rows.itertuples())[::11]:
        cell = cohort_cells.cell(row, measure, cohort_cells.speaker(None), seen, "RUB")
        found = totals(company, desk, cell.link)
        if measure.is_money:
            assert float(found["amount"] or 0) / row.size == pytest.approx(cell.value, abs=0.001)
        else:
            assert found["customers"] == getattr(row, measure.counted)
            assert found["customers"] / row.size == pytest.approx(cell.value)


def test_the_switch_goes_on_to_repurchase_and_revenue(at, map_rows):
    at.segmented_control(key="repeat_measure").set_value("revenue").run()
    written = spec(at, 2)["data"][-1]
    first = map_rows.iloc[0]
    assert written["text"][0] == f"{first['revenue_per_customer'] / 1000:.0f}"
    assert any("thousand ₽" in caption.value for caption in at.caption)
    at.segmented_control(key="repeat_measure").set_value("again").run()
    assert spec(at, 2)["data"][-1]["text"][0] == f"{first['repurchased_share'] * 100:.0f}"
    assert not at.exception


def test_the_wait_for_a_second_purchase_keeps_those_who_still_wait(at, bought):
    firsts = bought[(bought["number"] == 1) & (bought["day"] >= pd.Timestamp(YEAR.start))]
    second = bought[bought["number"] == 2].set_index("customer_id")["day"]
    came = firsts["customer_id"].map(second)
    over = came.notna()
    waited = (came.fillna(pd.Timestamp(TODAY)) - firsts["day"]).dt.days
    survival, half = 1.0, None
    for day in sorted(waited[over].unique()):
        survival *= 1 - (over & (waited == day)).sum() / (waited >= day).sum()
        if half is None and survival <= 0.5 + 1e-9:
            half = day
    assert any(f"Half of the new customers buy again within {half} days" in m.value for m in at.markdown)
    told = f"{len(firsts)} new customers in the period · {(~over).sum()} have bought once so far"
    assert told in [caption.value for caption in at.caption]


def test_who_comes_back_is_told_by_segment_and_by_manager(company, at, bought):
    segments = company.read(sa.select(schema.customers)).set_index("customer_id")["segment"]
    lives = bought.groupby("customer_id").size()
    share = (lives >= 2).groupby(segments[lives.index].to_numpy()).agg(["mean", "sum", "size"])
    trace = spec(at, 4)["data"][0]
    names = [hover.split("<b>")[1].split("</b>")[0] for hover in trace["hovertext"]]
    assert dict(zip(names, trace["x"], strict=True)) == {
        name: pytest.approx(value) for name, value in share["mean"].items()
    }
    first = share.loc[names[0]]
    assert trace["text"][0] == f"{first['mean']:.0%} · {first['sum']:.0f} of {first['size']:.0f}"
    found = totals(company, desk_of(company, YEAR), trace["customdata"][0])
    assert found["customers"] == first["size"]
    at.segmented_control(key="repeat_by").set_value("manager").run()
    assert not at.exception


def test_in_russian_nothing_is_left_in_english(company, opened):
    at = opened(company, PAGE, lang="ru")
    assert "Большинство клиентов возвращается" in first_line(at)
    assert latin(at) == set()


def test_no_deal_matches(company, opened):
    at = opened(company, PAGE, lang="en", period="custom", **{"from": "2020-01-01", "to": "2020-02-01"})
    assert "**No deals match these filters**" in [m.value for m in at.markdown]
    assert not at.exception and not at.error


def test_one_manager_in_a_short_period(company, opened):
    manager = company.read(sa.select(schema.managers))["name"].iloc[0]
    at = opened(company, PAGE, lang="en", period="last_30_days", manager=manager)
    assert not at.exception and not at.error
    told = [caption.value for caption in at.caption]
    assert any(said.startswith("How many customers of the cohort bought in that month.") for said in told)


def test_an_empty_store_says_so(own, opened):
    at = opened(own, PAGE, lang="en")
    assert [s.value for s in at.subheader] == ["Nothing here yet"]
    assert not at.exception and not at.error


def test_deals_without_customers_are_refused_in_words(own, opened):
    fill(own, deals=[deal("a", closed_at=date(2026, 11, 1), amount=5)])
    at = opened(own, PAGE, lang="en")
    assert "name no customer" in at.warning[0].value
    assert not at.exception


def test_nobody_came_a_second_time(own, opened):
    fill(own, deals=[deal(c, customer_id=c, closed_at=date(2026, 11, 1), amount=5) for c in "abc"])
    at = opened(own, PAGE, lang="en")
    assert first_line(at) == "#### Nobody has bought a second time yet."
    assert not at.exception and not at.error and not at.warning


def test_a_small_cohort_is_told_by_its_count(own, opened):
    first = date(2026, 9, 10)
    rows = [deal(f"{c}1", customer_id=c, closed_at=first, amount=10) for c in "abcde"]
    rows += [deal(f"{c}2", customer_id=c, closed_at=first + timedelta(30), amount=10) for c in "abc"]
    fill(own, deals=rows)
    at = opened(own, PAGE, lang="en")
    charts = [json.loads(chart.proto.spec)["data"] for chart in at.get("plotly_chart")]
    cells = next(data[-1] for data in charts if len(data) == 3)
    # All, then September: October over with 3 of 5, November begun with none
    assert cells["text"] == ["3/5", "3/5", "0/5"]
    assert cells["hovertext"][1] == "<b>September 2026</b> → October 2026<br>3 of 5"


def test_shares_of_few_customers_are_counts(company):
    desk = desk_of(company, YEAR)
    few = SimpleNamespace(group=None, customers=19, share=4 / 19)
    enough = SimpleNamespace(group="Shops", customers=20, share=0.25)
    assert again._share_bar(desk, "segment", few).text == "4 of 19"
    assert again._share_bar(desk, "segment", enough).text == "25% · 5 of 20"


def test_the_wait_of_a_few_is_no_rule():
    assert again._second_title(36, 3) == "Time to the second purchase of 3 new customers"
    assert again._second_title(None, 20) == "Fewer than half of the new customers have bought again so far"
    assert again._second_title(None, 0) == "Time to the second purchase"
