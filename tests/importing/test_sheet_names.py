"""Workbooks with a sheet for each manager."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.importing import Source
from data.store import Store
from tests.importing.helpers import load, look, rows
from tests.importing.test_containers import xlsx

HEADER = ("ID", "Этап", "Сумма")
ANNA, BORIS = (HEADER, (1, "Переговоры", 100)), (HEADER, (2, "Успешно реализовано", 50))
WHOSE = "SELECT deal_id, m.name, amount FROM deals LEFT JOIN managers m USING (manager_id) ORDER BY 1"


def book(**sheets: tuple) -> Source:
    return Source("book.xlsx", xlsx({name: list(found) for name, found in sheets.items()}))


def test_whose_a_sheet_is_is_asked_and_remembered(store: Store) -> None:
    file = book(Анна=ANNA, Борис=BORIS)
    preview = look(store, file, answers={"sheet": "*"})
    [question] = preview.questions
    assert (question.key, [one.value for one in question.options]) == (
        "deals.sheet",
        ["manager", "customer", "region", "pipeline", "none"],
    )
    preview.close()
    load(store, file, answers={"sheet": "*", "deals.sheet": "manager"})
    assert rows(store, WHOSE) == [("1", "Анна", Decimal("100.00")), ("2", "Борис", Decimal("50.00"))]
    again = look(store, file)
    assert (again.questions, again.counts.unchanged) == ((), 2)
    again.close()


def test_it_may_be_nothing(store: Store) -> None:
    load(store, book(Архив=ANNA, Новые=BORIS), answers={"sheet": "*", "deals.sheet": "none"})
    assert [row[1] for row in rows(store, WHOSE)] == [None, None]


@pytest.mark.parametrize(("first", "second"), [("Лист1", "Лист2"), ("Январь", "Февраль"), ("2025", "2026")])
def test_such_names_are_no_question(store: Store, first: str, second: str) -> None:
    preview = look(store, book(**{first: ANNA, second: BORIS}), answers={"sheet": "*"})
    assert preview.questions == ()
    preview.close()


def test_a_column_of_managers_goes_before_the_name(store: Store) -> None:
    told = [
        tuple((*row, "Вера" if number else "Менеджер") for number, row in enumerate(one))
        for one in (ANNA, BORIS)
    ]
    preview = look(store, book(Анна=told[0], Борис=told[1]), answers={"sheet": "*"})
    assert preview.questions == ()
    preview.close()
