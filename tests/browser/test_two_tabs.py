"""An export uploaded in one tab is seen in another, within ten seconds and without a click."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.conftest import settled
from tests.browser.reading import address, answer, card_value, context, digits

EXPORT = """\
ID;Название сделки;Компания;Ответственный;Этап сделки;Воронка;Бюджет;Дата создания;Дата закрытия
1;Станок;Ромашка;Ольга;Успешно реализовано;Продажи;1 000,50;02.11.2026;10.11.2026
2;Лента;Василёк;Ольга;Успешно реализовано;Продажи;2 000,25;03.11.2026;11.11.2026
3;Плёнка;Лютик;Пётр;Закрыто и не реализовано;Продажи;500;03.11.2026;12.11.2026
4;Короб;Лютик;Пётр;Переговоры;Продажи;700;05.11.2026;
5;Короб;Лютик;Пётр;Переговоры;Продажи;много;05.11.2026;
"""  # won: 1 000.50 + 2 000.25 = 3 000.75; won 2 of 3 decided; the fifth has no number for an amount


def upload(page, file: Path) -> None:
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name=re.compile("Загрузить:")).wait_for(timeout=30_000)
    settled(page)


def test_an_upload_is_seen_in_the_other_tab(tab, empty, tmp_path):
    file = tmp_path / "сделки.csv"
    file.write_bytes(EXPORT.encode("cp1251"))
    watching = tab(address(empty, "overview"))
    assert "Здесь пока пусто" in watching.locator("[data-testid=stMain]").inner_text()
    page = tab(address(empty, "upload"))
    upload(page, file)
    assert "1 строка не загружается" in page.locator("[data-testid=stMain]").inner_text().replace(
        "\u00a0", " "
    )
    page.get_by_role("button", name=re.compile("Загрузить:")).click()
    page.get_by_text(re.compile("Загружено: новых 4")).wait_for(timeout=30_000)
    watching.get_by_text(re.compile("Выручка 3")).wait_for(timeout=10_000)
    settled(watching)
    assert digits(card_value(watching, "Выиграно сделок")) == 2
    assert "данные на 20 нояб. 2026, 09:30" in context(watching)
    assert "3\u00a0001\u00a0₽" in answer(watching)


def test_the_same_file_twice_changes_nothing_and_undo_takes_it_back(tab, empty, tmp_path):
    file = tmp_path / "deals.csv"
    file.write_text(EXPORT, encoding="utf-8-sig")
    page = tab(address(empty, "upload"))
    upload(page, file)
    page.get_by_role("button", name=re.compile("Загрузить:")).dblclick()
    page.get_by_text(re.compile("Загружено: новых 4")).wait_for(timeout=30_000)
    settled(page)
    upload(page, file)
    page.get_by_role("button", name=re.compile("изменится 0 строк")).wait_for()
    page.reload()
    settled(page)
    page.get_by_role("button", name="Отменить её…").click()
    page.get_by_role("button", name="Отменить её", exact=True).click()
    page.get_by_text("Пока ничего не загружено").wait_for(timeout=15_000)
