"""Who left, who is about to, and how much money is at stake? And the list to call."""

import streamlit as st

from ui import cards, page, states
from ui.customers import lists, movement, repeat, where
from ui.desk import Desk
from ui.text import _

HEADLINES = (
    "customers_slipping",
    "revenue_at_risk",
    "lost_customers",
    "churn_rate",
    "reactivated_customers",
    "churned_customers",
)


def churn(desk: Desk) -> None:
    now = cards.values(desk, desk.view, (*HEADLINES, "active_customers"))
    if not now["active_customers"] and not now["churned_customers"]:
        repeat.refuse_without_customers(desk)
        states.nothing_found()
        return
    page.answer(movement.answer(desk, now))
    st.caption(movement.rule(desk))
    cards.row(desk, HEADLINES, in_line=3, in_charts=("active_customers",))
    left, right = st.columns(2, gap="small")
    with left:
        movement.active(desk)
    with right:
        movement.movements(desk)
    where.draw(desk)
    lists.to_call(desk)
    lists.who_left(desk)


page.show(_("Churn"), churn)
