"""Public data sets and programs whose layouts say less than one would like: asked, not guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import load, look, rows, source

ENDED = "SELECT deal_id, stage, status, amount FROM deals ORDER BY 1"
ODOO = """
    External ID,Opportunity,Customer,Salesperson,Expected Revenue,Stage,Created on,Closed Date,Active,Lost Reason
    o1,A,Acme,Ann,1000.0,Won,2024-01-15 10:00:00,2024-02-14 10:00:00,True,
    o2,B,Beta,Ann,2000.0,Proposition,2024-01-15 10:00:00,,True,
    o3,C,Beta,Ann,3000.0,Proposition,2024-01-15 10:00:00,2024-02-15 10:00:00,False,Too expensive
    """


@pytest.mark.parametrize("said", ["lost", "open"])
def test_a_reason_of_loss_where_no_stage_is_lost_is_asked_about(store: Store, said: str) -> None:
    """Odoo keeps a lost deal at its stage."""
    assert [one.key for one in look(store, source(ODOO)).questions] == ["deals.reason"]
    load(store, source(ODOO), answers={"deals.reason": said})
    assert rows(store, ENDED) == [
        ("o1", "Won", "won", Decimal("1000.00")),
        ("o2", "Proposition", "open", Decimal("2000.00")),
        ("o3", "Proposition", said, Decimal("3000.00")),
    ]


def test_a_reason_beside_a_lost_stage_is_no_question(store: Store) -> None:
    text = "ID;Этап;Сумма;Причина отказа\n1;Отказ;10;Дорого\n2;Переговоры;20;Дорого\n"
    assert look(store, source(text)).questions == ()


def test_without_any_id_all_that_tells_a_deal_is_offered(store: Store) -> None:
    text = """
        Deal Date,Manager Name,Deal Cost,Deal Status Code
        27-Mar-12,Gopa,150000.00,Won
        28-Mar-12,Gopa,150000.00,Lost
        """
    keys = {one.key: [each.value for each in one.options] for one in look(store, source(text)).questions}
    assert keys["deals.key"] == ["manager,created_at,amount"]


def test_states_of_a_marketplace(store: Store) -> None:
    load(
        store,
        source("""
        Order ID,Date,Status,Qty,currency,Amount
        a1,04-30-22,Cancelled,0,INR,647.62
        a2,04-30-22,Shipped - Delivered to Buyer,1,INR,406.00
        a3,04-30-22,Shipped - Returned to Seller,1,INR,329.00
        """),
    )
    assert [row[::2] for row in rows(store, ENDED)] == [("a1", "lost"), ("a2", "won"), ("a3", "returned")]
