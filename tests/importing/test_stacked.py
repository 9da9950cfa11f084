"""Several tables one below the other on a sheet: asked about as sheets are, and never read under each other's headers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.importing import Source
from data.importing.reading import abreast, stacked
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source
from tests.importing.test_containers import xlsx

TWO = """
ID;Название;Этап;Сумма
1;Сделка А;Переговоры;100
2;Сделка Б;Успешно реализовано;200

План отдела;;;
Менеджер;Месяц;План
Анна;01.2026;1000
Борис;01.2026;2000
"""
NAMES = ("№1 ID, Название, Этап, Сумма", "№2 Менеджер, Месяц, План")


def test_which_tables_are_wanted_is_asked(store: Store) -> None:
    preview = look(store, source(TWO, "two.csv"))
    [question] = preview.questions
    assert (question.key, question.several) == ("two.csv:sheet", True)
    assert tuple(one.value for one in question.options) == (*NAMES, "*")
    preview.close()


def test_every_table_is_read_under_its_own_header(store: Store) -> None:
    done = load(store, source(TWO, "two.csv"), answers={"sheet": "*"})
    # the header and the blank row below; the title and the header
    assert [counts(done, file) for file in (0, 1)] == [(2, 0, 0, 0, 2), (2, 0, 0, 0, 2)]
    assert rows(store, "SELECT deal_id, amount FROM deals ORDER BY 1") == [
        ("1", Decimal("100.00")),
        ("2", Decimal("200.00")),
    ]
    assert rows(store, "SELECT month, sum(amount) FROM plans GROUP BY 1") == [
        (date(2026, 1, 1), Decimal("3000"))
    ]
    again = look(store, source(TWO, "two.csv"))  # the answer is remembered
    assert (again.questions, counts(again), counts(again, 1)) == ((), (0, 0, 2, 0, 2), (0, 0, 2, 0, 2))
    assert "its first is row 5 of the file" in str(again.files[1].warnings[0])
    again.close()


def test_one_of_them(store: Store) -> None:
    done = load(store, source(TWO, "two.csv"), answers={"two.csv:sheet": NAMES[0]})
    assert [counts(done, file) for file in range(len(done.files))] == [(2, 0, 0, 0, 2)]


def test_tables_of_a_sheet(store: Store) -> None:
    """The second is as wide as the first: its rows would have become deals."""
    sheet = [
        ("ID", "Название", "Этап"),
        (1, "Сделка А", "Переговоры"),
        (None, None, None),
        ("Сотрудник", "Отдел", "Норма"),
        ("Анна", "Север", 10),
    ]
    preview = look(store, Source("book.xlsx", xlsx({"Лист1": sheet})))
    [question] = preview.questions
    assert [one.value for one in question.options] == [
        "№1 ID, Название, Этап",
        "№2 Сотрудник, Отдел, Норма",
        "*",
    ]
    preview.close()


@pytest.mark.parametrize(
    ("found", "begin"),
    [
        # a page that repeats its header, totals and footers are no table of their own
        ([["ID", "Сумма"], ["1", "5"], ["", ""], ["ID", "Сумма"], ["2", "6"]], None),
        ([["ID", "Сумма"], ["1", "5"], ["", ""], ["Итого", "5"], ["Иванов", ""]], None),
        # groups and their rows below blank rows
        ([["Документ", "Дата", "Сумма"], ["", "", ""], ["Анна", "", ""], ["Р1", "10.01.2026", "5"]], None),
        # rows of words under a table of words
        ([["Table", "Field", "Note"], ["accounts", "sector", "Industry"], ["a", "account", "Company"]], None),
        # words where numbers stood, and numbers below
        ([["ID", "Сумма"], ["1", "5"], ["", ""], ["Ставка", "Порог"], ["2", "6"]], [0, 3]),
        # headers without a blank row above them, as pages of several tables have
        ([["ID", "Этап", "Сумма"], ["1", "Новая", "5"], ["Дата", "Клиент", "Сумма"], ["10.01.2026", "А", "6"]], [0, 2]),
    ],
)  # fmt: skip
def test_where_a_table_begins(found: list[list[str]], begin: list[int] | None) -> None:
    told, again = stacked.part(found)
    assert ([start for start, _ in told.tables] if told else None) == begin
    assert list(again) == found


BESIDE = """
Дата;Клиент;Сумма;;Менеджер;Месяц;План
10.01.2026;ООО Север;100;;Анна;01.2026;1000
11.01.2026;ООО Юг;200;;Борис;01.2026;2000
12.01.2026;ООО Юг;50;;;;
Итого;;350;;;;
"""


def test_tables_beside_each_other_have_nothing_to_do_with_each_other(store: Store) -> None:
    """The first sales would have become those of Анна and Борис."""
    preview = look(store, source(BESIDE, "side.csv"))
    [question] = preview.questions
    assert [one.value for one in question.options] == [
        "№1 Дата, Клиент, Сумма",
        "№2 Менеджер, Месяц, План",
        "1 + 2",
        "*",
    ]
    preview.close()
    done = load(store, source(BESIDE, "side.csv"), answers={"sheet": "*"})
    assert [counts(done, file) for file in (0, 1)] == [(3, 0, 0, 0, 2), (2, 0, 0, 0, 3)]
    assert rows(store, "SELECT sum(amount), count(manager_id) FROM deals") == [(Decimal("350.00"), 0)]
    assert rows(store, "SELECT sum(amount) FROM plans") == [(Decimal("3000"),)]


def test_they_may_be_one_table(store: Store) -> None:
    done = load(store, source(BESIDE, "side.csv"), answers={"sheet": "1 + 2"})
    assert [counts(done, file) for file in range(len(done.files))] == [(3, 0, 0, 0, 2)]


@pytest.mark.parametrize(
    "lines",
    [
        # a blank column within a table, and a remark beside one
        ["ID;Сумма;;Этап;Клиент", "1;5;;Новая;А", "2;6;;Новая;Б", "Итого;11;;;"],
        ["ID;Сумма;Этап;;Заметки", "1;5;Новая;;позвонить", "2;6;Новая;;"],
        ["ID;Сумма;;Этап;Клиент", "1;5;;;", "2;6;;Новая;Б", "3;6;;Новая;Б"],
    ],
)
def test_what_is_one_table(lines: list[str]) -> None:
    assert abreast.find([line.split(";") for line in lines]) is None
