"""The list behind a number adds up to it, says what it is, and can be taken away."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis.strategies import decimals, sampled_from

from data import schema
from metrics import drill
from metrics.breakdown import breakdown
from metrics.catalogue import METRICS
from metrics.metric import Clock, Unit
from metrics.period import Period
from metrics.view import Filters
from tests.pages.conftest import desk_of
from tests.rows import deal, fill
from ui import text
from ui.deals import body, columns, names, sums, table

PAGE = "pipeline/deals"
AGATHA = "Агата Небылова"
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
VIEWS = {
    "one_manager": {"period": MARCH, "filters": Filters.of(manager=AGATHA)},
    "all_time": {},
}


@pytest.fixture(scope="module")
def deals(company) -> pd.DataFrame:
    """Every deal with its manager's name, as plain rows."""
    managers = company.read(sa.select(schema.managers)).set_index("manager_id")["name"]
    rows = company.read(sa.select(schema.deals))
    return rows.assign(manager=rows["manager_id"].map(managers))


def in_march(times: pd.Series) -> pd.Series:
    return (times >= "2026-03-01") & (times < "2026-04-01")


def headline(at) -> str:
    return next(m.value for m in at.markdown if m.value.startswith("#### ")).removeprefix("#### ")


def cards(at) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def said(at) -> str:
    return "\n".join(element.value for element in [*at.caption, *at.markdown, *at.warning])


@pytest.mark.parametrize("seen", VIEWS, ids=list(VIEWS))
@pytest.mark.parametrize("key", METRICS)
def test_the_list_adds_up_to_the_number(company, key, seen):
    desk = desk_of(company, **VIEWS[seen])
    value = desk.read(breakdown(desk.view, [key])).iloc[0, 0]
    total = sums.total(METRICS[key], sums.found(desk, desk.view, key, ""))
    is_sum = METRICS[key].unit is Unit.COUNT or (METRICS[key].unit is Unit.MONEY and METRICS[key].additive)
    assert (total is not None) is is_sum
    if is_sum:
        assert total == (0 if pd.isna(value) else value)


def test_what_is_tested_above_covers_sums_and_counts():
    plain = [key for key, metric in METRICS.items() if metric.additive or metric.unit is Unit.COUNT]
    assert {"revenue", "margin", "revenue_at_risk", "customers", "open_pipeline", "deals_won"} <= set(plain)


@pytest.mark.parametrize("key", METRICS)
def test_every_number_is_said_with_what_it_is_made_of(company, key):
    desk = desk_of(company, MARCH)
    f = sums.facts(desk, desk.view, key)
    for language in ("ru", "en"):
        text.speak(language)
        sentence = sums.headline(names.title(desk, desk.view, key), f)
        assert METRICS[key].name(language) in sentence
        assert "{" not in sentence
        if METRICS[key].unit not in (Unit.COUNT, Unit.MONEY) and f.value is not None:
            assert " — " in sentence, "a ratio says its parts"


def test_revenue_of_a_manager_in_a_month(company, opened, deals):
    at = opened(
        company,
        PAGE,
        lang="en",
        list="revenue",
        span="2026-03-01..2026-04-01",
        where=[f"manager={AGATHA}"],
    )
    mine = deals[(deals["manager"] == AGATHA) & (deals["status"] == "won") & in_march(deals["closed_at"])]
    assert len(mine) > 3
    total = f"₽{mine['amount'].sum():,.2f}"
    assert headline(at) == f"Deals behind “Revenue”: {total}"
    assert cards(at)["Deals"] == str(len(mine))
    assert cards(at)["Customers"] == str(mine["customer_id"].nunique())
    shown = at.dataframe[0].value
    assert sorted(shown["deal_id"]) == sorted(mine["deal_id"])
    assert round(sum(shown["amount"]), 2) == float(mine["amount"].sum())
    assert at.caption[0].value == "March 2026 · data of 22 Nov 2026, 08:30"
    assert [b.label for b in at.button][:3] == ["March 2026", f"Manager: {AGATHA}", "Show all of them"]
    assert not at.exception


def test_a_ratio_says_its_parts(company, opened, deals):
    closed = deals[deals["status"].isin(["won", "lost"]) & in_march(deals["closed_at"])]
    won = (closed["status"] == "won").sum()
    at = opened(company, PAGE, lang="ru", list="win_rate", span="2026-03-01..2026-04-01")
    share = f"{won / len(closed) * 100:.1f}".replace(".", ",")
    assert headline(at) == (
        f"Сделки за показателем «Доля побед»: {share}\u00a0% — {won} выиграно из {len(closed)} закрытых"
    )


def test_few_cases_lead_with_their_count(own):
    rows = [
        deal(f"d{i}", status, closed_at=date(2026, 3, 5)) for i, status in enumerate(["won", "lost", "lost"])
    ]
    fill(own, deals=rows)
    desk = desk_of(own)
    f = sums.facts(desk, desk.view, "win_rate")
    assert sums.headline("Deals", f) == "Deals: 1 won of 3 closed"


def test_narrowing_comes_off_one_by_one_and_all_at_once(company, opened):
    at = opened(
        company,
        PAGE,
        lang="en",
        list="deals_lost",
        span="2026-03-01..2026-04-01",
        where=[f"manager={AGATHA}", "channel=direct"],
    )
    labels = [b.label for b in at.button]
    assert labels[:4] == [
        "March 2026",
        f"Manager: {AGATHA}",
        "Sales channel: Direct sales",
        "Show all of them",
    ]
    at.button[1].click().run()
    assert at.query_params["where"] == "channel=direct"
    at.button[[b.label for b in at.button].index("Show all of them")].click().run()
    assert dict(at.query_params) == {"list": "deals_lost"}


def test_another_list_keeps_the_narrowing(company, opened, deals):
    at = opened(company, PAGE, lang="en", list="revenue", where=[f"manager={AGATHA}"])
    at.selectbox(key="deals_list_revenue").select("open_deals").run()
    standing = deals[(deals["manager"] == AGATHA) & (deals["status"] == "open")]
    assert headline(at) == f"Deals behind “Open deals”: {len(standing)}"
    assert at.query_params["list"] == "open_deals"
    assert at.caption[0].value.startswith("as of 22 Nov 2026, whatever the period")


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ({"list": "revenu"}, "Unknown metric “revenu”. Did you mean: revenue"),
        ({"list": "lost:3"}, "Unknown list of deals “lost”"),
        ({"list": "reached:²"}, "“²” is not the number of a stage."),
        ({"list": "check:a:b"}, "“a:b” is not a range of amounts"),
        ({"list": "cohort:2026-05:99999999999"}, "is not a cohort"),
        ({"span": "2026-02-30..2026-03-01"}, "is not a period such as"),
        ({"span": "2026-03-02..2026-03-01"}, "its end must lie after its start"),
        ({"where": ["colour=red"]}, "Unknown dimension “colour”"),
    ],
)
def test_a_bad_address_is_refused_in_words(company, opened, address, complaint):
    at = opened(company, PAGE, lang="en", **address)
    assert complaint in at.warning[0].value
    assert "leads to no list of deals" in said(at)
    assert not at.exception and not at.error and not at.dataframe


def test_search_ignores_case_and_says_what_it_found(company, opened, deals):
    at = opened(company, PAGE, lang="en", list="deals_won", span="2026-03-01..2026-04-01")
    won = deals[(deals["status"] == "won") & in_march(deals["closed_at"])]
    found = won[won["name"].str.contains("стрейч", case=False)]
    assert 0 < len(found) < len(won)
    at.text_input(key="deals_search").set_value("  СТРЕЙЧ ").run()
    assert f"Found {len(found)} of {len(won)}, ₽{found['amount'].sum():,.2f}" in said(at)
    assert sorted(at.dataframe[0].value["deal_id"]) == sorted(found["deal_id"])
    at.text_input(key="deals_search").set_value("no such deal").run()
    assert "Nothing found." in said(at)
    assert not at.dataframe


@pytest.mark.parametrize("part", ["понарошкин", "DEMO-D-20109"])
def test_search_looks_at_managers_and_numbers(company, deals, part):
    desk = desk_of(company, MARCH)
    found = desk.read(drill.deals_behind(desk.view, "deals_won", part))
    won = deals[(deals["status"] == "won") & in_march(deals["closed_at"])]
    wanted = won[won["manager"].str.lower().str.contains(part) | (won["deal_id"] == part)]
    assert sorted(found["deal_id"]) == sorted(wanted["deal_id"])


@pytest.mark.parametrize("descending", [True, False])
def test_sorting_is_over_the_whole_list(company, opened, deals, descending):
    at = opened(company, PAGE, lang="en", list="deals_won", span="2026-03-01..2026-04-01")
    at.selectbox(key="deals_order_closed_at").select("amount").run()
    at.selectbox(key="deals_descending").select(descending).run()
    won = deals[(deals["status"] == "won") & in_march(deals["closed_at"])]
    wanted = sorted(won["amount"].astype(float), reverse=descending)
    assert list(at.dataframe[0].value["amount"]) == wanted[: table.SHOWN]
    assert len(wanted) > table.SHOWN
    assert f"The first {table.SHOWN} of {len(wanted)}; the files below hold all." in said(at)


def test_the_files_hold_all(company, deals):
    desk = desk_of(company, MARCH)
    made = body.whole_list(desk, drill.deals_behind(desk.view, "deals_won"))
    won = deals[(deals["status"] == "won") & in_march(deals["closed_at"])]
    assert len(made) == len(won) > table.SHOWN
    assert sum(made["Amount"]) == won["amount"].sum()
    assert list(made.columns[:5]) == ["Deal", "Customer", "Amount", "Currency", "Status"]
    assert set(made["Status"]) == {"Won"} and set(made["Currency"]) == {"RUB"}
    assert "In the sum, RUB" not in made and "Loss reason" not in made


def test_unknown_columns_cannot_be_sorted_by(company):
    desk = desk_of(company)
    with pytest.raises(Exception, match="Unknown column “amoun”"):
        drill.deals_behind(desk.view, "revenue", order="amoun")


FOREIGN = [
    deal("d1", name="Boxes", amount=100, customer_id="c1", closed_at=date(2026, 3, 5)),
    deal("d2", name="Film", amount="20.50", currency="RUB", closed_at=date(2026, 3, 6)),
    deal("d3", name="Tape", amount=7, currency="USD", closed_at=date(2026, 3, 7)),
    deal("d4", name="Glue", closed_at=date(2026, 3, 8)),
]


def test_foreign_deals_are_shown_and_left_out(own, opened):
    fill(own, deals=FOREIGN)
    at = opened(own, PAGE, lang="en", list="revenue")
    assert headline(at) == "Deals behind “Revenue”: ₽120.50"
    assert cards(at) == {
        "Deals": "4",
        "Customers": "1",
        "Sum of amounts": "₽120",
        "Average amount": "₽60",
    }
    assert "1 deal is in another currency: it is shown with its own amount and left out of the sum" in said(
        at
    )
    assert "1 deal has no amount." in said(at)
    made = body.whole_list(desk_of(own), drill.deals_behind(desk_of(own).view, "revenue", order="deal_id"))
    assert dict(zip(made["Deal ID"], made["Currency"], strict=True)) == {
        "d4": "RUB",
        "d3": "USD",
        "d2": "RUB",
        "d1": "RUB",
    }
    in_sum = dict(zip(made["Deal ID"], made["In the sum, RUB"], strict=True))
    assert (in_sum["d1"], in_sum["d2"]) == (Decimal("100.00"), Decimal("20.50"))
    assert pd.isna(in_sum["d3"]) and pd.isna(in_sum["d4"])


def written(desk, rows) -> list[list[str]]:
    """The table as people read it."""
    shown = columns.filled(rows)
    lines = table.styled(desk, rows, shown).hide(axis="index").to_string(delimiter="|").strip().split("\n")
    return [line.split("|") for line in lines]


def test_cells_are_written_in_their_currency_and_language(own):
    fill(own, deals=FOREIGN)
    desk = desk_of(own)
    rows = desk.read(drill.deals_behind(desk.view, "revenue", order="deal_id", descending=False))
    assert written(desk, rows) == [
        ["name", "customer", "amount", "status", "closed_at", "deal_id"],
        ["Boxes", "c1", "₽100.00", "Won", "5 Mar 2026", "d1"],
        ["Film", "", "₽20.50", "Won", "6 Mar 2026", "d2"],
        ["Tape", "", "$7.00", "Won", "7 Mar 2026", "d3"],
        ["Glue", "", "", "Won", "8 Mar 2026", "d4"],
    ]
    text.speak("ru")
    russian = written(desk, rows)
    text.speak("en")
    assert russian[1] == ["Boxes", "c1", "100,00\u00a0₽", "Выиграна", "5 мар. 2026", "d1"]


@pytest.mark.parametrize("language", ["ru", "en"])
@given(
    amount=decimals(-(10**13), 10**13, places=2),
    currency=sampled_from(["RUB", "USD", "EUR", "KZT", "CHF"]),
)
def test_money_in_cells_is_money_as_everywhere(language, amount, currency):
    text.speak(language)
    assert columns.money_writer(currency)(amount) == text.money_exactly(amount, currency)


def test_a_list_without_names_begins_with_numbers():
    rows = pd.DataFrame({name: [None] for name in drill.COLUMNS}).assign(deal_id=["d1"], status=["won"])
    assert [column.key for column in columns.filled(rows)] == ["deal_id", "status"]


def test_the_phone_list_escapes_what_the_data_says(own):
    fill(
        own,
        deals=[deal("d1", name="<b>x</b>", amount=5, closed_at=date(2026, 3, 5), manager_id='"><script>')],
    )
    desk = desk_of(own)
    html = table.phone_list(desk, desk.read(drill.deals_behind(desk.view, "revenue")))
    assert "&lt;b&gt;x&lt;/b&gt;" in html and "&quot;&gt;&lt;script&gt;" in html
    assert "₽5.00" in html and "5 Mar 2026" in html


def test_an_empty_store_and_an_empty_list_say_so(own, opened):
    at = opened(own, PAGE, lang="en")
    assert "Nothing here yet" in [s.value for s in at.subheader]
    fill(own, deals=FOREIGN)
    at = opened(own, PAGE, lang="en", list="deals_lost")
    assert headline(at) == "Deals behind “Deals lost”: 0"
    assert "No deals match these filters" in said(at)
    at = opened(own, PAGE, lang="en", list="average_check", span="2020-01-01..2020-02-01")
    assert headline(at).endswith("no value, for there is nothing to count it from")
    assert not at.exception and not at.error


def test_lists_of_the_funnel_and_of_customers_have_names(company):
    desk = desk_of(company, MARCH)
    one = desk.view.with_(filters=Filters.of(pipeline="Новые продажи"))
    assert names.title(desk, one, "lost_at:5") == "Deals lost at “Переговоры”"
    assert names.title(desk, one, "reached:7") == "Deals that reached “Won”"
    assert names.title(desk, one, "standing:99") == "Deals that stand at “99”"
    assert names.title(desk, desk.view, "reached:1") == "Deals that reached “Заявка / Обращение”"
    assert names.title(desk, desk.view, "check:1000:20000") == "Won deals from ₽1,000 up to ₽20K"
    assert names.title(desk, desk.view, "check::500") == "Won deals below ₽500"
    assert names.title(desk, desk.view, "check:500:") == "Won deals from ₽500"
    assert names.title(desk, desk.view, "bought:1") == "Purchases of customers who bought 1 time"
    assert names.title(desk, desk.view, "bought:5") == "Purchases of customers who bought 5 times or more"
    assert (
        names.title(desk, desk.view, "cohort:2026-05:2")
        == "Purchases of the cohort of May 2026, 2 months later"
    )
    assert names.title(desk, desk.view, "cohort:2026-05:0").endswith("in its first month")
    assert names.title(desk, desk.view, "unknown:lost") == "Lost deals that do not say at which stage"


def test_clocks_say_what_they_read(company):
    desk = desk_of(company, MARCH)
    spans = {
        clock: names.span(desk, desk.view, key) for key, metric in METRICS.items() for clock in [metric.clock]
    }
    assert spans[Clock.CLOSED] == spans[Clock.CREATED] == spans[Clock.BOUGHT] == "March 2026"
    assert spans[Clock.AS_OF] == spans[Clock.LIFETIME] == "as of 31 Mar 2026"
    assert spans[Clock.NOW] == spans[Clock.BASE] == "as of 22 Nov 2026, whatever the period"
