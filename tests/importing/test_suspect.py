"""Rows that are taken with a word of warning, or refused with a remedy."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.errors import BadInput
from data.importing import history, undo
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

UNDATED = (
    "{} closed deals have no closing date: they are in no period. "
    "Fill it in, or add its column to the export."
)


@pytest.mark.parametrize(
    ("text", "undated"),
    [
        ("ID;Этап;Сумма\n1;Выиграна;5\n2;Проиграна;6\n3;Новая;7\n", 2),
        ("ID;Этап;Сумма;Дата закрытия\n1;Выиграна;5;\n2;Проиграна;6;05.02.2024\n3;Новая;7;\n", 1),
    ],
)
def test_closed_deals_without_a_closing_date_are_told(store: Store, text: str, undated: int) -> None:
    preview = look(store, source(text))
    assert counts(preview)[0] == 3
    assert [str(one) for one in preview.files[0].warnings] == [UNDATED.format(undated)]


def test_a_sale_of_several_products_is_won_or_returned_by_its_sum(store: Store) -> None:
    text = """
    ID сделки;Дата;Клиент;Товар;Сумма
    1;01.02.2024;А;Скидка;-10
    1;01.02.2024;А;Стол;100
    2;02.02.2024;Б;Доставка;10
    2;02.02.2024;Б;Стол;-100
    3;03.02.2024;В;Стул;-5
    """
    load(store, source(text), kinds={"*": "purchases"})
    assert rows(store, "SELECT deal_id, amount, status FROM deals ORDER BY 1") == [
        ("1", Decimal("90.00"), "won"),
        ("2", Decimal("-90.00"), "returned"),
        ("3", Decimal("-5.00"), "returned"),
    ]


def test_a_won_deal_below_zero_is_a_return(store: Store) -> None:
    load(store, source("ID;Этап;Сумма\n1;Выиграна;-5\n2;Проиграна;-6\n3;Выиграна;7\n4;Возврат;8\n"))
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("1", "returned"), ("2", "lost"), ("3", "won"), ("4", "returned"),
    ]  # fmt: skip


def test_the_word_of_the_status_goes_before_that_of_the_stage(store: Store) -> None:
    text = "ID;Status;Stage\n1;Open;Closed Won\n2;Lost;Closed Won\n3;;Closed Won\n4;Whatever;Closed Lost\n"
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("1", "open"), ("2", "lost"), ("3", "won"), ("4", "lost"),
    ]  # fmt: skip


def rejected(store: Store, text: str, **said: dict[str, str]) -> list[tuple[int, str, str, str]]:
    return [
        (row.row, row.column, row.value, str(row.reason))
        for row in look(store, source(text), **said).files[0].rejected
    ]


def test_amounts_that_overflow_their_sums_are_rejected(store: Store) -> None:
    text = "ID;Этап;Сумма\n1;Новая;9999999999999,99\n2;Новая;10000000000000,00\n3;Новая;-99999999999999999999,00\n"
    reason = "is 10 trillion or more: sums of such amounts cannot be kept to the cent"
    assert rejected(store, text) == [
        (3, "Сумма", "10000000000000,00", reason),
        (4, "Сумма", "-99999999999999999999,00", reason),
    ]


def test_undo_gives_back_money_to_the_cent(store: Store) -> None:
    load(store, source("ID;Этап;Сумма\n1;Новая;100\n"))
    with store.writing(NOW) as connection:
        connection.exec_driver_sql("UPDATE deals SET amount = 1234567890123456.78")
    load(store, source("ID;Этап;Сумма\n1;Новая;200\n"))
    undo(store, now=NOW)
    assert rows(store, "SELECT amount FROM deals") == [(Decimal("1234567890123456.78"),)]


def test_the_empty_part_of_a_key_is_named(store: Store) -> None:
    text = "Номер;Дата создания;Этап;Сумма\n1;01.02.2024;Новая;1\n2;;Новая;2\n;03.02.2024;Новая;3\n"
    answers = {"deals.key": "number,created_at"}
    assert [row[:2] for row in rejected(store, text, answers=answers)] == [(3, "Дата создания"), (4, "Номер")]


def test_ids_ruined_by_a_spreadsheet_are_rejected(store: Store) -> None:
    text = "ID;Этап\n1,23457E+18;Новая\n1.23457E+18;Новая\n12E;Новая\n1E4;Новая\n"
    reason = "is an id that a spreadsheet has shortened: its last digits are lost"
    assert rejected(store, text) == [(2, "ID", "1,23457E+18", reason), (3, "ID", "1.23457E+18", reason)]


def test_totals_are_no_customers_whatever_is_written_after_the_word(store: Store) -> None:
    text = """
    Клиент;Телефон;Сегмент
    Итоговая компания;123;опт
    Всего понемногу;124;опт
    Total;125;опт
    Итого, руб.;;
    Итого, тыс. руб.;;
    Всего клиентов: 2;;
    ИТОГО:;5;
    """
    load(
        store,
        source(text),
        kinds={"*": "customers"},
        mapping={"name": "Клиент", "segment": "Сегмент", "customer_id": "Телефон"},
    )
    assert rows(store, "SELECT customer_id, name FROM customers ORDER BY 1") == [
        ("123", "Итоговая компания"), ("124", "Всего понемногу"), ("125", "Total"),
    ]  # fmt: skip


def test_undo_takes_back_the_last_import_that_changed_something(store: Store) -> None:
    load(store, source("ID;Этап;Сумма\n1;Новая;100\n"))
    before = everything(store)
    load(store, source("ID;Этап;Сумма\n1;Новая;200\n"))
    load(store, source("ID;Этап;Сумма\n1;Новая;200\n"))
    assert undo(store, now=NOW).import_id == 2
    assert everything(store) == before
    assert [(one.import_id, one.undone_at) for one in history(store)] == [(3, None), (2, NOW), (1, None)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mapping": {"filo.csv:amount": "Amount"}}, "Unknown file “filo.csv”. Did you mean: file.csv?"),
        ({"kinds": {"zzz": "deals"}}, "Unknown file “zzz”."),
        ({"answers": {"zzz:deals.key": "name"}}, "Unknown file “zzz”."),
        ({"answers": {"deals.wonn": "New"}}, "Unknown question “deals.wonn”. Did you mean: deals.won,"),
    ],
)
def test_a_name_of_nothing_is_told(store: Store, said: dict[str, dict[str, str]], words: str) -> None:
    with pytest.raises(BadInput) as error:
        look(store, source("ID;Stage;Amount\n1;New;1\n"), **said)
    assert str(error.value).startswith(words)
