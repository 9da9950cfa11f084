"""Layouts of more CRMs, each by its own words: the plan of closing is no end, the state tells won and lost."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import load, look, rows, source

COPPER = """
    Copper ID,Name,Primary Contact,Company,Owned By,Value,Pipeline,Stage,Status,Loss Reason,Close Date,Completed Date,Win Probability,Created At
    1,A,Jo,Acme,Ann,1000,Sales,Proposal,Won,,02/10/2024,02/01/2024,100,01/25/2024 10:00
    2,B,Jo,Beta,Ann,500,Sales,Qualified,Open,,03/10/2024,,40,01/26/2024 10:00
    3,C,Jo,Beta,Ann,700,Sales,Qualified,Abandoned,Price,03/10/2024,02/03/2024,40,01/26/2024 10:00
    """
INSIGHTLY = """
    RecordId,OpportunityName,OpportunityState,Probability,BidCurrency,BidAmount,BidType,ForecastCloseDate,ActualCloseDate,Pipeline,CurrentStage,UserResponsible,OrganizationName,DateCreated
    1,A,WON,100,USD,1000.00,Fixed Bid,2/10/2024,2/1/2024,Sales,Proposal,Ann,Acme,1/25/2024 10:00:00 AM
    2,B,OPEN,40,USD,500.00,Fixed Bid,3/10/2024,,Sales,Qualify,Ann,Beta,1/26/2024 1:00:00 PM
    3,C,ABANDONED,0,USD,700.00,Fixed Bid,3/10/2024,2/3/2024,Sales,Qualify,Ann,Beta,1/26/2024 1:00:00 PM
    """


@pytest.mark.parametrize("text", [COPPER, INSIGHTLY], ids=["Copper", "Insightly"])
def test_the_state_ends_a_deal_and_the_plan_does_not(store: Store, text: str) -> None:
    assert look(store, source(text)).questions == ()
    load(store, source(text))
    found = rows(
        store,
        "SELECT deal_id, status, amount, manager_id, customer_id, strftime(closed_at, '%d.%m'), strftime(expected_close, '%d.%m') FROM deals ORDER BY 1",
    )
    assert found == [
        ("1", "won", Decimal("1000.00"), "Ann", "Acme", "01.02", "10.02"),
        ("2", "open", Decimal("500.00"), "Ann", "Beta", None, "10.03"),
        ("3", "lost", Decimal("700.00"), "Ann", "Beta", "03.02", "10.03"),
    ]


def test_retailcrm(store: Store) -> None:
    text = """
        Номер;Дата создания;Статус;Магазин;Менеджер;Клиент;Сумма;Оплачено;Тип доставки;Способ оформления;Причина отмены
        1001A;15.01.2024 10:22:33;Выполнен;М;Ольга;Анна;1500.00;1500.00;Курьер;Корзина;
        1002A;16.01.2024 11:22:33;Отменен;М;Ольга;Борис;900.00;0.00;Курьер;Звонок;Дорого
        """
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status, amount, strftime(closed_at, '%d.%m'), loss_reason FROM deals ORDER BY 1") == [
        ("1001A", "won", Decimal("1500.00"), "15.01", None),
        ("1002A", "lost", Decimal("900.00"), "16.01", "Дорого"),
    ]  # fmt: skip


def test_moysklad(store: Store) -> None:
    text = """
        Заказы покупателей;;;;;;;;
        №;Время;Контрагент;Организация;Сумма;Валюта;Оплачено;Отгружено;Статус
        00001;15.01.2024 10:22;ООО Ромашка;ООО Мы;15 000,50;руб;15 000,50;15 000,50;Доставлен
        00002;16.01.2024 11:22;ИП Лис;ООО Мы;9 000,00;руб;0,00;0,00;Новый
        Итого;;;;24 000,50;;15 000,50;15 000,50;
        """
    load(store, source(text))
    assert rows(store, "SELECT deal_id, customer_id, status, amount, currency, strftime(closed_at, '%d.%m') FROM deals ORDER BY 1") == [
        ("00001", "ООО Ромашка", "won", Decimal("15000.50"), "RUB", "15.01"),
        ("00002", "ИП Лис", "open", Decimal("9000.00"), "RUB", None),
    ]  # fmt: skip


def test_an_unknown_last_stage_is_asked_about_though_a_cancelled_one_is_known(store: Store) -> None:
    """Else all that was sent would be open, and nothing sold."""
    text = """
        ORDERNUMBER,ORDERDATE,STATUS,SALES,CUSTOMERNAME
        1,2/24/2003 0:00,Dispatched,2871.00,Acme
        2,5/7/2003 0:00,Cancelled,2765.90,Beta
        """
    said = look(store, source(text)).questions
    assert "deals.won" in [question.key for question in said]


def test_a_stage_with_its_pipeline_in_brackets(store: Store) -> None:
    text = """
        Record ID,Deal Name,Deal Stage,Pipeline,Close Date,Create Date,Amount,Deal owner
        1,A,Closed Won (Sales),Sales,2024-02-01 10:00,2024-01-01 10:00,1000.5,Ann
        2,B,Closed Lost (Sales),Sales,2024-02-02 10:00,2024-01-01 10:00,2000,Ann
        3,C,Оплачено (частично),Sales,,2024-01-01 10:00,2000,Ann
        """
    load(store, source(text))
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("1", "won"), ("2", "lost"), ("3", "open"),
    ]  # fmt: skip


def test_the_forecast_sample(store: Store) -> None:
    text = """
        Date,Salesperson,Lead Name,Segment,Region,Target Close,Forecasted Monthly Revenue,Opportunity Stage,Weighted Revenue,Closed Opportunity,Active Opportunity
        6/12/2013,Gil,Lead 1,Enterprise,North,11/13/2013,103699,Lead,10369.9,FALSE,TRUE
        6/20/2013,Gil,Lead 2,Small,South,12/13/2013,393841,Won,393841,TRUE,FALSE
        6/25/2013,Gil,Lead 3,Small,South,12/13/2013,1000,Lost,0,TRUE,FALSE
        """
    load(store, source(text), answers={"deals.key": "name"})
    assert rows(store, "SELECT name, status, amount, CAST(expected_close AS VARCHAR) FROM deals ORDER BY 1") == [
        ("Lead 1", "open", Decimal("103699.00"), "2013-11-13"),
        ("Lead 2", "won", Decimal("393841.00"), "2013-12-13"),
        ("Lead 3", "lost", Decimal("1000.00"), "2013-12-13"),
    ]  # fmt: skip
