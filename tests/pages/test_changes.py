"""What changed: the sentence, the steps that add up and open their deals, who put off what, and when nothing is known."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from metrics.period import Period
from tests.metrics.uploads import change, snapshots
from tests.pages.conftest import desk_of
from tests.pages.reading import first_line, latin, spec, totals
from tests.rows import deal, fill
from ui.changes import managers, put_off, steps, unknown
from ui.changes.seen import Seen
from ui.deals import names, sums

PAGE = "pipeline/changes"
OCTOBER, NOVEMBER = datetime(2026, 10, 26, 8), datetime(2026, 11, 16, 8)
MONTH = Period(date(2026, 11, 1), date(2026, 12, 1))
DUE, LATER = date(2026, 11, 25), date(2026, 12, 9)


def open_(deal_id, amount, due=DUE, **more):
    return deal(
        deal_id,
        "open",
        amount=amount,
        expected_close=due,
        created_at=date(2026, 9, 1),
        manager_id="m1",
        **more,
    )


DEALS = [
    open_("stays", 100_000),
    open_("grew", 130_000),
    open_("put off", 40_000, LATER, name="<b>Film</b>"),
    open_("put off, other", 7_000, LATER) | {"manager_id": "m2"},
    open_("new", 20_000),
    open_("won", 60_000) | {"status": "won", "closed_at": date(2026, 11, 10)},
    open_("lost", 30_000) | {"status": "lost", "closed_at": date(2026, 11, 10)},
    open_("foreign", 5_000, currency="USD"),
    open_("no amount", None),
]
CHANGES = [
    change("grew", NOVEMBER, "amount", "110000.00", "130000.00"),
    *(
        change("put off", NOVEMBER, "expected_close", DUE, LATER),
        change("put off, other", NOVEMBER, "expected_close", DUE, LATER),
    ),
    change("put off", OCTOBER, "expected_close", "2026-09-01", DUE),
    change("put off", datetime(2026, 9, 7), "expected_close", "2026-08-01", "2026-09-01"),
    change("new", NOVEMBER, "appeared"),
    change("won", NOVEMBER, "status", "open", "won"),
    change("lost", NOVEMBER, "status", "open", "lost"),
]
PEOPLE = [{"manager_id": "m1", "name": "Anna", "team": "East"}, {"manager_id": "m2", "name": "Boris"}]


@pytest.fixture
def filled(own):
    load(own, OCTOBER, NOVEMBER)
    return own


def load(store, *taken) -> None:
    fill(store, deals=DEALS, managers=PEOPLE, deal_changes=CHANGES, deal_snapshots=snapshots(*taken))


def captions(at) -> str:
    return "\n".join(each.value for each in at.caption)


def cards(at) -> dict[str, str]:
    return {card.label: card.value for card in at.metric}


def words(at, position: int = 0) -> list[str]:
    return [note["text"] for note in spec(at, position)["layout"]["annotations"]]


def test_the_page_says_how_the_pipeline_moved_and_between_what(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_month")
    assert not at.exception and not at.error and not at.warning
    # 100 + 110 + 40 + 7 + 60 + 30 = 347; 100 + 130 + 40 + 7 + 20 = 297
    assert first_line(at) == (
        "#### The open pipeline shrank by ₽50K to ₽297K; "
        "most came by “Created” (₽20K), most went by “Won” (₽60K)."
    )
    assert "Compared: the uploads of 26 Oct 2026, 08:00 and of 16 Nov 2026, 08:00." in captions(at)
    assert "compared with" not in captions(at)
    assert cards(at) == {
        "At the start": "₽347K",
        "At the end": "₽297K",
        "Change": "-₽50K",
        "Slippage": "2 of 8",
    }
    assert "1 deal had no amount in one of the uploads" in captions(at)
    assert "1 deal in another currency is counted without its money" in captions(at)


def test_the_due_pipeline_loses_what_is_put_off(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_month")
    at.segmented_control(key="changes_pipeline").set_value("due").run()
    assert cards(at)["At the end"] == "₽250K"  # 100 + 130 + 20
    assert "Put off beyond the period" in words(at)
    assert "<b>-₽47K</b> · 2" in words(at)


def test_steps_lead_on_and_open_their_deals(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_month")
    _behind, bars = spec(at, 0)["data"]
    assert bars["x"] == [347_000, 20_000, 20_000, -30_000, -60_000, 297_000]
    assert bars["base"] == [0, 347_000, 367_000, 387_000, 357_000, 0]
    desk = desk_of(filled, MONTH)
    opened_sums = [totals(filled, desk, where)["value"] for where in bars["customdata"]]
    assert opened_sums == [347_000, 20_000, 20_000, -30_000, -60_000, 297_000]
    for title in ("At the start", "Created", "Amount grew", "Lost", "Won", "At the end"):
        assert title in words(at)


def test_the_charts_are_told_to_who_hears_the_page(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_month")
    assert [chart.proto.alt for chart in at.get("plotly_chart")] == [
        "From ₽347K to ₽297K, step by step. At the start: ₽347K · 8 deals; Created: +₽20K · 1; Amount grew: +₽20K · 1; "
        "Lost: -₽30K · 1; Won: -₽60K · 1; At the end: ₽297K · 7 deals.",
        "Who puts deals off. Boris: 1 of 1 · ₽7,000; Anna: 1 of 7 · ₽40K.",
    ]


def test_managers_are_counted_and_open_what_they_put_off(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_month")
    assert words(at, 1) == ["Boris", "<b>1 of 1</b> · ₽7,000", "Anna", "<b>1 of 7</b> · ₽40K"]
    behind, bars = spec(at, 1)["data"]
    assert (list(bars["x"]), list(behind["x"])) == ([1, 1], [1, 7])
    desk = desk_of(filled, MONTH)
    assert [totals(filled, desk, where)["value"] for where in bars["customdata"]] == [7_000, 40_000]
    assert "**Who puts deals off**" in [each.value for each in at.markdown]


def test_one_who_leads_by_more_than_chance_is_named():
    rows = [("Anna", 9, 20), ("Boris", 8, 30)]
    table = pd.DataFrame(rows, columns=["manager", "slipped", "due"])
    assert managers._title(table) == "Most is put off by Anna: 9 of 20 due"
    assert managers._title(table.assign(due=19)) == "Who puts deals off"
    assert managers._title(table.assign(slipped=8)) == "Who puts deals off"
    assert managers._title(table.assign(slipped=[2, 1])) == "Who puts deals off"
    assert managers._title(table.head(1)) == "Who puts deals off"


def test_what_was_put_off_is_listed_with_how_often(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_month")
    table = at.dataframe[0].value
    assert list(table["name"]) == ["<b>Film</b>", "put off, other"]
    assert list(table["pushes"]) == [3, 1]
    assert list(table["days"]) == [14, 14]
    assert "**2 deals put off: ₽47K; 1 of them three times or more**" in [each.value for each in at.markdown]
    seen = Seen(desk_of(filled, MONTH))
    html = put_off.phone_list(seen, seen.desk.read(put_off.waterfall.slipped(seen.desk.view)))
    assert "&lt;b&gt;Film&lt;/b&gt;" in html and "<b>Film" not in html
    assert "25 Nov 2026 → 9 Dec 2026" in html and "put off 3 times" in html


def test_files_hold_the_exact_numbers(filled):
    seen = Seen(desk_of(filled, MONTH))
    made = steps.for_file(seen)
    assert list(made.columns) == ["Step", "Amount, RUB", "Deals"]
    amounts = list(made["Amount, RUB"])
    assert sum(amounts[:-1]) == amounts[-1] == Decimal("297000.00")
    by_manager = managers.for_file(seen)
    assert [
        list(row) for row in by_manager[["Manager", "Due in the period", "Put off"]].itertuples(index=False)
    ] == [
        ["Boris", 1, 1],
        ["Anna", 7, 1],
    ]
    rows = put_off.for_file(seen.desk.read(put_off.waterfall.slipped(seen.desk.view)), "RUB")
    assert list(rows["Amount"]) == [Decimal("40000.00"), Decimal("7000.00")]


@pytest.mark.parametrize(
    ("taken", "why"),
    [
        ((), "What changed is known from the second upload of deals on; none has come yet."),
        ((NOVEMBER,), "is known from the second upload of deals on; one has come, on 16 Nov 2026, 08:00."),
        (
            (datetime(2026, 10, 1), OCTOBER),
            "No upload of deals came within this period, the last before its end on 26 Oct",
        ),
    ],
)
def test_without_two_uploads_it_says_why_and_draws_nothing(own, opened, taken, why):
    load(own, *taken)
    at = opened(own, PAGE, lang="en", period="this_month")
    assert not at.exception and not at.get("plotly_chart") and not at.metric
    assert "What changed is not known yet" in [each.value for each in at.subheader]
    assert why in "\n".join(each.value for each in at.markdown)


def test_a_period_before_the_first_upload_says_so(filled):
    before = Seen(desk_of(filled, Period(date(2026, 9, 1), date(2026, 10, 1))))
    assert not before.is_known
    assert unknown.why(before).startswith(
        "The first upload of deals came on 26 Oct 2026, 08:00, after this period"
    )


def test_a_period_that_begins_before_the_uploads_says_what_is_not_known(filled, opened):
    at = opened(filled, PAGE, lang="en", period="this_year")
    assert "None came before the period: what happened in it earlier is not known." in captions(at)


def test_the_page_is_russian_in_russian(filled, opened):
    at = opened(filled, PAGE, lang="ru", period="this_month")
    assert first_line(at).replace("\N{NO-BREAK SPACE}", " ") == (
        "#### Открытый портфель уменьшился на 50 тыс. ₽, до 297 тыс. ₽; "
        "больше всего прибавило «Создано» (20 тыс. ₽), больше всего убавило «Выиграно» (60 тыс. ₽)."
    )
    assert latin(at) == {"Anna", "Boris", "USD"}


def test_the_list_says_which_step_it_is_and_its_money(filled, opened):
    desk = desk_of(filled, MONTH)
    facts = sums.facts(desk, desk.view, "changed:open:won")
    title = names.title(desk, desk.view, "changed:open:won")
    assert sums.headline(title, facts) == "Won (all open deals): 1 deal for -₽60,000.00"
    assert (
        names.span(desk, desk.view, "slippage")
        == "between the uploads of 26 Oct 2026, 08:00 and 16 Nov 2026, 08:00"
    )
    at = opened(filled, "pipeline/deals", lang="en", period="this_month", list="changed:due:slipped")
    assert first_line(at) == "#### Put off (deals due in the period): 2 deals for ₽47,000.00"
    assert {"due_start", "due_end", "pushes", "slipped_amount"} <= set(at.dataframe[0].value.columns)
    share = opened(filled, "pipeline/deals", lang="en", period="this_month", list="slippage")
    assert first_line(share) == "#### Deals behind “Slippage”: 2 put off of 8 due in the period"
