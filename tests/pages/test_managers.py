"""Managers: the planted stories come out, the numbers are the rows', and nobody is told on."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from urllib.parse import quote_plus

import pandas as pd
import pytest
import sqlalchemy as sa

from data import schema
from data.errors import Refused
from metrics import team_months
from metrics.period import Period, of
from metrics.view import Filters
from tests.pages.conftest import TODAY, desk_of
from tests.rows import deal, fill, records
from ui import text
from ui.figures import dots
from ui.managers import finds, one, phone, said, table
from ui.managers.crew import Crew
from ui.theme import LIGHT

PAGE = "team/managers"
AGATHA, YAROSLAV, VERA = "Агата Небылова", "Ярослав Понарошкин", "Вера Самобранкина"
YEAR = of("last_12_months", TODAY)
BEFORE = Period(date(2024, 12, 1), date(2025, 11, 23))


@pytest.fixture(scope="module")
def crew(company) -> Crew:
    return Crew(desk_of(company, YEAR, before=BEFORE))


@pytest.fixture(scope="module")
def closed(company) -> pd.DataFrame:
    """Deals closed in the last twelve months, with the manager's name."""
    people = company.read(sa.select(schema.managers)).set_index("manager_id")["name"]
    rows = company.read(sa.select(schema.deals))
    rows = rows.assign(manager=rows["manager_id"].map(people))
    return rows[(rows["closed_at"] >= "2025-12-01") & rows["status"].isin(["won", "lost"])]


def words_of(at) -> str:
    return "\n".join(element.value for element in [*at.markdown, *at.caption])


def chart_words(chart) -> str:
    """What a person can read of it."""
    spec = json.loads(chart.proto.spec)
    traces = [word for trace in spec["data"] for word in [trace.get("name"), *trace.get("hovertext", [])]]
    return " ".join(
        str(word) for word in [*traces, *(w["text"] for w in spec["layout"].get("annotations", []))]
    )


def test_the_first_line_says_who_sells_and_who_needs_help(company, opened, closed):
    at = opened(company, PAGE, lang="en")
    won = closed[closed["status"] == "won"].groupby("manager")["amount"].sum()
    best = max(won.index, key=won.get)
    share = round(float(won[best] / won.sum()) * 100)
    first = next(m.value for m in at.markdown if m.value.startswith("#### "))
    assert first == (
        f"#### {best} sells most: {text.money(won[best], 'RUB')}, {share}% of the revenue. "
        f"Help is needed: {AGATHA} loses at “Переговоры”; {YAROSLAV} buys turnover with discounts."
    )
    assert not at.exception and not at.error and not at.warning


@pytest.mark.parametrize("period", ["this_month", "last_month", "all_time"])
def test_any_period_can_be_looked_at(company, opened, period):
    at = opened(company, PAGE, lang="en", period=period)
    assert " sells most: " in words_of(at) and "“None”" not in words_of(at)
    assert not at.exception and not at.error and not at.warning


def test_in_russian_nothing_is_left_in_english(company, opened):
    at = opened(company, PAGE, lang="ru")
    everything = words_of(at) + "".join(chart_words(chart) for chart in at.get("plotly_chart"))
    assert "Больше всех продаёт " in everything
    assert f"{AGATHA} теряет сделки на этапе «Переговоры»" in everything
    for english in ("sells most", "median", "others", "Revenue", "went on", "above"):
        assert english not in everything


def test_the_leak_is_counted_from_the_rows(company, crew, closed):
    """Negotiation is the fifth stage of new sales: of hers created in the year, who went past it, who was lost there."""
    rows = company.read(sa.select(schema.deals))
    people = company.read(sa.select(schema.managers)).set_index("manager_id")["name"]
    rows = rows[(rows["created_at"] >= "2025-12-01") & (rows["pipeline"] == "Новые продажи")]
    rows = rows.assign(manager=rows["manager_id"].map(people))
    gone = rows["furthest"] > 5
    lost = (rows["furthest"] == 5) & (rows["status"] == "lost")
    hers = rows["manager"] == AGATHA
    part, whole = int((gone & hers).sum()), int(((gone | lost) & hers).sum())
    others = (gone & ~hers).sum() / ((gone | lost) & ~hers).sum()
    find = finds.leaks(crew)[0]
    assert find.manager == AGATHA and find.short == f"{AGATHA} loses at “Переговоры”"
    assert find.long == (
        f"In “Новые продажи”: {part} of {whole} deals settled there went on, {part / whole * 100:.0f}%; "
        f"with the others, {others * 100:.0f}%. "
        f"At their rate {round(whole * others) - part} more deals would have gone on."
    )
    assert find.opens.pairs() == [
        ("list", "lost_at:5"),
        ("where", f"manager={AGATHA}"),
        ("where", "pipeline=Новые продажи"),
    ]


def test_chance_accuses_nobody_else(crew):
    assert [find.manager for find in finds.finds(crew)] == [AGATHA, YAROSLAV]


def test_discounts_are_set_against_the_median(crew, closed):
    won = closed[(closed["status"] == "won")]
    money = won.groupby("manager")[["discount", "list_amount", "amount", "cost"]].sum().astype(float)
    share = money["discount"] / money["list_amount"]
    margin = (money["amount"] - money["cost"]) / money["amount"]
    find = finds.discounters(crew)[0]
    assert find.short == f"{YAROSLAV} buys turnover with discounts"
    assert (
        f"{share[YAROSLAV] * 100:.1f}% of the list price is given away, {share.median() * 100:.1f}% in the team."
        in find.long
    )
    assert (
        f"Of it {margin[YAROSLAV] * 100:.1f}% is margin, {margin.median() * 100:.1f}% in the team."
        in find.long
    )
    assert "nobody grows faster" in find.long


def test_the_table_is_the_rows(crew, closed):
    frame = table.display(crew).set_index("manager")
    won = closed[closed["status"] == "won"]
    revenue = won.groupby("manager")["amount"].sum()
    decided = closed.groupby("manager").size()
    assert set(frame.index) == set(decided.index)
    for name in frame.index:
        assert frame.loc[name, "revenue"] == float(revenue[name])
        assert frame.loc[name, "deals_won"] == (won["manager"] == name).sum()
        assert frame.loc[name, "win_rate"] == pytest.approx((won["manager"] == name).sum() / decided[name])
        assert sum(frame.loc[name, "course"]) <= float(revenue[name])
    months = won[won["manager"] == VERA].groupby(won["closed_at"].dt.strftime("%Y-%m"))["amount"].sum()
    assert frame.loc[VERA, "course"] == [float(v) for month, v in months.items() if month < "2026-11"]


def test_the_table_reads_well(crew):
    frame = table.display(crew)
    shown = table.styled(crew, frame).hide(axis="index").to_string(delimiter="|").split("\n")
    row = dict(
        zip(shown[0].split("|"), next(line for line in shown if YAROSLAV in line).split("|"), strict=True)
    )
    his = crew.row(YAROSLAV)
    assert row["revenue"] == text.money(his["revenue"], "RUB")
    assert row["win_rate"] == f"{his['deals_won'] / his['decided'] * 100:.1f}%"
    assert row["discount_share"] == f"{his['discount_share'] * 100:.1f}%"
    assert row["between"].endswith(f"% of {his['decided']:,}")
    was = crew.before[YAROSLAV]
    assert row["change"] == f"+{(float(his['revenue']) / was - 1) * 100:.0f}%"


def test_plans_are_fulfilled_by_the_rows(company, crew):
    people = company.read(sa.select(schema.managers)).set_index("manager_id")["name"]
    plans = company.read(sa.select(schema.plans))
    plans = plans[(plans["month"] >= "2025-12-01") & (plans["month"] <= "2026-11-01")]
    planned = plans.assign(name=plans["manager_id"].map(people)).groupby("name")["amount"].sum()
    attained, why = crew.attainment()
    fact = crew.rows.set_index("manager")["revenue"]
    assert why == ""
    assert {name: round(share, 9) for name, share in attained.items()} == {
        name: round(float(fact[name] / planned[name]), 9) for name in fact.index if name in planned
    }


@pytest.mark.parametrize(
    ("won", "decided", "interval"),
    [(7, 10, "40–89% of 10"), (0, 5, "0–43% of 5"), (5, 5, "57–100% of 5"), (627, 987, "60–66% of 987")],
)
def test_a_win_rate_comes_with_its_interval(own, won, decided, interval):
    """By the published formula of Wilson: 7 of 10 gives 39.7 % – 89.2 %."""
    states = ["won"] * won + ["lost"] * (decided - won)
    rows = [deal(f"d{i}", s, closed_at=date(2026, 3, 5), manager_id="m") for i, s in enumerate(states)]
    fill(own, deals=rows)
    assert said.between(next(Crew(desk_of(own)).rows.itertuples())) == interval


def sold(manager: str, won: int, lost: int = 0, amount: int = 10, day: date = date(2026, 3, 5)) -> list[dict]:
    """Deals of one manager closed on one day."""
    return [
        deal(
            f"{manager}{day}{i}",
            "won" if i < won else "lost",
            manager_id=manager,
            amount=amount,
            closed_at=day,
        )
        for i in range(won + lost)
    ]


def test_few_cases_lead_with_their_count_and_have_no_place(own):
    fill(own, deals=[row for name in "abcde" for row in sold(name, 15, 5)] + sold("f", 3, 4))
    crew = Crew(desk_of(own))
    row = crew.row("f")
    assert said.win_rate(row) == "3 of 7"
    spoken = " ".join(one.sentences(crew, row))
    assert "**Win rate 3 of 7**" in spoken
    assert "No place among the others yet: 7 closed deals, a place is given from twenty on." in spoken
    assert "place 1 of 5" in " ".join(one.sentences(crew, crew.row("a")))
    shown = table.styled(crew, table.display(crew)).hide(axis="index").to_string(delimiter="|")
    assert "|3 of 7|" in shown and "|75.0%|" in shown


def test_fewer_than_five_people_have_no_median(own, opened):
    fill(own, deals=[row for name in "abcd" for row in sold(name, 15, 5, amount=ord(name))])
    crew = Crew(desk_of(own))
    assert crew.medians == {} and crew.people == 4 and finds.finds(crew) == []
    at = opened(own, PAGE, lang="en")
    spoken = words_of(at)
    assert "4 people closed deals in the period: people are set against the team from five on." in spoken
    assert "A team's median is shown from five people on" in spoken
    assert "below the team's median" not in spoken and "place" not in spoken
    charts = [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]
    assert [[trace.get("name") for trace in chart["data"]] for chart in charts] == [["d"]]


def test_what_the_data_lack_is_said(own, opened):
    """Five people, no stages and no discounts: nobody is cleared of what cannot be known."""
    fill(own, deals=[row for name in "abcde" for row in sold(name, 15, 5)])
    spoken = words_of(opened(own, PAGE, lang="en"))
    assert "Where people lose cannot be told: neither stages of loss nor discounts are in the data." in spoken
    assert "The data do not say at which stages these deals went on or were lost." in spoken
    fill(
        own,
        deals=[{**row, "discount": 1, "list_amount": 11} for name in "abcde" for row in sold(name, 15, 5)],
    )
    assert "Nobody stands out for discounts. At which stage people lose is not in the data." in finds.nothing(
        Crew(desk_of(own))
    )


def test_one_manager_only(own, opened):
    fill(own, deals=sold("a", 2, 1))
    at = opened(own, PAGE, lang="en")
    assert next(m.value for m in at.markdown).startswith("#### a: ₽20 from 2 deals won.")
    assert not at.exception and not at.error


def test_no_managers_and_no_deals(own, opened):
    fill(own, deals=[deal("d1", amount=5, closed_at=date(2026, 3, 5))])
    assert "The deals name no managers" in words_of(opened(own, PAGE, lang="en"))
    january = {"period": "custom", "from": "2026-01-01", "to": "2026-01-31"}
    nothing = opened(own, PAGE, lang="en", **january)
    assert "No deals match these filters" in words_of(nothing)
    fill(own)
    empty = opened(own, PAGE, lang="en")
    assert [s.value for s in empty.subheader] == ["Nothing here yet"]


def test_another_manager_is_opened(company, opened, crew):
    at = opened(company, PAGE, lang="en")
    choice = next(box for box in at.selectbox if box.key and box.key.startswith("managers_one_"))
    assert choice.value == AGATHA
    choice.select(YAROSLAV).run()
    row, median = crew.row(YAROSLAV), crew.medians["revenue"]
    above = (float(row["revenue"]) / median - 1) * 100
    place = 1 + sum(crew.rows["revenue"] > row["revenue"])
    money, usual = text.money(row["revenue"], "RUB"), text.money(median, "RUB")
    assert (
        f"**Revenue {money}**, {above:.1f}% above the team's median, {usual}, place {place} of 11."
        in words_of(at)
    )
    spec = json.loads(at.get("plotly_chart")[0].proto.spec)
    written = [word["text"] for word in spec["layout"]["annotations"]]
    assert written[:2] == ["Revenue", f"<b>{money}</b>"]
    assert f"<b>{row['discount_share'] * 100:.1f}%</b>" in written
    assert spec["data"][1]["customdata"][0] == f"list=revenue&where=manager%3D{quote_plus(YAROSLAV)}"


def test_the_median_over_time_is_of_five_people_at_least(own):
    """March: 10, 20, 30, 40 and 50 won, the middle is 30; in April four people closed deals."""
    march = [row for i, name in enumerate("abcde", 1) for row in sold(name, 1, amount=10 * i)]
    april = [row for name in "abcd" for row in sold(name, 1, amount=7, day=date(2026, 4, 2))]
    fill(own, deals=march + april)
    view = desk_of(own).view
    assert records(own, team_months.median_over_time(view, "month")) == [
        {"time": date(2026, 3, 1), "people": 5, "revenue": 30.0},
        {"time": date(2026, 4, 1), "people": 4, "revenue": None},
    ]


PLANS = [
    {
        "manager_id": "a",
        "month": date(2026, 3, 1),
        "team": "",
        "pipeline": "",
        "product_group": "",
        "amount": 100,
    },
    {
        "manager_id": "a",
        "month": date(2026, 3, 1),
        "team": "",
        "pipeline": "x",
        "product_group": "",
        "amount": 60,
    },
    {
        "manager_id": "a",
        "month": date(2026, 4, 1),
        "team": "",
        "pipeline": "x",
        "product_group": "",
        "amount": 30,
    },
    {
        "manager_id": "a",
        "month": date(2026, 4, 1),
        "team": "",
        "pipeline": "y",
        "product_group": "",
        "amount": 12,
    },
    {
        "manager_id": "a",
        "month": date(2026, 6, 1),
        "team": "",
        "pipeline": "",
        "product_group": "",
        "amount": 999,
    },
    {
        "manager_id": "",
        "month": date(2026, 3, 1),
        "team": "",
        "pipeline": "",
        "product_group": "",
        "amount": 500,
    },
]


def test_a_plan_is_counted_once(own):
    """March is 100 as a whole, whatever its parts; April the sum of its parts, 30 + 12; June is not in it."""
    fill(own, deals=sold("a", 2), managers=[{"manager_id": "a", "name": "Agatha"}], plans=PLANS)
    view = desk_of(own, Period(date(2026, 3, 1), date(2026, 6, 1))).view
    assert records(own, team_months.plans_by_manager(view)) == [
        {"manager": "Agatha", "plan": Decimal("142.00")}
    ]


@pytest.mark.parametrize(
    ("period", "filters"),
    [
        (Period(date(2026, 3, 2), date(2026, 4, 1)), Filters()),
        (Period(date(2026, 3, 1), date(2026, 3, 31)), Filters()),
        (Period(date(2026, 3, 1), date(2026, 4, 1)), Filters.of(source="Site")),
    ],
)
def test_a_plan_of_something_else_is_refused(own, period, filters):
    fill(own, deals=sold("a", 2), managers=[{"manager_id": "a", "name": "Agatha"}], plans=PLANS)
    desk = desk_of(own, period, filters)
    with pytest.raises(Refused, match="Plans are"):
        team_months.plans_by_manager(desk.view)
    crew = Crew(desk)
    if not crew.rows.empty:
        assert crew.attainment()[0] == {} and "Plans are" in crew.attainment()[1]


def test_dots_stand_where_the_ratio_says():
    """Half the norm stands as far to the left as double to the right; nothing at all at the edge."""
    drawn = [
        dots.Dot("Half", 0.5, "5", "n1", "h1", "link1", "#123456"),
        dots.Dot("Same", 1.0, "10", "n2", "h2"),
        dots.Dot("Eight times", 8.0, "80", "n3", "h3"),
        dots.Dot("Nothing", 0.0, "0", "n4", "h4"),
        dots.Dot("Unknown", None, "7", "n5", "h5"),
    ]
    figure = dots.against(drawn, LIGHT, ("half", "median", "double"))
    stems, heads = figure.data
    assert list(heads.x) == [-1, 0, 3, -2, None]
    assert list(stems.x) == [-1, 0, 3, -2, 0]
    assert heads.marker.color == ("#123456", *[LIGHT.muted] * 4)
    assert list(heads.customdata)[:2] == ["link1", ""]
    assert heads.hovertext[0] == "<b>Half</b><br>h1"
    assert figure.layout.xaxis.range == (-3.12, 3.12)
    said = [(note.text, note.x) for note in figure.layout.annotations]
    assert said[:3] == [("Half", 0.0), ("<b>5</b>", 1.0), ("n1", 0.0)]
    assert said[-3:] == [("half", -1), ("median", 0), ("double", 1)]


def test_colour_only_where_it_means_something(crew):
    """A win rate whose interval holds the median is neither good nor bad; a discount five times it is bad."""

    def colour(name: str, key: str) -> str | None:
        row = crew.row(name)
        return one._dot(crew, row, key).colour

    assert colour(YAROSLAV, "discount_share") == LIGHT.bad == colour(YAROSLAV, "margin_share")
    assert colour(YAROSLAV, "win_rate") is None
    assert colour(AGATHA, "win_rate") == LIGHT.bad
    assert colour(VERA, "win_rate") == LIGHT.good
    assert colour(VERA, "discount_share") is None


def test_the_phone_list_escapes_names(own):
    fill(own, deals=sold("<b>a</b>", 2, 1))
    listed = phone.listed(Crew(desk_of(own)))
    assert "&lt;b&gt;a&lt;/b&gt;" in listed and "2 of 3" in listed and "width:100.0%" in listed


def test_the_file_holds_exact_numbers(crew):
    made = table.for_file(crew).set_index("Manager")
    assert made.loc[VERA, "Revenue"] == crew.row(VERA)["revenue"]
    assert isinstance(made.loc[VERA, "Revenue"], Decimal)
    assert {"Win rate, at least", "Win rate, at most", "Closed deals", "Plan fulfilled"} <= set(made.columns)
