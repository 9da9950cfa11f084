"""What stands beside a number, in its cell or in its header: thousands, millions, currencies, percents."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.importing.values import units
from data.store import Store
from tests.importing.helpers import load, look, rows, source


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Сумма, тыс. руб.", ("Сумма", 1000, "RUB")),
        ("Сумма т.р.", ("Сумма", 1000, "RUB")),
        ("Сумма сделки в тыс. рублей", ("Сумма сделки", 1000, "RUB")),
        ("Выручка, млн ₽", ("Выручка", 1_000_000, "RUB")),
        ("Amount ($K)", ("Amount", 1000, "USD")),
        ("Revenue (M)", ("Revenue", 1_000_000, None)),
        ("Opportunity Amount USD", ("Opportunity Amount", 1, "USD")),
        ("Amount (USD, mn)", ("Amount", 1_000_000, "USD")),
        ("Revenue ('000 EUR)", ("Revenue", 1000, "EUR")),
        ("Сумма 2000, руб", ("Сумма", 1, "RUB")),
        ("Total K", ("Total K", 1, None)),
        ("Количество, тыс. шт.", ("Количество", 1000, None)),
        ("Дата р.", ("Дата р.", 1, None)),
        ("USD", ("USD", 1, None)),
        ("Сумма", ("Сумма", 1, None)),
    ],
)
def test_a_header_tells_the_unit_of_its_numbers(header: str, told: tuple[str, int, str | None]) -> None:
    unit = units.of_header(header)
    assert (unit.bare, unit.times, unit.currency) == told


def amounts(store: Store, header: str, *cells: str) -> list[tuple[Decimal | None, str | None]]:
    lines = [f"{place};Новая;К;{cell}" for place, cell in enumerate(cells, 1)]
    load(store, source("\n".join([f"ID;Этап;Клиент;{header}", *lines])))
    return rows(store, "SELECT amount, currency FROM deals ORDER BY deal_id")


def test_thousands_in_the_header_are_thousands_in_the_store(store: Store) -> None:
    assert amounts(store, "Сумма, тыс. руб.", "150", "70,5", "1 200", "0,1234", "2 млн") == [
        (Decimal("150000.00"), "RUB"),
        (Decimal("70500.00"), "RUB"),
        (Decimal("1200000.00"), "RUB"),
        (Decimal("123.40"), "RUB"),
        (Decimal("2000000.00"), "RUB"),
    ]


def test_millions_and_thousands_in_the_cells(store: Store) -> None:
    assert amounts(store, "Сумма", "1,2 млн", "350 тыс.", "2 млн руб.", "12 т.р.", "2\u00a0к", "7,50 ₽") == [
        (Decimal("1200000.00"), None),
        (Decimal("350000.00"), None),
        (Decimal("2000000.00"), "RUB"),
        (Decimal("12000.00"), "RUB"),
        (Decimal("2000.00"), None),
        (Decimal("7.50"), "RUB"),
    ]


def test_the_letter_of_the_rouble_in_milliards_is_no_currency(store: Store) -> None:
    assert amounts(store, "Сумма", "1,5 млрд", "2 млрд $") == [
        (Decimal("1500000000.00"), None), (Decimal("2000000000.00"), "USD"),
    ]  # fmt: skip


def titled(store: Store, header: str) -> list[tuple[Decimal | None, str | None]]:
    """Under a line that counts in thousands of roubles, and one that has a number of millions."""
    above = "Продажи за 2024 год;;;\nЕдиница измерения: тыс. руб.;;;\nВыручка больше 5 млн руб;;;\n"
    load(store, source(f"{above}ID;Этап;Количество;{header}\n1;Новая;2;150\n"))
    assert rows(store, "SELECT quantity FROM deals") == [(2,)]
    return rows(store, "SELECT amount, currency FROM deals")


def test_the_unit_above_a_table_is_that_of_its_amounts(store: Store) -> None:
    assert titled(store, "Сумма") == [(Decimal("150000.00"), "RUB")]


def test_a_header_goes_before_what_is_above_it(store: Store) -> None:
    assert titled(store, "Сумма, $") == [(Decimal("150.00"), "USD")]


def test_months_and_metres_are_no_millions(store: Store) -> None:
    preview = look(store, source("ID;Этап;Сумма\n1;Новая;5 месяцев\n2;Новая;3 м2\n3;Новая;7\n"))
    assert [row.value for row in preview.files[0].rejected] == ["5 месяцев", "3 м2"]


def test_the_currency_of_the_header_fills_what_the_cells_leave_out(store: Store) -> None:
    assert amounts(store, "Сумма, EUR", "100", "200 $") == [
        (Decimal("100.00"), "EUR"), (Decimal("200.00"), "USD"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "column", [("Скидка, %", "10"), ("Discount", "0.2"), ("Скидка", "10%")], ids=lambda c: c[0]
)
def test_a_discount_in_percent_is_no_amount(store: Store, column: tuple[str, str]) -> None:
    text = f"ID;Дата;Клиент;Сумма;{column[0]}\n1;01.02.2024;А;100;{column[1]}\n2;01.02.2024;А;200;0\n"
    preview = look(store, source(text))
    assert f"“{column[0]}” was left out: it holds shares" in str(preview.files[0].warnings[0])
    load(store, source(text))
    assert rows(store, "SELECT discount FROM deals") == [(None,), (None,)]


def test_numbers_and_texts_of_numbers_in_one_column(store: Store) -> None:
    """As a spreadsheet has them where some cells are texts: no value can be read in two ways."""
    assert [amount for amount, _ in amounts(store, "Сумма", "1 500,50", "2500.5", "700")] == [
        Decimal("1500.50"), Decimal("2500.50"), Decimal("700.00"),
    ]  # fmt: skip


def test_a_number_of_two_readings_in_such_a_column_is_refused(store: Store) -> None:
    text = "ID;Этап;Сумма\n1;Новая;1 500,50\n2;Новая;2500.5\n3;Новая;1.234\n"
    (problem,) = look(store, source(text)).problems
    assert "cannot be told apart safely" in str(problem)


def test_deals_without_amounts_are_told_of(store: Store) -> None:
    preview = look(store, source("ID;Этап;Клиент;Деньги\n1;Новая;А;100\n"))
    assert str(preview.files[0].warnings[0]).startswith("No column of amounts was found: 1 deals have none.")
