"""How is the month going? Headlines, revenue over time, and the funnel, managers and customers in brief."""

import streamlit as st

from metrics.catalogue import metric
from ui import briefs, cards, page, text
from ui.desk import Desk
from ui.text import _

HEADLINES = ("revenue", "deals_won", "win_rate", "average_check", "median_cycle_days", "customers")


def overview(desk: Desk) -> None:
    page.answer(_answer(desk))
    cards.row(desk, HEADLINES)
    left, right = st.columns((3, 2), gap="small")
    with left:
        briefs.revenue_over_time(desk)
    with right:
        briefs.funnel(desk)
    left, right = st.columns((3, 2), gap="small")
    with left:
        briefs.managers(desk)
    with right:
        briefs.customers(desk)


def _answer(desk: Desk) -> str:
    everything = (*HEADLINES, *cards.answerable(desk, briefs.CUSTOMERS)[0])  # in one reading
    now = cards.values(desk, desk.view, everything)
    before = cards.values(desk, desk.before, everything) if desk.before else {"revenue": None}
    said = cards.said_change(desk, metric("revenue"), now["revenue"], before["revenue"])
    won = text.ngettext("{count} deal won", "{count} deals won", int(now["deals_won"]))
    sentence = _("Revenue {money}: {deals}", money=text.money(now["revenue"], desk.currency), deals=won)
    return f"{sentence}, {said}." if said else f"{sentence}."


page.show(_("Sales overview"), overview)
