"""Layouts of more programs, invented rows: counted, summed and told as a careful person would."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.importing import Source
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

DEALS = "SELECT deal_id, status, amount FROM deals ORDER BY 1"
WHOSE = (
    "SELECT deal_id, m.name, c.name FROM deals d LEFT JOIN managers m USING (manager_id) "
    "LEFT JOIN customers c USING (customer_id) ORDER BY 1"
)
GROUPED = """
    Opportunity Owner  ↑,Account Name,Opportunity Name,Amount,Stage,Close Date,Created Date
    Ann Lee,Acme,Deal 1,"1,000.00",Closed Won,1/15/2026,12/1/2025
    ,Beta,Deal 2,"2,000.50",Prospecting,2/20/2026,12/21/2025
    Subtotal,,Sum,"3,000.50",,,
    ,,Count,2,,,
    Bob Ray,Gamma,Deal 3,500.00,Closed Lost,1/30/2026,12/1/2025
    Subtotal,,Sum,500.00,,,
    ,,Count,1,,,
    Total,,Sum,"3,500.50",,,
    ,,Count,3,,,
    """
CLOSE = """
    id,lead_name,status_label,status_type,value,value_formatted,value_currency,date_created,user_name
    o1,Acme,Won,won,100050,"$1,000.50",USD,2025-12-01,Ann
    o2,Beta,Active,active,250000,"$2,500 monthly",USD,2025-12-05,Bob
    """
GETCOURSE = """
    Номер;ID заказа;ID пользователя;Пользователь;Дата создания;Дата оплаты;Title;Статус;Стоимость, RUB;Оплачено;Получено;Менеджер
    1;901;5;Ольга;2026-01-10 10:00:00;2026-01-11 10:00:00;Курс;Завершен;10 000 руб.;10 000 руб.;9700;Анна
    2;902;6;Инна;2026-01-12 10:00:00;;Курс;Отменен;20 000 руб.;0 руб.;0;Анна
    3;903;7;Пётр;2026-01-13 10:00:00;;Курс;Частично оплачен;20 000 руб.;5 000 руб.;5000;Борис
    """
OZON = """
    Номер заказа;Номер отправления;Принят в обработку;Статус;Дата доставки;Сумма отправления;Код валюты отправления;Название товара;Артикул;Количество
    11;11-1;2026-01-10 10:00:00;Доставлен;2026-01-15 10:00:00;1000.00;RUB;Кофе;K1;2
    12;12-1;2026-01-12 10:00:00;Отменён;;300.00;RUB;Чай;K2;1
    13;13-1;2026-01-14 10:00:00;Доставляется;;700.00;RUB;Чай;K2;2
    """


def test_a_report_of_salesforce_by_owner(store: Store) -> None:
    """The arrow of sorting is no part of a header; sums, counts and blanks below an owner are no data."""
    answers = {"deals.key": "name,created_at", "deals.manager.blank": "above"}
    assert counts(load(store, source(GROUPED), answers=answers)) == (3, 0, 0, 0, 7)
    assert [row[1:] for row in rows(store, WHOSE)] == [
        ("Ann Lee", "Acme"),
        ("Ann Lee", "Beta"),
        ("Bob Ray", "Gamma"),
    ]
    assert rows(store, "SELECT sum(amount) FROM deals") == [(Decimal("3500.50"),)]


def test_values_in_cents_are_told_by_what_is_shown(store: Store) -> None:
    load(store, source(CLOSE))
    assert rows(store, DEALS) == [("o1", "won", Decimal("1000.50")), ("o2", "open", Decimal("2500.00"))]


def test_values_that_are_no_cents_stay(store: Store) -> None:
    load(store, source(CLOSE.replace("100050", "1000.50").replace("250000", "2500")))
    assert rows(store, DEALS) == [("o1", "won", Decimal("1000.50")), ("o2", "open", Decimal("2500.00"))]


def test_values_partly_in_cents_are_refused(store: Store) -> None:
    preview = look(store, source(CLOSE.replace("250000", "2500")))
    assert "is in cents in some rows and not in others" in str(preview.problems[0])
    preview.close()


def test_getcourse(store: Store) -> None:
    load(store, source(GETCOURSE))
    assert rows(store, DEALS) == [
        ("901", "won", Decimal("10000.00")),
        ("902", "lost", Decimal("20000.00")),
        ("903", "open", Decimal("20000.00")),
    ]
    assert rows(store, WHOSE)[0] == ("901", "Анна", "Ольга")


def test_ozon(store: Store) -> None:
    load(store, source(OZON))
    assert rows(store, "SELECT deal_id, status, amount, closed_at FROM deals ORDER BY 1") == [
        ("11-1", "won", Decimal("1000.00"), datetime(2026, 1, 15, 10)),
        ("12-1", "lost", Decimal("300.00"), datetime(2026, 1, 12, 10)),
        ("13-1", "open", Decimal("700.00"), None),
    ]


def test_paypal_is_money_and_no_deals(store: Store) -> None:
    text = """
    Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID
    01/13/2026,10:00:00,PST,Olga,Website Payment,Completed,USD,100.00,-3.20,96.80,T1
    01/14/2026,10:00:00,PST,Inna,Website Payment,Pending,USD,50.00,0,50.00,T2
    01/15/2026,10:00:00,PST,Olga,Payment Refund,Completed,USD,-40.00,1.20,-38.80,T3
    """
    assert counts(load(store, source(text))) == (2, 0, 0, 0, 2)
    assert rows(store, "SELECT count(*), sum(amount) FROM payments") == [(2, Decimal("60.00"))]


def test_orders_of_1c_are_no_sales_until_their_state_says_so(store: Store) -> None:
    """The state was unknown, so an order that nobody had approved counted as sold."""
    text = """
    Дата;Номер;Клиент;Сумма;Этап согласования;Менеджер
    10.01.2026;ТД-1;ООО Север;10 000,00;Закрыт;Анна
    11.01.2026;ТД-2;ООО Юг;20 000,00;На согласовании;Борис
    """
    preview = look(store, source(text))
    assert preview.files[0].kind == "deals"
    assert {"deals.won", "deals.lost"} <= {one.key for one in preview.questions}
    preview.close()


def test_the_state_of_a_customer_is_none_of_a_sale(store: Store) -> None:
    text = "Дата;Номер;Клиент;Сумма;Статус клиента\n10.01.2026;1;А;10;Новый\n11.01.2026;2;Б;20;Постоянный\n"
    preview = look(store, source(text))
    assert (preview.files[0].kind, preview.questions) == ("purchases", ())
    preview.close()


def test_the_customer_goes_before_ones_own_organisation(store: Store) -> None:
    text = "ID;Покупатель;Состояние;Сумма документа;Организация\n1;ООО Юг;Оплачен;5 000,00;ИП Иванов\n"
    load(store, source(text))
    assert rows(store, WHOSE) == [("1", None, "ООО Юг")]
    assert rows(store, DEALS) == [("1", "won", Decimal("5000.00"))]


def test_a_state_against_its_stage_is_told(store: Store) -> None:
    text = "ID,Stage,Status,Amount\n1,07-Closed Won,Open,100\n2,Negotiation,Lost,200\n"
    preview = look(store, source(text))
    told = [str(one) for one in preview.files[0].warnings if "by their state" in str(one)]
    assert told == [
        "1 rows say one thing by their stage and another by their state (07-Closed Won – Open): the state was taken."
    ]
    preview.close()


def test_sales_without_customers_are_asked_about(store: Store) -> None:
    """Wages and expenses look the same."""
    text = source("Дата;Менеджер;Товар;Сумма\n10.01.2026;Анна;Кофе;100\n10.01.2026;Анна;Кофе;100\n", "f.csv")
    preview = look(store, text)
    assert [(one.key, [o.value for o in one.options]) for one in preview.questions] == [
        ("f.csv:kind", ["purchases", "ignore"])
    ]
    preview.close()
    assert counts(load(store, text, kinds={"f.csv": "purchases"})) == (2, 0, 0, 0, 1)
    assert rows(store, "SELECT count(*), sum(amount) FROM deals") == [(2, Decimal("200.00"))]


def test_a_sale_of_one_piece_is_worth_its_price(store: Store) -> None:
    text = source(
        "VIN;Клиент;Продавец;Дата продажи;Цена продажи\nX1;Ольга;Анна;13.01.2026;1 500 000\n", "f.csv"
    )
    preview = look(store, text)
    assert [one.key for one in preview.questions] == ["f.csv:kind"]
    preview.close()
    load(store, text, kinds={"f.csv": "purchases"})
    assert rows(store, "SELECT sum(amount) FROM deals") == [(Decimal("1500000.00"),)]


def test_a_detail_by_customer_of_quickbooks(store: Store) -> None:
    text = """
    ,,,,
    Sales by Customer Detail,,,,
    January 2026,,,,
    Date,Transaction Type,Num,Qty,Amount
    Acme,,,,
    01/13/2026,Invoice,101,2,100.00
    01/15/2026,Invoice,102,1,50.00
    Total for Acme,,,3,$150.00
    Beta,,,,
    01/20/2026,Invoice,103,1,50.00
    Total for Beta,,,1,$50.00
    TOTAL,,,4,$200.00
    """
    assert counts(load(store, source(text), answers={"purchases.group": "customer"})) == (3, 0, 0, 0, 9)
    assert [row[2] for row in rows(store, WHOSE)] == ["Acme", "Acme", "Beta"]


@pytest.mark.parametrize(
    ("header", "field"),
    [("Турист", "customer"), ("Агент", "manager"), ("№ договора", "number"), ("Факт. дата", "closed_at"), ("Плановая дата", "expected_close")],
)  # fmt: skip
def test_headers_of_other_trades(store: Store, header: str, field: str) -> None:
    value = "10.01.2026" if "дата" in header.lower() else "Я-1"
    text = f"ID;Статус;Сумма;{header}\n1;Аннулирована;5;{value}\n"
    preview = look(store, Source("f.csv", text.encode()))
    assert preview.files[0].columns[3].field == field
    assert preview.work.files[0].database.execute("SELECT outcome_ FROM staged").fetchall() == [("lost",)]
    preview.close()


def test_shipments_of_moysklad_are_sales_though_their_state_is_blank(store: Store) -> None:
    text = """
    №;Время;Со склада;Контрагент;Организация;Сумма;Оплачено;Статус;Владелец-сотрудник
    00001;10.01.2026 10:00;Основной;ООО Север;ИП И;1000,00;1000,00;;Анна
    00002;11.01.2026 10:00;Основной;ООО Юг;ИП И;500,00;0,00;;Борис
    """
    assert counts(load(store, source(text))) == (2, 0, 0, 0, 1)
    assert [row[1:] for row in rows(store, WHOSE)] == [("Анна", "ООО Север"), ("Борис", "ООО Юг")]


def test_a_blank_state_is_told(store: Store) -> None:
    text = "Номер;Дата;Клиент;Сумма;Статус\n1;10.01.2026;А;100;\n2;11.01.2026;Б;200;\n"
    preview = look(store, source(text))
    assert counts(preview) == (2, 0, 0, 0, 1)
    assert "“Статус” is blank in every row: each row was taken for a sale." in map(
        str, preview.files[0].warnings
    )
    preview.close()


@pytest.mark.parametrize(
    "text",
    [
        "Этап;Количество;Сумма\nПереговоры;5;1000\nУспешно реализовано;3;900\nИтого;8;1900\n",
        "Ответственный;Стадия;Количество сделок;Сумма сделок\nАнна;Переговоры;5;1000\nАнна;Сделка успешна;3;900\n",
        "Stage,Deals,Amount\nProspecting,5,1000\nClosed Won,3,900\n",
    ],
)
def test_a_report_of_a_funnel_is_no_list_of_deals(store: Store, text: str) -> None:
    preview = look(store, source(text))
    assert "its rows count deals" in str(preview.files[0].set_aside)
    preview.close()


def test_pieces_of_a_product_are_no_count_of_deals(store: Store) -> None:
    text = "Клиент;Этап;Количество;Сумма\nООО Юг;Отказ;2;10\n"
    preview = look(store, source(text))
    assert preview.files[0].kind == "deals"
    preview.close()
