"""Lists of sales with a tick for what was paid, shipped or cancelled: which rows are sales is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

LIST = "Дата;Клиент;Сумма;{}\n15.01.2024;А;150;{}\n16.01.2024;Б;50;{}\n17.01.2024;В;70;{}\n"
SOLD = "SELECT customer_id, amount FROM deals WHERE status = 'won' ORDER BY 1"


@pytest.mark.parametrize(
    "text",
    [
        LIST.format("Оплата", "+", "", "+"),
        LIST.format("Оплачено", "да", "нет", "да"),
        LIST.format("Отгружено", "TRUE", "FALSE", "TRUE"),
    ],
)
def test_a_tick_in_some_rows_is_asked_about(store: Store, text: str) -> None:
    (question,) = look(store, source(text, "list.csv")).questions
    assert (question.key, [one.value for one in question.options]) == (
        "purchases.ticked", ["ticked", "blank", "every"],
    )  # fmt: skip
    load(store, source(text, "list.csv"), answers={"purchases.ticked": "ticked"})
    assert rows(store, SOLD) == [("А", Decimal("150.00")), ("В", Decimal("70.00"))]


def test_rows_that_are_no_sales_are_counted(store: Store) -> None:
    text = LIST.format("Отказ", "", "x", "")
    preview = look(store, source(text, "list.csv"), answers={"purchases.ticked": "blank"})
    assert counts(preview) == (2, 0, 0, 0, 2)
    assert "1 rows are no sales by “Отказ”: they were left out." in map(str, preview.files[0].warnings)


@pytest.mark.parametrize("cells", [("+", "+", "+"), ("150", "0", "70"), ("", "", "")])
def test_nothing_is_asked_of_what_tells_nothing(store: Store, cells: tuple[str, str, str]) -> None:
    preview = look(store, source(LIST.format("Оплачено", *cells), "list.csv"))
    assert (preview.files[0].kind, preview.questions) == ("purchases", ())


def test_words_of_sold_and_unfinished_are_a_state(store: Store) -> None:
    preview = look(store, source(LIST.format("Деньги", "оплачено", "не оплачено", "оплачено"), "list.csv"))
    assert (preview.files[0].kind, preview.files[0].columns[3].field) == ("deals", "status")


def test_a_visit_is_a_deal_and_not_a_customer(store: Store) -> None:
    text = """
        Дата визита;Клиент;Телефон;Услуги;Сотрудник;Статус визита;Стоимость, ₽
        15.01.2024;Иван;79000000001;Стрижка;Мария;Пришёл;1 500
        16.01.2024;Пётр;79000000002;Стрижка;Мария;Не пришёл;1 500
        17.01.2024;Пётр;79000000002;Окраска;Мария;Ожидание клиента;3 500
        """
    said = {"deals.key": "customer,created_at", "deals.closed_at.column": "#1"}
    load(store, source(text), answers=said)
    assert rows(store, "SELECT status, amount, strftime(closed_at, '%d') FROM deals ORDER BY created_at") == [
        ("won", Decimal("1500.00"), "15"), ("lost", Decimal("1500.00"), "16"), ("open", Decimal("3500.00"), None),
    ]  # fmt: skip


def test_what_went_out_of_an_account_is_left_out(store: Store) -> None:
    text = "Дата;Дебет;Кредит;Контрагент;Назначение платежа\n15.01.2024;;15 000,00;А;Счёт 5\n16.01.2024;3 000,00;;Х;Хостинг\n"
    assert counts(look(store, source(text))) == (1, 0, 0, 0, 2)
