"""The average check page: what it says, that its bars open to what they show, and that the steps add up."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from metrics import drill
from metrics.period import Period
from tests.pages.conftest import desk_of
from tests.rows import deal, fill
from ui import links, text
from ui.checks import answer, by_value, moved

PAGE = "sales/average_check"
YEAR = Period(date(2025, 12, 1), date(2026, 12, 1))
MAY, JUNE = Period(date(2026, 5, 1), date(2026, 6, 1)), Period(date(2026, 6, 1), date(2026, 7, 1))
PRODUCTS = {"film": "Film", "labels": "Labels"}


def sold(deal_id, amount, day, group=None, **more):
    return deal(deal_id, amount=amount, closed_at=day, product_group=group, **more)


def headline(at) -> str:
    return next(m.value for m in at.markdown if m.value.startswith("#### ")).removeprefix("#### ")


def titles(at) -> list[str]:
    return [m.value.strip("*") for m in at.markdown if m.value.startswith("**")]


def drawn(at) -> list[str]:
    return [c.proto.id.rsplit("-", 1)[-1] for c in at.get("plotly_chart")]


def chart(at, key: str) -> dict:
    return json.loads(at.get("plotly_chart")[drawn(at).index(key)].proto.spec)


def words(at, key: str) -> list[str]:
    return [note["text"] for note in chart(at, key)["layout"]["annotations"]]


def opened_deals(desk, link: str) -> dict:
    there = links.from_text(link)
    return desk.read(drill.totals(there.narrowed(desk.view), there.list)).iloc[0].to_dict()


@pytest.fixture(scope="module")
def won(company) -> pd.DataFrame:
    rows = company.read(sa.select(schema.deals).where(schema.deals.c.status == "won"))
    rows["amount"] = rows["amount"].astype(float)
    return rows


def within(rows: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    return rows[(rows.closed_at >= start) & (rows.closed_at < end)]


def test_the_page_says_mean_median_and_what_moved_it(company, won, opened):
    at = opened(company, PAGE, lang="en")
    assert not at.exception and not at.error and not at.warning
    now, before = within(won, "2025-12-01", "2026-12-01"), within(won, "2024-12-01", "2025-11-23")
    change = now.amount.mean() / before.amount.mean() - 1
    cards = {metric.label: metric.value for metric in at.metric}
    assert headline(at).startswith(
        f"An average deal is worth ₽{now.amount.mean() / 1000:.0f}K ({change:.1%} more than before), "
        f"half of the deals less than ₽{now.amount.median() / 1000:.1f}K; “"
    )
    assert cards["Deals won"] == f"{len(now):,}"
    assert cards["Without amount"] == f"{now.amount.isna().mean():.1%}"
    assert {"Discount share", "Margin share"} <= set(cards)


def test_the_trend_is_mean_and_median_of_each_month(company, won, opened):
    at = opened(company, PAGE, lang="en")
    now = within(won, "2025-12-01", "2026-12-01")
    by_month = now.groupby(now.closed_at.dt.to_period("M")).amount
    mean, median = chart(at, "average_check_trend")["data"]
    assert mean["y"] == pytest.approx(list(by_month.mean()))
    assert median["y"] == pytest.approx(list(by_month.median()))
    desk = desk_of(company, YEAR)
    assert [opened_deals(desk, link)["deals"] for link in mean["customdata"]] == list(by_month.size())


def test_every_bin_opens_to_its_deals_and_none_is_left_out(company, won, opened):
    at = opened(company, PAGE, lang="en")
    (bars,) = chart(at, "average_check_spread")["data"]
    desk = desk_of(company, YEAR)
    for count, link in zip(bars["y"], bars["customdata"], strict=True):
        assert opened_deals(desk, link)["deals"] == count
    assert sum(bars["y"]) == len(within(won, "2025-12-01", "2026-12-01"))


@pytest.mark.parametrize(("language", "by"), [("en", "segment"), ("ru", "manager")])
def test_any_dimension_tells_its_checks_and_its_steps(company, opened, language, by):
    at = opened(company, PAGE, lang=language)
    text.speak(language)  # in which the test, too, formats the options it sends back
    at.segmented_control(key="average_check_by").set_value(by).run()
    assert not at.exception and not at.error
    bars = chart(at, "average_check_by_value")["data"][-1]
    desk = desk_of(company, YEAR)
    for check, link in zip(bars["x"], bars["customdata"], strict=True):
        found = opened_deals(desk, link)
        assert float(found["amount"]) / (found["deals"] - found["without_amount"]) == pytest.approx(check)
    steps = chart(at, "average_check_moved")["data"][-1]
    assert steps["x"][-1] == pytest.approx(sum(steps["x"][:-1]))


SALES = [
    sold("f1", 100, date(2026, 5, 3), "Film"),
    sold("f2", 300, date(2026, 5, 4), "Film"),
    sold("l1", 50, date(2026, 5, 5), "Labels"),
    sold("l2", 50, date(2026, 5, 6), "Labels"),
    sold("f3", 250, date(2026, 6, 3), "Film"),
    sold("f4", 250, date(2026, 6, 4), "Film"),
    sold("f5", 250, date(2026, 6, 5), "Film"),
    sold("l3", "50.50", date(2026, 6, 6), "Labels"),
    sold("none", None, date(2026, 6, 7), "Labels"),
    sold("last", 1, date(2026, 11, 20), "Labels"),
]


def test_mix_and_own_check_are_worked_out_to_the_cent(own):
    fill(own, deals=SALES)
    found = moved.moved(desk_of(own, JUNE, before=MAY), "product_group")
    # May: 500 / 4 = 125. June: 800.50 / 4 = 200.125, to the cent 200.12. Level (125 + 200.125) / 2 = 162.5625
    assert (found.before, found.now, found.change) == (
        Decimal("125.00"),
        Decimal("200.12"),
        Decimal("75.12"),
    )
    film, labels = found.moves
    # Film: 2 of 4 at 200, then 3 of 4 at 250: mix 0.25 × (225 − 162.5625) = 15.609375, own 0.625 × 50 = 31.25,
    # less the cent by which the rounded parts exceed the change: the largest part takes it
    assert (film.value, film.mix, film.own) == ("Film", Decimal("15.61"), Decimal("31.24"))
    # Labels: mix −0.25 × (50.25 − 162.5625) = 28.078125, own 0.375 × 0.50 = 0.1875
    assert (labels.value, labels.mix, labels.own) == ("Labels", Decimal("28.08"), Decimal("0.19"))
    assert film.mix + film.own + labels.mix + labels.own == found.change


def test_the_steps_stand_on_the_page_in_words(own, opened):
    fill(own, deals=[*SALES, sold("before both", 1, date(2026, 4, 30), "Labels")])
    at = opened(own, PAGE, **{"lang": "en", "period": "custom", "from": "2026-06-01", "to": "2026-06-30"})
    assert headline(at) == (
        "An average deal is worth ₽200 (60.1% more than before), half of the deals less than ₽250; "
        "“Film” moved it most, by ₽47."
    )
    assert words(at, "average_check_moved") == [
        *("May 2026", "<b>₽125</b>"),
        *("Film", "+₽47", "own check +₽31 · mix +₽16"),
        *("Labels", "+₽28", "own check +₽0 · mix +₽28"),
        *("June 2026", "<b>₽200</b>"),
    ]
    assert any(t.startswith("+₽75: mostly another mix of deals") for t in titles(at))
    assert words(at, "average_check_by_value") == [
        *("Film", "<b>₽250</b>", "median ₽250 · 3 deals"),
        *("Labels", "<b>₽50</b>", "median ₽50 · 2 deals"),
    ]


def test_without_a_compared_period_the_steps_are_refused_in_words(own, opened):
    fill(own, deals=SALES)
    at = opened(own, PAGE, lang="en", period="all_time")
    assert "average_check_moved" not in drawn(at)
    assert [w.value for w in at.warning] == [
        "There is no compared period: choose what to compare with, "
        "and a period with a beginning, in the sidebar."
    ]
    assert moved.moved(desk_of(own), "product_group") is None


def test_nothing_sold_before_is_nothing_to_compare(own):
    fill(own, deals=SALES)
    empty = Period(date(2026, 1, 1), date(2026, 2, 1))
    assert moved.moved(desk_of(own, JUNE, before=empty), "product_group") is None


def test_no_amount_at_all_is_said(own, opened):
    fill(own, deals=[sold("x", None, date(2026, 11, 20), "Film")])
    at = opened(own, PAGE, lang="en")
    assert headline(at) == "No deal won in this period has an amount."
    assert not at.exception and drawn(at) == []
    assert {metric.label: metric.value for metric in at.metric}["Without amount"] == "1 of 1"


def test_one_deal_and_no_dimension_make_a_page_too(own, opened):
    fill(own, deals=[sold("x", 500, date(2026, 11, 20))])
    at = opened(own, PAGE, lang="en")
    assert not at.exception and not at.error
    assert headline(at) == "An average deal is worth ₽500, half of the deals less than ₽500."
    assert drawn(at) == ["average_check_trend", "average_check_spread"]


def test_an_empty_store_is_said(own, opened):
    at = opened(own, PAGE, lang="ru")
    assert not at.exception and at.subheader


def test_only_cards_that_can_be_filled_are_shown(company, own):
    assert answer.headlines(desk_of(company, YEAR))[-2:] == ("discount_share", "margin_share")
    fill(own, deals=SALES)
    assert answer.headlines(desk_of(own)) == answer.ALWAYS


def test_a_discount_twice_the_usual_is_pointed_at(own, opened):
    def cut(name, count, discount):
        return [
            sold(f"{name}{i}", 100, date(2026, 11, 20), name, list_amount=200, discount=discount)
            for i in range(count)
        ]

    fill(own, deals=[*cut("Dear", 20, 100), *cut("Cheap", 80, 10), *cut("Few", 2, 150)])
    at = opened(own, PAGE, lang="en")
    notes = chart(at, "average_check_by_value")["layout"]["annotations"]
    colours = {note["text"]: note["font"]["color"] for note in notes if "discount" in note["text"]}
    # usual: (20 × 100 + 80 × 10 + 2 × 150) / (102 × 200) = 15.2 %
    plain = colours["median ₽100 · 80 deals · discount 5.0%"]
    assert colours["median ₽100 · 20 deals · discount 50.0%"] != plain
    assert colours["median ₽100 · 2 deals · discount 75.0%"] == plain
    assert by_value.TWICE * 0.152 < 0.5


def test_russian_has_all_the_words(company, opened):
    at = opened(company, PAGE, lang="ru")
    said = [headline(at), *titles(at), *words(at, "average_check_spread")]
    assert [t for t in said if any("a" <= c.lower() <= "z" for c in t)] == []
