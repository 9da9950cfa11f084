"""Who left, who is about to, and how much money is at stake? And the list to call."""

import streamlit as st

from ui import cards, churn_lists, churn_views, churn_where, page, repeat_views, states
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
        repeat_views.refuse_without_customers(desk)
        states.nothing_found()
        return
    page.answer(churn_views.answer(desk, now))
    st.caption(churn_views.rule(desk))
    cards.row(desk, HEADLINES)
    left, right = st.columns(2, gap="small")
    with left:
        churn_views.active(desk)
    with right:
        churn_views.movements(desk)
    left, right = st.columns((3, 2), gap="small")
    with left:
        churn_where.rate_by(desk)
    with right:
        churn_where.at_stake_by_manager(desk)
    churn_lists.to_call(desk)
    churn_lists.who_left(desk)


page.show(_("Churn"), churn)
