"""Definitions: every metric of the catalogue with its words, its value and its deals."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from metrics.catalogue import METRICS
from tests.rows import deal, fill
from ui import text

PAGE = "admin/definitions"


def said(at) -> str:
    return "\n".join(each.value for each in [*at.markdown, *at.caption])


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_number_is_defined_in_both_languages(company, opened, language):
    at = opened(company, PAGE, lang=language)
    all_words = said(at)
    assert not at.exception
    assert [key for key, metric in METRICS.items() if metric.definition(language) not in all_words] == []
    assert [key for key, metric in METRICS.items() if metric.formula(language) not in all_words] == []
    assert [key for key in METRICS if f"`{key}`" not in all_words] == []


def test_a_word_finds_its_numbers(company, opened):
    text.speak("ru")  # AppTest names the options of a drop-down in this thread
    at = opened(company, PAGE, lang="ru")
    at.text_input(key="definitions_find").input("отток").run()
    assert "`churn_rate`" in said(at)
    assert "`revenue`" not in said(at)


def test_the_value_stands_beside_its_definition(own, opened):
    fill(
        own,
        deals=[
            deal(
                "1",
                amount=Decimal("1234.00"),
                created_at=datetime(2026, 11, 1),
                closed_at=datetime(2026, 11, 2),
            )
        ],
    )
    at = opened(own, PAGE, lang="en", period="this_month")
    assert "#### ₽1,234" in said(at)


def test_an_empty_store_still_has_its_definitions(own, opened):
    at = opened(own, PAGE, lang="en")
    assert "`revenue`" in said(at)
    assert not at.exception
