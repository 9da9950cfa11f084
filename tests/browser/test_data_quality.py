"""The quality of the base, clicked through: a bar and a manager's number open as many deals as they say."""

from __future__ import annotations

import re

from tests.browser.conftest import settled
from tests.browser.reading import address, answer, card_value, click_bar, digits, title


def test_a_bar_opens_the_deals_it_counts(tab, russian):
    page = tab(address(russian, "data_quality"))
    counted = re.search(r"(\d[\d\s]*) откры", answer(page))
    assert counted
    click_bar(page, 0, 0)
    page.wait_for_url(re.compile("/deals"))
    settled(page)
    assert title(page) == "Сделки"
    assert digits(card_value(page, "Сделки")) == digits(counted.group(1))


def test_a_number_of_a_manager_opens_his_deals(tab, russian):
    page = tab(address(russian, "data_quality"))
    table = page.locator("[data-testid=stDataFrame]").first
    said = table.locator("canvas").first.locator("tr").nth(1).locator("td").nth(2).inner_text()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 0.47 * box["width"], box["y"] + 38 + 17)  # the third column, stretched
    page.wait_for_url(re.compile("list=overdue_deals"))
    settled(page)
    assert "where=manager" in page.url
    assert digits(card_value(page, "Сделки")) == digits(said.split("·")[0])
