"""Files in the manner of other programs and of people: read rightly, asked about, or set aside; never wrongly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source


def read(store: Store, text: str, name: str = "file.csv", **said: dict[str, str]) -> list[tuple[object, ...]]:
    load(store, source(text, name), **said)
    return rows(
        store,
        "SELECT deal_id, customer_id, manager_id, stage, status, amount, created_at, closed_at FROM deals ORDER BY 1",
    )


def test_bitrix_of_the_bi_connector(store: Store) -> None:
    """The number before a name is no part of it."""
    assert read(
        store,
        """
        ID,TITLE,STAGE_ID,STAGE_NAME,STAGE_SEMANTIC_ID,OPPORTUNITY,CURRENCY_ID,ASSIGNED_BY_NAME,COMPANY_NAME,DATE_CREATE,CLOSEDATE,CLOSED
        1,А,WON,Готово,S,100.00,RUB,[12] Анна,[5] ООО А,2024-02-01 10:00:00,2024-02-03,Y
        2,Б,NEW,Новая,P,200.00,RUB,[12] Анна,[6] ООО Б,2024-02-01 10:00:00,2024-03-03,N
        """,
    ) == [
        ("1", "ООО А", "Анна", "Готово", "won", Decimal("100.00"), datetime(2024, 2, 1, 10), datetime(2024, 2, 3)),
        ("2", "ООО Б", "Анна", "Новая", "open", Decimal("200.00"), datetime(2024, 2, 1, 10), None),
    ]  # fmt: skip
    assert rows(store, "SELECT stage, kind FROM stages ORDER BY 1") == [("Готово", "won"), ("Новая", "open")]


def test_dynamics(store: Store) -> None:
    assert read(
        store,
        """
        (Do Not Modify) Opportunity,Topic,Potential Customer,Owner,Est. Close Date,Est. Revenue,Actual Close Date,Status,Status Reason,Created On
        g1,A,Acme,Ann,2/13/2024,"$1,000.00",2/14/2024,Won,Won,1/15/2024
        g2,B,Beta,Ann,3/13/2024,"$2,000.00",,Open,In Progress,1/16/2024
        """,
    ) == [
        ("g1", "Acme", "Ann", None, "won", Decimal("1000.00"), datetime(2024, 1, 15), datetime(2024, 2, 14)),
        ("g2", "Beta", "Ann", None, "open", Decimal("2000.00"), datetime(2024, 1, 16), None),
    ]


def test_close(store: Store) -> None:
    assert read(
        store,
        """
        id,lead_name,status_label,status_type,value,value_formatted,user_name,date_created,date_won,date_lost
        o1,Acme,Signed,won,1000.5,$1000.50,Ann,2024-01-02,2024-02-02,
        o2,Beta,Talks,active,2000,$2000,Ann,2024-01-02,,
        """,
    ) == [
        ("o1", "Acme", "Ann", "Signed", "won", Decimal("1000.50"), datetime(2024, 1, 2), datetime(2024, 2, 2)),
        ("o2", "Beta", "Ann", "Talks", "open", Decimal("2000.00"), datetime(2024, 1, 2), None),
    ]  # fmt: skip


def test_a_prefix_with_a_colon_is_a_prefix(store: Store) -> None:
    assert read(
        store,
        """
        Deal : Id,Deal : Name,Deal : Amount,Deal : Deal stage,Deal : Sales account,Deal : Sales owner,Deal : Created at,Deal : Closed date
        1,A,1000.5,Won,Acme,Ann,2024-01-02T10:00:00+03:00,2024-02-02
        """,
    ) == [("1", "Acme", "Ann", "Won", "won", Decimal("1000.50"), datetime(2024, 1, 2, 10), datetime(2024, 2, 2))]  # fmt: skip


def test_a_status_with_words_of_its_own_is_the_stage(store: Store) -> None:
    text = """
        Номер заказа;Дата оформления;Статус заказа;Сумма заказа;Клиент;Менеджер
        1001A;01.02.2024;Выполнен;1 500,00;Иванов;Анна
        1002A;02.02.2024;На сборке;500,00;Петров;Анна
        """
    key = {"deals.key": "number,created_at"}
    assert [row[3:6] for row in read(store, text, answers=key)] == [
        ("Выполнен", "won", Decimal("1500.00")),
        ("На сборке", "open", Decimal("500.00")),
    ]


def test_states_that_nobody_knows_are_asked_about(store: Store) -> None:
    text = "Номер;Дата;Клиент;Сумма;Состояние\n1;10.01.2024;А;1200,00;Закрыт\n2;11.01.2024;Б;1300,00;К выполнению\n"
    assert [q.key for q in look(store, source(text)).questions] == [
        "deals.closed_at.column", "deals.key", "deals.won", "deals.lost",
    ]  # fmt: skip
    said = {
        "deals.closed_at.column": "none",
        "deals.key": "number,created_at",
        "deals.won": "Закрыт",
        "deals.lost": "none",
    }
    assert [row[4] for row in read(store, text, answers=said)] == ["won", "open"]


def test_an_owner_known_by_e_mail_only_is_the_manager(store: Store) -> None:
    text = (
        "Deal ID,Company,Owner email,Deal Stage,Value,Created on\n1,Acme,ann@x.com,Proposal,100,2024-01-02\n"
    )
    assert read(store, text)[0][2] == "ann@x.com"
    both = "Deal ID,Company,Owner email,Owner,Deal Stage,Value\n1,Acme,ann@x.com,Ann,Proposal,100\n"
    assert read(store, both)[0][2] == "Ann"


def test_words_for_nothing_are_no_source_and_no_reason(store: Store) -> None:
    load(
        store,
        source(
            "ID;Этап;Источник;Причина отказа;Компания\n1;Новая;-;(пусто);N/A\n2;Новая;Сайт;Нет бюджета;Нет\n"
        ),
    )
    assert rows(store, "SELECT source, loss_reason, customer_id FROM deals ORDER BY deal_id") == [
        (None, None, None), ("Сайт", "Нет бюджета", "Нет"),
    ]  # fmt: skip


def test_the_nearest_task_of_amocrm_is_a_day(store: Store) -> None:
    load(
        store,
        source("""
        ID,Название сделки,Этап сделки,Бюджет,Дата создания,Ближайшая задача,Теги сделки,Дата закрытия
        1,А,Переговоры,100,01.02.2024,05.03.2024,опт,не закрыта
        2,Б,Переговоры,100,01.02.2024,нет,опт,не закрыта
        """),
    )
    assert rows(
        store, "SELECT next_step, CAST(next_step_at AS DATE) FROM deals ORDER BY deal_id"
    ) == [(None, date(2024, 3, 5)), (None, None)]  # fmt: skip


ORDERS = "Name,Email,Total,Sent at,Lineitem name,Id\n#1001,a@b.c,105.00,2024-01-02,Mug,555\n"


def test_orders_are_not_taken_for_customers(store: Store) -> None:
    (question,) = look(store, source(ORDERS)).questions
    assert question.key == "file.csv:kind"
    assert [option.value for option in question.options] == ["customers", "deals", "purchases", "ignore"]


@pytest.mark.parametrize(
    "text",
    [
        "ID,Имя,Компания,Ответственный,Дата создания,Рабочий телефон,Должность\n1,Иван,ООО А,Анна,01.02.2024,+7,дир\n",
        '"ID";"Имя";"Фамилия";"Компания";"Тип контакта";"Ответственный";\n"1";"Иван";"Иванов";"ООО А";"Клиенты";"Анна";\n',
        "Contact ID,First Name,Last Name,Email,Account Name,Contact Owner\n1,Bob,Elk,b@x.com,Acme,Ann\n",
    ],
)
def test_contacts_are_no_companies(store: Store, text: str) -> None:
    file = look(store, source(text)).files[0]
    assert (file.kind, str(file.format)) == (None, "Contacts")


def test_tasks_are_no_deals(store: Store) -> None:
    text = "ID,Тип задачи,Дата,Ответственный,Сделка,Статус\n1,Звонок,01.02.2024,Анна,77,В работе\n"
    assert look(store, source(text)).files[0].kind == "activities"


def test_a_column_of_ranges_does_not_cost_the_companies(store: Store) -> None:
    text = (
        '"ID";"Название компании";"Кол-во сотрудников";"Дата создания";\n"1";"ООО А";"50-250";"01.02.2024";\n'
    )
    preview = look(store, source(text))
    assert counts(preview) == (1, 0, 0, 0, 1)
    assert "“Кол-во сотрудников” was left out" in str(preview.files[0].warnings[0])
