"""Payments with a state: what failed or is yet to come is no money, what went back is asked about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

REGISTER = """
    Payment ID,Payment date,Amount,Status,Customer
    p1,2024-01-10,1000,Succeeded,A
    p2,2024-01-11,500,failed,A
    p3,2024-01-12,700,Refunded,B
    p4,2024-01-13,300,pending,B
    """
ALL = "SELECT payment_id, amount FROM payments ORDER BY 1"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("nothing", [("p1", Decimal("1000.00"))]),
        ("back", [("p1", Decimal("1000.00")), ("p3", Decimal("-700.00"))]),
    ],
)
def test_only_what_came_is_money(store: Store, said: str, kept: list[tuple[str, Decimal]]) -> None:
    preview = look(store, source(REGISTER))
    assert [(one.key, [each.value for each in one.options]) for one in preview.questions] == [
        ("payments.state.returned", ["nothing", "back"])
    ]
    load(store, source(REGISTER), answers={"payments.state.returned": said})
    assert rows(store, ALL) == kept


def test_what_did_not_come_is_counted_and_told(store: Store) -> None:
    text = "Дата платежа;Сумма;Статус;Плательщик\n10.01.2024;1000;Оплачен;А\n11.01.2024;500;Отклонён;А\n"
    preview = look(store, source(text))
    assert counts(preview) == (1, 0, 0, 0, 2)
    assert "1 payments did not come by “Статус” (Отклонён): they were left out." in [
        str(one) for one in preview.files[0].warnings
    ]


def test_a_planned_payment_is_due_and_not_paid(store: Store) -> None:
    text = "Дата оплаты;Срок оплаты;Сумма;Статус;Клиент\n20.01.2024;20.01.2024;500;Ожидает оплаты;А\n"
    load(store, source(text))
    assert rows(store, "SELECT paid_on, due_on, amount FROM payments") == [
        (None, date(2024, 1, 20), Decimal("500.00"))
    ]


def test_words_that_nobody_knows_are_told(store: Store) -> None:
    text = "Дата платежа;Сумма;Статус;Плательщик\n10.01.2024;1000;Чудно;А\n"
    assert [str(one) for one in look(store, source(text)).files[0].warnings] == [
        "Words of “Статус” that do not say whether a payment came: Чудно. Their rows were taken for money."
    ]
