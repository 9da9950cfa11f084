"""Cells whose formula failed: a row that needs the value is rejected, elsewhere it is said; never silently empty."""

from __future__ import annotations

import pytest

from data.importing.vocabulary import is_error
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

DEALS = """
ID;Название;Компания;Этап;Бюджет;Дата создания;Дата закрытия;Источник;Себестоимость
1;Станок;Альфа;Успешно реализовано;100;15.01.2024;20.02.2024;сайт;70
2;Лента;#Н/Д;Успешно реализовано;50;20.01.2024;25.02.2024;#Н/Д;#ССЫЛКА!
3;Плёнка;Гамма;Успешно реализовано;#ДЕЛ/0!;21.01.2024;26.02.2024;сайт;1
4;Плёнка;Гамма;#REF!;7;21.01.2024;26.02.2024;сайт;1
#ЗНАЧ!;Плёнка;Гамма;Переговоры;7;21.01.2024;;#;1
6;Короб;Гамма;Успешно реализовано;7;21.01.2024;########;выставка;1
"""


def test_what_a_row_needs_rejects_it_and_the_rest_is_said(store: Store) -> None:
    found = look(store, source(DEALS))
    assert counts(found) == (2, 0, 0, 4, 1)
    file = found.files[0]
    assert [(row.row, row.column, row.value, str(row.reason)) for row in file.rejected] == [
        (4, "Бюджет", "#ДЕЛ/0!", "holds an error in place of a value"),
        (5, "Этап", "#REF!", "holds an error in place of a value"),
        (6, "ID", "#ЗНАЧ!", "holds an error in place of a value"),
        (7, "Дата закрытия", "########", "was too narrow to show its value"),
    ]
    assert {str(row.remedy) for row in file.rejected} == {
        "The formula in this cell failed: mend it in Excel, or write the value itself there.",
        "Widen the column in Excel until every value is seen, and save the file again.",
    }
    said = "1 cells of “{}” hold an error of a formula and were taken as empty: rows 3. Mend the formula in Excel."
    warned = [str(each) for each in file.warnings if "taken as empty" in str(each)]
    assert warned == [said.format(column) for column in ("Компания", "Источник", "Себестоимость")]
    load(store, source(DEALS))
    assert rows(store, "SELECT deal_id, customer_id, source, amount, cost FROM deals ORDER BY 1")[1] == (
        "2",
        None,
        None,
        50,
        None,
    )
    assert rows(store, "SELECT name FROM customers") == [("Альфа",)]


def test_a_plan_without_its_manager_does_not_become_everybodys(store: Store) -> None:
    text = "Месяц;Менеджер;План\n01.2024;Анна;100\n01.2024;#N/A;900\n"
    found = look(store, source(text))
    assert counts(found) == (1, 0, 0, 1, 1)
    assert [(row.column, row.value) for row in found.files[0].rejected] == [("Менеджер", "#N/A")]


def test_a_column_of_nothing_else_is_said_too(store: Store) -> None:
    text = "ID;Этап;Сумма;Себестоимость\n" + "".join(f"{i};Оплачено;5;#REF!\n" for i in range(1, 6))
    found = look(store, source(text))
    assert counts(found) == (5, 0, 0, 0, 1)
    assert (
        "5 cells of “Себестоимость” hold an error of a formula and were taken as empty: rows 2, 3, 4, …. "
        "Mend the formula in Excel."
    ) in [str(each) for each in found.files[0].warnings]


@pytest.mark.parametrize(
    ("value", "so"),
    [("#N/A", True), ("#дел/0!", True), ("Err:502", True), ("Ошибка:508", True), ("#1234", False), ("#", False),
     ("Err: none", False), ("N/A", False), ("#REF", False)],
)  # fmt: skip
def test_what_is_an_error_of_a_formula(value: str, so: bool) -> None:
    assert is_error(value) is so
