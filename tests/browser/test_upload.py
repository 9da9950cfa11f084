"""Files dropped, looked at, cancelled, imported and taken back, as a person does it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.conftest import settled
from tests.browser.reading import address, answer, went_wrong

HEADER = "ID;Название сделки;Компания;Ответственный;Этап сделки;Бюджет;Дата создания;Дата закрытия\n"
ROW = "{};Станок;Ромашка;Ольга;Успешно реализовано;1 000,50;02.11.2026;10.11.2026\n"
PEOPLE = "Клиент;Телефон\nРомашка;+7 912 345-67-89\n"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Takes some seconds to read."""
    file = tmp_path / "большая.csv"
    file.write_text(HEADER + "".join(ROW.format(i) for i in range(2_500_000)), "utf-8")
    return file


@pytest.fixture
def small(tmp_path: Path) -> list[Path]:
    deals, people = tmp_path / "сделки.csv", tmp_path / "клиенты.csv"
    deals.write_text(HEADER + "".join(ROW.format(i) for i in range(3)), "utf-8")
    people.write_text(PEOPLE, "utf-8")
    return [deals, people]


def put(page, *files: Path) -> None:
    page.set_input_files("input[type=file]", [str(file) for file in files])


def importing(page):
    return page.get_by_role("button", name=re.compile("Загрузить:"))


def test_reading_shows_how_far_it_is_and_can_be_cancelled(tab, empty, large):
    page = tab(address(empty, "upload"))
    put(page, large)
    cancel = page.get_by_role("button", name="Отменить")
    cancel.wait_for(timeout=30_000)
    bar = page.locator("[data-testid=stProgress]")
    page.wait_for_timeout(1500)  # it was drawn again since, without the rest of the page
    assert cancel.is_visible() and re.search("Чтение|Проверка|Сравнение", bar.inner_text())
    page.locator("[data-testid=stSidebar]").get_by_text("English").click()  # the page is alive meanwhile
    page.get_by_role("button", name="Cancel").click()
    bar.wait_for(state="detached", timeout=30_000)
    settled(page)
    assert went_wrong(page) == []
    assert page.locator("[data-testid=stFileUploaderFile]").count() == 0
    assert answer(page).startswith("Nothing has been uploaded yet")


def test_two_files_are_imported_by_one_double_click_and_taken_back(tab, empty, small):
    page = tab(address(empty, "upload"))
    put(page, *small)
    importing(page).wait_for(timeout=30_000)
    settled(page)
    importing(page).dblclick()
    page.get_by_text(re.compile("Загружено: новых")).wait_for(timeout=30_000)
    settled(page)
    main = page.locator("[data-testid=stMain]")
    assert main.get_by_text("Прошлые загрузки").count() == 1
    assert page.get_by_role("button", name="Отменить её…").count() == 1
    page.emulate_media(media="print")
    main.get_by_text("Прошлые загрузки").wait_for()
    assert not main.get_by_text("Отменить загрузку").is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Отменить её…").click()
    page.get_by_text(re.compile(r"^Уйд.*принесённ.*остаётся")).wait_for(timeout=30_000)
    page.get_by_role("button", name="Отменить её", exact=True).click()
    page.get_by_role("button", name="Отменить её…").wait_for(state="detached", timeout=30_000)
    settled(page)
    assert went_wrong(page) == []
    assert answer(page).startswith("Пока ничего не загружено")
