"""The two lists of customers: whom to call, and who left."""

from __future__ import annotations

import streamlit as st

from ui import charts
from ui.customers import table
from ui.desk import Desk
from ui.text import _


def to_call(desk: Desk) -> None:
    with charts.card(_("To call: about to leave, most money first")):
        name = _("Customers to call")
        if not table.draw(desk, "slipping", "churn_call", name, waiting=True):
            st.caption(_("Nobody is about to leave."))


def who_left(desk: Desk) -> None:
    with charts.card(_("Who left, most money first")):
        which = _switch(desk)
        name = _("Customers who left in the period") if which == "lost" else _("Customers who are gone")
        if not table.draw(desk, which, f"churn_{which}", name, waiting=False):
            st.caption(_("Nobody left."))


def _switch(desk: Desk) -> str:
    """Nobody leaves in a period without a beginning: there was no eve on which he was active."""
    if desk.view.period.start is None:
        return "gone"
    names = {"lost": _("In the period"), "gone": _("All who are gone")}
    return st.segmented_control(
        _("Who left"),
        list(names),
        default="lost",
        required=True,
        format_func=names.__getitem__,
        key="churn_which",
        label_visibility="collapsed",
    )
