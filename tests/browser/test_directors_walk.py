"""A director's morning: from the start to the list of deals behind a number, by card, bar, link and Back."""

from __future__ import annotations

import re

from tests.browser.conftest import settled
from tests.browser.reading import (
    address,
    answer,
    card,
    card_value,
    click_bar,
    context,
    digits,
    title,
    went_wrong,
)


def test_a_card_opens_as_many_deals_as_it_counts(tab, russian):
    page = tab(address(russian, "overview"))
    won = digits(card_value(page, "Выиграно сделок"))
    page.locator("a[href*='list=deals_won']").first.click()
    settled(page)
    assert title(page) == "Сделки"
    assert "list=deals_won" in page.url
    assert f"{won:,}".replace(",", "\u00a0") in page.locator("[data-testid=stMain]").inner_text()
    assert went_wrong(page) == []


def test_a_bar_opens_its_month_and_back_returns(tab, russian):
    page = tab(address(russian, "overview"))
    before = answer(page)
    click_bar(page, 0, 3)
    page.wait_for_url(re.compile(r"/deals\?.*span=2026-03-01..2026-04-01"))
    settled(page)
    assert title(page) == "Сделки"
    page.go_back()
    page.get_by_role("heading", name="Обзор продаж", exact=True).wait_for()
    settled(page)
    assert answer(page) == before


def test_filters_survive_the_menu_and_a_copied_link(tab, russian):
    page = tab(address(russian, "overview"))
    everything = answer(page)
    page.get_by_role("combobox", name=re.compile("Период")).click()
    page.get_by_role("option", name="Прошлый месяц").click()
    settled(page)
    assert "period=last_month" in page.url
    assert context(page).startswith("октябрь 2026")
    october = answer(page)
    assert october != everything
    page.get_by_role("link", name="Воронка", exact=True).click()
    settled(page)
    assert "period=last_month" in page.url
    assert context(page).startswith("октябрь 2026")
    page.get_by_role("link", name="Обзор", exact=True).click()
    settled(page)
    assert answer(page) == october
    other = tab(page.url, locale="en-US")
    assert digits(card_value(other, "Deals won")) == digits(card_value(page, "Выиграно сделок"))
    page.get_by_role("button", name="Сбросить фильтры").click()
    settled(page)
    assert "period" not in page.url
    assert answer(page) == everything


def test_a_hostile_address_is_answered_in_words(tab, russian):
    page = tab(address(russian, "overview", period="yesteryear", team="%27%20OR%201=1", manager="<b>x</b>"))
    assert went_wrong(page) == []
    card(page, "Выручка").wait_for()
    wrong = tab(address(russian, "deals", list="reveneu"))
    assert "revenue" in wrong.locator("[data-testid=stMain]").inner_text()
