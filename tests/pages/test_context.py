"""What stands between the title and the numbers: what they cannot hold, and why they are not compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.catalogue import metric
from tests.rows import deal, fill
from ui import cards

PAGE = "sales/overview"
IN_OCTOBER = {"created_at": date(2026, 10, 1), "closed_at": date(2026, 10, 20), "amount": Decimal(100)}


def captions(at) -> list[str]:
    return [each.value for each in at.caption]


def test_money_without_a_rate_is_said_to_be_left_out(own, opened):
    fill(
        own,
        deals=[
            deal("own", **IN_OCTOBER),
            deal("usd won", **IN_OCTOBER, currency="USD"),
            deal("usd lost", "lost", **IN_OCTOBER, currency="USD"),
            deal("eur", **IN_OCTOBER, currency="EUR"),
            deal("usd before", **{**IN_OCTOBER, "closed_at": date(2026, 9, 30)}, currency="USD"),
        ],
    )
    at = opened(own, PAGE, lang="en", period="last_month")
    assert captions(at)[1] == "Left out of money: 1 deal in EUR, 2 deals in USD (no rate)."
    at = opened(own, PAGE, lang="ru", period="last_month")
    assert captions(at)[1] == "Не вошли в деньги: 1 сделка в EUR, 2 сделки в USD (нет курса)."


def test_nothing_is_said_where_nothing_is_left_out(own, opened):
    fill(own, deals=[deal("own", **IN_OCTOBER), deal("open", "open", created_at=date(2026, 10, 2))])
    at = opened(own, PAGE, lang="en", period="last_month")
    assert not [each for each in captions(at)[1:] if "deal" in each]


def test_deals_without_dates_are_said_to_be_in_no_period(own, opened):
    created = {"created_at": date(2026, 10, 1)}
    fill(
        own,
        deals=[
            deal("own", **IN_OCTOBER),
            deal("won", **created),
            deal("lost", "lost", **created),
            deal("lost too", "lost", **created),
            deal("open", "open", **created),
            deal("without creation", closed_at=date(2026, 10, 7)),
        ],
    )
    at = opened(own, PAGE, lang="en", period="last_month")
    assert captions(at)[1] == (
        "3 closed deals have no closing date: they are in no period. "
        "1 deal has no creation date: figures by creation date leave it out."
    )


@pytest.mark.parametrize(
    ("old", "said"), [(Decimal(-50), None), (Decimal(0), None), (Decimal(100), "no change"), (80, "+25.0%")]
)
def test_there_is_no_percent_of_nothing_or_of_a_loss(old, said):
    moved = cards.change(metric("revenue"), Decimal(100), old)
    assert (moved and moved.words) == said


@pytest.mark.parametrize("page", [PAGE, "pipeline/deals"])
def test_deals_without_any_date_are_refused_in_words(own, opened, page):
    fill(own, deals=[deal("won"), deal("open", "open")])
    at = opened(own, page, lang="en")
    assert [each.value for each in at.warning] == [
        "The deals have no dates: no period can be shown. "
        "Add creation or closing dates to the file and upload it again."
    ]
    assert not at.subheader
    assert not at.metric


@pytest.mark.parametrize(
    ("first_day", "said", "delta"),
    [
        (date(2026, 9, 1), "compared with September 2026", "+100.0%"),
        (date(2026, 9, 2), "no comparison: the data starts on 2 Sep 2026", ""),
    ],
)
def test_a_period_the_data_does_not_cover_is_not_compared_with(own, opened, first_day, said, delta):
    in_september = {"created_at": first_day, "closed_at": date(2026, 9, 20), "amount": Decimal(50)}
    fill(own, deals=[deal("now", **IN_OCTOBER), deal("before", **in_september)])
    at = opened(own, PAGE, lang="en", period="last_month")
    assert said in captions(at)[0].split(" · ")
    assert {metric.label: metric.delta for metric in at.metric}["Revenue"] == delta
