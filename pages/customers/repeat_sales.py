"""Do customers come back? Repeat revenue and frequency, what became of each cohort, how soon and who returns."""

import streamlit as st

from ui import cards, page, states, text
from ui.customers import again, by, cohort_map, repeat
from ui.desk import Desk
from ui.text import _

HEADLINES = (
    "repeat_revenue_share",
    "repeat_purchase_rate",
    "returning_share",
    "purchase_frequency",
    "rhythm_days",
    "new_customers",
)


def repeat_sales(desk: Desk) -> None:
    now = cards.values(desk, desk.view, (*HEADLINES, "purchases", "repeat_revenue"))
    if not now["purchases"]:
        repeat.refuse_without_customers(desk)
        states.nothing_found()
        return
    page.answer(_answer(now))
    with_courses = desk.view.churn_days is not None
    cards.row(desk, HEADLINES, in_line=3, sparklines=with_courses, in_charts=repeat.IN_CHARTS)
    left, right = st.columns((3, 2), gap="small")
    with left:
        repeat.revenue_over_time(desk)
    with right:
        repeat.frequency(desk)
    cohort_map.retention(desk)
    if not by.known(desk):
        again.second_purchase(desk)
        return
    left, right = st.columns((2, 3), gap="small")
    with left:
        again.second_purchase(desk)
    with right:
        again.coming_back_by(desk)


def _answer(now: dict) -> str:
    again, revenue = now["repeat_purchase_rate"], now["repeat_revenue_share"]
    if not again:
        return _("Nobody has bought a second time yet.")
    if again == 1:
        return _(
            "Every customer has come back, and repeat purchases bring {revenue} of revenue.",
            revenue=text.share(revenue),
        )
    told = {"share": text.share(again), "revenue": text.share(revenue)}
    if again >= 0.5:
        return _(
            "Most customers come back: {share} have bought again, and repeat purchases bring {revenue} of revenue.",
            **told,
        )
    if again >= 0.25:
        return _(
            "Fewer than half of the customers come back: {share} have bought again, and repeat purchases bring {revenue} of revenue.",
            **told,
        )
    return _(
        "Few customers come back: {share} have bought again, and repeat purchases bring {revenue} of revenue.",
        **told,
    )


page.show(_("Repeat sales"), repeat_sales)
