"""Cells as programs guard or escape them: the guard is no part of the value."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

DEALS = "SELECT deal_id, customer_id, amount, currency FROM deals ORDER BY deal_id"


def test_formulas_of_a_text_and_entities(store: Store) -> None:
    load(
        store,
        source("""
        ID;Клиент;Этап;Сумма;Дата создания
        ="0001";"ООО &quot;Ромашка&quot; &amp; Ко";Новая;="1500,50";="15.01.2024"
        ="0002";A & B;Новая;="20";16.01.2024
        """),
    )
    assert rows(store, "SELECT deal_id, customer_id, amount, created_at FROM deals ORDER BY 1") == [
        ("0001", 'ООО "Ромашка" & Ко', Decimal("1500.50"), datetime(2024, 1, 15)),
        ("0002", "A & B", Decimal("20.00"), datetime(2024, 1, 16)),
    ]


def test_apostrophes_before_figures(store: Store) -> None:
    """Names of the Low Countries begin with one of their own."""
    load(store, source("ID;Клиент;Этап;Сумма\n'0001;'s Hof;Новая;'1500\n'0002;'t Pand;Новая;'20\n"))
    assert rows(store, DEALS) == [
        ("0001", "'s Hof", Decimal("1500.00"), None), ("0002", "'t Pand", Decimal("20.00"), None),
    ]  # fmt: skip


def test_quotation_marks_behind_a_backslash(store: Store) -> None:
    text = r"""
        "ID","Клиент","Этап","Сумма"
        "1","ООО \"Ромашка\", сын","Новая","1500"
        "2","Б","Новая","20"
        """
    load(store, source(text))
    assert [row[1:3] for row in rows(store, DEALS)] == [
        ('ООО "Ромашка", сын', Decimal("1500.00")), ("Б", Decimal("20.00")),
    ]  # fmt: skip


def test_a_backslash_at_the_end_of_a_value_escapes_nothing(store: Store) -> None:
    text = '"ID","Клиент","Этап","Файл"\n"1","А","Новая","C:\\dir\\"\n"2","Б","Новая","C:\\"\n'
    load(store, source(text))
    assert [row[:2] for row in rows(store, DEALS)] == [("1", "А"), ("2", "Б")]


def test_a_line_of_dashes_is_no_data(store: Store) -> None:
    text = "| ID | Клиент | Этап | Сумма |\n|----|--------|------|------:|\n| 1 | А | Новая | 1500 |\n"
    assert counts(look(store, source(text))) == (1, 0, 0, 0, 2)


@pytest.mark.parametrize("text", ['[{"id": 1, "stage": "New"}]\n', '{"id": 1, "stage": "New"}\n'])
def test_json_is_refused_in_words(store: Store, text: str) -> None:
    file = look(store, source(text, "deals.json")).files[0]
    assert str(file.set_aside) == "deals.json is JSON, no table. Save it as CSV or XLSX."


def test_names_and_numbers_of_currencies(store: Store) -> None:
    told = {"643": "RUB", "USD ($)": "USD", "Российский рубль (RUB)": "RUB", "US$": "USD", "Euro": "EUR",
            "Australian Dollar (AUD)": "AUD", "Австралийский доллар": "Австралийский доллар"}  # fmt: skip
    lines = "".join(f"{place};А;Новая;100;{word}\n" for place, word in enumerate(told))
    load(store, source(f"ID;Клиент;Этап;Сумма;Валюта\n{lines}"))
    assert [row[3] for row in rows(store, DEALS)] == list(told.values())
