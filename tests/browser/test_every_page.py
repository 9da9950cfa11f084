"""Each page opened by its address: in both languages, empty and full, wide and narrow, light and dark."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import PHONE
from tests.browser.reading import PAGES, address, title, went_wrong

CYRILLIC = re.compile("[А-Яа-яЁё]+")
LATIN = re.compile(r"[A-Za-z]{3,}")
SAME_IN_BOTH = {"Voronka", "English", "Русский", "CRM", "Excel", "RFM", "CSV", "XLSX"}
STREAMLITS_OWN = {"GB", "MB"}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_in_english_and_in_the_dark(tab, english, page):
    opened = tab(address(english, page, lang="en"), locale="en-US", dark=True)
    app = opened.locator("[data-testid=stApp]")
    assert went_wrong(opened) == []
    assert set(CYRILLIC.findall(app.inner_text())) - SAME_IN_BOTH == set()
    background = app.evaluate("each => getComputedStyle(each).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", background)[:3]) < 60


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole_in_russian_and_on_a_phone(tab, russian, page):
    opened = tab(address(russian, page), locale="ru-RU", viewport=PHONE)
    assert went_wrong(opened) == []
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    main = opened.locator("[data-testid=stMain]")
    assert main.evaluate("each => each.scrollWidth - each.clientWidth") <= 1
    for spoken in opened.locator("h1, h2, h3, h4, label, strong, button p, a p").all():
        text = re.sub(r"DEMO-\S+|\S+_\S+|:\w+:|W\b", "", spoken.inner_text())
        assert set(LATIN.findall(text)) - SAME_IN_BOTH - STREAMLITS_OWN == set(), spoken.inner_text()


NOT_OF_DEALS = ("upload", "access", "audit", "definitions")


@pytest.mark.parametrize("page", [page for page in PAGES if page not in NOT_OF_DEALS])
def test_an_empty_store_says_what_to_do(tab, empty, page):
    opened = tab(address(empty, page))
    assert went_wrong(opened) == []
    opened.get_by_text("Здесь пока пусто").wait_for()
    opened.get_by_role("link", name="Загрузить первый файл").click()
    opened.wait_for_url(re.compile("/upload"))


def test_an_address_that_no_menu_names_opens_nothing(tab, russian):
    opened = tab(f"{russian}/leak")
    assert title(opened) == "Обзор продаж"
