"""Data quality: the score and the worst check in words, every number open to its deals, files of what to mend."""

from __future__ import annotations

from datetime import datetime

import pytest

from data import importing
from metrics import alike
from metrics.measures import MEASURES
from tests.importing.helpers import source
from tests.pages.conftest import desk_of
from tests.pages.reading import first_line, latin, spec, totals
from tests.rows import deal, fill
from ui import text
from ui.quality import by_manager, figures, mending, said
from ui.quality.checks import Check, Quality

PAGE = "admin/data_quality"
DEALS = [
    deal("1", "open", manager_id="a", customer_id="x", amount=5, source="Site", next_step="Call"),
    deal("2", "open", manager_id="a", customer_id="x", amount=7, source="Site"),
    deal("3", "open", manager_id="b", customer_id="y", amount=8, source="Site"),
    deal("4", "won", manager_id="b", customer_id="y", source="Site", closed_at=datetime(2026, 11, 2)),
]  # nothing alike: no dates of creation; kept: amount, customer, source and next step
PEOPLE = {
    "managers": [{"manager_id": "a", "name": "Anna"}, {"manager_id": "b", "name": "Boris"}],
    "customers": [{"customer_id": "x", "name": "Oak"}, {"customer_id": "y", "name": "Oak LLC"}],
}
# amount 3/4, source 4/4, customer 4/4, next step 1/3, deals alike 4/4, customers alike 0/2: mean 0.6806


def captions(at) -> str:
    return "\n".join(each.value for each in at.caption)


def test_the_first_line_says_the_score_and_what_it_was_lost_on(own, opened):
    fill(own, deals=DEALS, **PEOPLE)
    at = opened(own, PAGE, lang="en")
    assert not at.exception
    assert first_line(at) == (
        "#### Score 68 of 100: 2 customers look like others, 2 open deals lack a next step."
    )
    assert "None at all: no source, no customer, deals alike." in captions(at)
    assert "Not asked for, as no export has ever carried it: overdue, no loss reason. Add" in captions(at)
    assert "whole base as of 22 Nov 2026" in captions(at)


def test_in_russian_no_word_is_left_in_english(company, opened):
    at = opened(company, PAGE, lang="ru")
    assert not at.exception
    assert first_line(at).startswith("#### Оценка ")
    assert latin(at) <= {"DEMO"}


def test_the_chart_is_told_to_who_hears_the_page(own, opened):
    fill(own, deals=DEALS, **PEOPLE)
    (chart,) = opened(own, PAGE, lang="en").get("plotly_chart")
    assert chart.proto.alt == (
        "What to mend. Customers alike: 100% · 2 of 2; No next step: 67% · 2 of 3; No amount: 25% · 1 of 4."
    )


@pytest.mark.parametrize(
    ("bad", "total", "said_so"),
    [(1, 3, "33%"), (1, 100, "1%"), (9, 1000, "0.9%"), (1, 1000, "0.1%"), (6, 24_695, "< 0.1%")],
)
def test_a_share_has_no_more_places_than_matter(bad, total, said_so):
    text.speak("en")
    assert figures.share(Check(MEASURES[0], bad, total)) == said_so


def test_an_empty_store_says_what_to_do(own, opened):
    at = opened(own, PAGE, lang="en")
    assert not at.exception
    assert "Nothing here yet" in [each.value for each in at.subheader]


def test_filters_that_let_nothing_through_say_so(own, opened):
    fill(own, deals=[*DEALS, deal("5", source="Call", manager_id="a")], **PEOPLE)
    at = opened(own, PAGE, lang="en", source="Call", manager="Boris")
    assert not at.exception
    assert any("No deals match" in each.value for each in at.markdown)


def test_a_base_without_dates_is_judged_too(own, opened):
    fill(own, deals=[deal("1", "open", amount=3), deal("2", "open")])
    at = opened(own, PAGE, lang="en")
    assert not at.exception
    assert first_line(at) == "#### Score 50 of 100: 1 deal has no amount."


def test_a_base_with_nothing_wrong_gets_a_hundred_and_nobody_else_does(own):
    fill(own, deals=[deal("1", amount=3)])
    assert said.answer(Quality(desk_of(own))) == "Score 100: every check is passed."
    assert said.points(0.9999) == "99"


def test_a_base_that_carries_nothing_is_not_called_bad(own):
    fill(own, deals=[deal("1", "open"), deal("2", "lost")])
    assert said.answer(Quality(desk_of(own))).startswith("There is nothing to judge")


def test_each_bar_opens_as_many_as_it_says(company, opened):
    at = opened(company, PAGE, lang="en")
    drawn = spec(at, 0)["data"][0]
    desk = desk_of(company)
    assert len(drawn["customdata"]) >= 2
    for hover, link in zip(drawn["hovertext"], drawn["customdata"], strict=True):
        counted = hover.split("<br>")[1].split(" of ")[0].replace(",", "")
        column = "customers" if "customers" in link else "deals"
        assert int(counted) == totals(company, desk, link)[column]


def test_each_number_of_a_manager_opens_as_many_as_it_says(company):
    desk = desk_of(company)
    quality = Quality(desk)
    shown = by_manager.display(quality)
    assert len(shown) > 10
    for row in (0, len(shown) - 1):
        for check in by_manager.shown(quality):
            where = by_manager.opens(quality, row, check.key).text()
            assert totals(company, desk, where)["deals"] == shown[check.key][row]


def test_the_table_has_the_worst_first_and_writes_counts_with_shares(own):
    fill(own, deals=DEALS, **PEOPLE)
    quality = Quality(desk_of(own))
    shown = by_manager.display(quality)
    assert list(shown["manager"]) == ["Boris", "Anna"]
    # Boris: amount 1/2, source, customer, deals alike whole, next step 0/1, customers alike 0/1
    assert shown["score"].tolist() == pytest.approx([100 * 3.5 / 6, 100 * 4.5 / 6])
    html = by_manager.styled(quality).to_html()
    assert "1 · 50%" in html
    assert by_manager.opens(quality, 0, "manager").pairs() == [
        ("list", "quality_score"),
        ("where", "manager=Boris"),
    ]


def test_the_file_by_manager_has_both_parts_of_every_share(own):
    fill(own, deals=DEALS, **PEOPLE)
    frame = by_manager.for_file(Quality(desk_of(own)))
    assert frame["No next step"].tolist() == [1, 1]
    assert frame["Open in the base"].tolist() == [1, 2]


def test_those_alike_stand_side_by_side_with_one_number(own):
    people = [
        *PEOPLE["customers"],
        {"customer_id": "z", "name": "Elm Tree"},
        {"customer_id": "w", "name": "Elm Tree"},
    ]
    deals = [*DEALS, deal("5", customer_id="z"), deal("6", customer_id="w"), deal("7", customer_id="w")]
    fill(own, deals=deals, customers=people)
    desk = desk_of(own)
    rows = mending.named(desk.read(alike.customers(desk.view)))
    assert rows[["Alike", "Customer ID", "Deals"]].values.tolist() == [
        [1, "w", 2],
        [1, "z", 1],
        [2, "x", 2],
        [2, "y", 2],
    ]


def test_the_list_follows_the_chosen_check(own, opened):
    fill(own, deals=DEALS, **PEOPLE)
    at = opened(own, PAGE, lang="en")
    assert at.selectbox(key="quality_list").options[0] == "Customers alike · 2"
    at = at.selectbox(key="quality_list").set_value("without_next_step").run()
    assert not at.exception
    assert "2 deals" in captions(at)


def test_the_course_has_a_point_for_each_import(own, opened):
    export = "ID,Company,Owner,Stage,Amount\n1,Oak,Olga,Negotiation,10\n2,Elm,Olga,Negotiation,{}\n"
    for at, amount in enumerate(("", "20")):
        preview = importing.prepare(own, [source(export.format(amount), f"{at}.csv")])
        importing.confirm(own, preview, actor="t", now=datetime(2026, 11, 20 + at, 9))
    page = opened(own, PAGE, lang="en")
    assert not page.exception
    (line,) = (one for one in spec(page, len(page.get("plotly_chart")) - 1)["data"])
    # at first amount 1/2, customer, deals and customers alike whole: 3.5 of 4
    assert line["y"] == pytest.approx([87.5, 100, 100])  # and today
    assert "**Score over imports: 88 → 100**" in [m.value for m in page.markdown]
