"""Payments, spend on channels, activities: whose they are, what adds up, what is none of ours."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from data.importing import Source, undo
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

US = ("ООО Наша", "7700000001")
FOX = ('Общество с ограниченной ответственностью "Лиса"', "7700000002")
OWL = ("ИП Сова", "770000000333")
LANDLORD = ("АО Аренда", "7700000009")


def bank(*payments: tuple[str, str, tuple[str, str], tuple[str, str], str], dated: bool = True) -> Source:
    """number, amount, payer, payee, purpose; all on 15 March 2024, credited or debited a day later."""
    lines = ["1CClientBankExchange", "ВерсияФормата=1.03", "Кодировка=Windows", "РасчСчет=40702810"]
    for number, amount, payer, payee, purpose in payments:
        moved = "ДатаСписано" if payer == US else "ДатаПоступило"
        lines += [
            "СекцияДокумент=Платежное поручение",
            f"Номер={number}",
            "Дата=15.03.2024",
            f"Сумма={amount}",
            f"Плательщик1={payer[0]}",
            f"ПлательщикИНН={payer[1]}",
            f"Получатель1={payee[0]}",
            f"ПолучательИНН={payee[1]}",
            *([f"{moved}=16.03.2024"] if dated else []),
            f"НазначениеПлатежа={purpose}",
            "КонецДокумента",
        ]
    return Source("kl_to_1c.txt", "\r\n".join([*lines, "КонецФайла", ""]).encode("cp1251"))


CUSTOMERS = source("ID;Название;ИНН\n1;ООО Лиса;7700000002\n2;ИП Сова;\n3;Сова;\n", name="customers.csv")
STATEMENT = (
    ("11", "1500.50", FOX, US, "Оплата по счету 1"),
    ("12", "300.00", OWL, US, "Аванс"),
    ("13", "70000.00", US, LANDLORD, "Аренда"),
    ("14", "500.50", US, FOX, "Возврат"),
    ("11", "20.00", ("ООО Новый", "7700000004"), US, "Оплата"),
)
TAKEN = [
    ("1", date(2024, 3, 16), Decimal("-500.50"), "Возврат"),
    ("1", date(2024, 3, 16), Decimal("1500.50"), "Оплата по счету 1"),
    ("2", date(2024, 3, 16), Decimal("300.00"), "Аванс"),
    ("ООО Новый", date(2024, 3, 16), Decimal("20.00"), "Оплата"),
]


def paid(store: Store) -> list[tuple[object, ...]]:
    return rows(store, "SELECT customer_id, paid_on, amount, purpose FROM payments ORDER BY 1, 3")


def test_a_bank_file_becomes_the_payments_of_customers(store: Store) -> None:
    """By tax number (Лиса under its long name), by name (Сова), a new one; the rent is left out."""
    load(store, CUSTOMERS)
    preview = look(store, bank(*STATEMENT))
    assert (preview.files[0].kind, str(preview.files[0].format)) == ("payments", "1C, bank payments")
    assert "1 payments went to others than customers" in str(preview.files[0].warnings[-1])
    result = load(store, bank(*STATEMENT))
    assert counts(result) == (4, 0, 0, 0, 1)
    assert paid(store) == TAKEN
    assert rows(store, "SELECT name, tax_number FROM customers WHERE customer_id = 'ООО Новый'") == [
        ("ООО Новый", "7700000004")
    ]
    assert counts(load(store, bank(*STATEMENT))) == (0, 0, 4, 0, 1)


def test_who_we_are_is_told_by_being_in_every_payment(store: Store) -> None:
    load(store, CUSTOMERS)
    load(store, bank(*STATEMENT, dated=False))
    assert [row[2:] for row in paid(store)] == [row[2:] for row in TAKEN]


def test_two_that_are_in_every_payment_are_asked_about(store: Store) -> None:
    both = bank(("11", "1500.50", FOX, US, "Оплата"), ("12", "5.00", US, FOX, "Возврат"), dated=False)
    (question,) = look(store, both).questions
    assert question.key == "payments.own"
    assert [option.value for option in question.options] == [US[1], FOX[1]]
    load(store, both, answers={"payments.own": US[1]})
    assert [row[2] for row in paid(store)] == [Decimal("-5.00"), Decimal("1500.50")]


def test_payments_are_taken_back_with_the_customers_they_made(store: Store) -> None:
    load(store, CUSTOMERS)
    before = everything(store)
    load(store, bank(*STATEMENT))
    undo(store, now=NOW)
    assert paid(store) == [] and everything(store) == before


def test_a_plain_table_of_payments(store: Store) -> None:
    load(store, source("ID;Этап;Компания\nD1;Новая;ООО Лиса\n"))
    result = load(
        store,
        source("""
        Дата платежа;ID сделки;Сумма;Назначение платежа
        15.03.2024;D1;100,25;аванс
        15.03.2024;D1;100,25;аванс
        ;D1;5;без даты
        16.03.2024;D1;;без суммы
        """),
    )
    assert counts(result) == (2, 0, 0, 2, 1)
    assert rows(store, "SELECT deal_id, customer_id, paid_on, amount FROM payments") == [
        ("D1", "ООО Лиса", date(2024, 3, 15), Decimal("100.25"))
    ] * 2  # fmt: skip


def test_sales_are_not_taken_for_payments(store: Store) -> None:
    file = look(store, source("Номер;Дата;Клиент;Сумма\n1;15.03.2024;А;5\n")).files[0]
    assert file.kind == "purchases"


def test_spend_of_days_adds_up_to_months_of_a_source(store: Store) -> None:
    """Two equal days are no copy of each other; the source is spelt as the deals spell it."""
    load(store, source("ID;Этап;Источник\n1;Новая;Яндекс Директ\n"))
    text = """
        Дата;Источник;Расход;Показы
        01.03.2024;яндекс  директ;100,50;7
        02.03.2024;Яндекс Директ;100,50;7
        01.04.2024;Яндекс Директ;30;7
        01.04.2024;ВК;;7
        """
    result = load(store, source(text))
    assert counts(result) == (3, 0, 0, 1, 1)
    assert rows(store, "SELECT month, source, amount FROM channel_spend ORDER BY 1") == [
        (date(2024, 3, 1), "Яндекс Директ", Decimal("201.00")),
        (date(2024, 4, 1), "Яндекс Директ", Decimal("30.00")),
    ]
    assert counts(load(store, source(text))) == (0, 0, 3, 1, 1)


def test_activities_of_deals_and_managers(store: Store) -> None:
    text = """
        ID звонка;Тип активности;Дата;Ответственный;ID сделки
        7;Исходящий звонок;15.03.2024 10:30;Анна;D1
        8;Встреча;16.03.2024 12:00;Анна;D1
        9;Голубь;;Анна;D1
        """
    assert counts(load(store, source(text))) == (2, 0, 0, 1, 1)
    assert rows(
        store, "SELECT activity_id, kind, happened_at, manager_id, deal_id FROM activities ORDER BY 1"
    ) == [
        ("7", "call", datetime(2024, 3, 15, 10, 30), "Анна", "D1"),
        ("8", "meeting", datetime(2024, 3, 16, 12), "Анна", "D1"),
    ]
