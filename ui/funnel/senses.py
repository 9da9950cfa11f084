"""The funnel in its three senses, one at a time, each with what it means: they are never mixed."""

from __future__ import annotations

import streamlit as st

from ui import text
from ui.funnel import against, cohort, flows, leaking, resolved, waiting
from ui.funnel.room import Room
from ui.text import _

SENSES = ("cohort", "flow", "stock")


def choose() -> str:
    names = {"cohort": _("Cohort"), "flow": _("Flow"), "stock": _("Stock")}
    chosen = st.segmented_control(
        _("What to count"),
        SENSES,
        default=SENSES[0],
        required=True,
        format_func=names.__getitem__,
        key="funnel_sense",
    )
    return chosen if chosen in SENSES else SENSES[0]


def meaning(sense: str) -> str:
    return {
        "cohort": _(
            "Cohort: the deals created in the period, by how far each ever came; a skipped stage counts as passed."
        ),
        "flow": _(
            "Flow: entries into each stage during the period, whenever the deals were created; a step may exceed 100%."
        ),
        "stock": _(
            "Stock: open deals by the stage they stand at now, whatever the period; a stock has no conversion."
        ),
    }[sense]


def immature(room: Room) -> str:
    """That the middle of the cohort is younger than half of all sales take, or nothing."""
    usual, view = room.median_cycle, room.view
    start = view.period.start or view.first_day
    if usual is None or start is None:
        return ""
    age = (view.today - view.as_of).days + (view.as_of - start).days // 2
    if age >= usual:
        return ""
    return _(
        "Immature: half of the sales take {usual} or longer, and the middle of this period lies {age} back. Its conversion has yet to grow.",
        usual=text.days(usual),
        age=text.days(age),
    )


def draw(room: Room, sense: str) -> None:
    """Everything that belongs to the sense, and nothing of another."""
    {"cohort": _cohort, "flow": _flow, "stock": _stock}[sense](room)


def _cohort(room: Room) -> None:
    left, right = st.columns((3, 2), gap="small")
    with left:
        cohort.draw(room)
    with right:
        resolved.draw(room)
    leaking.draw(room)
    if compared := against.dimensions(room):
        left, right = st.columns((3, 2), gap="small")
        with left:
            against.draw(room, compared)
        with right:
            waiting.draw(room)
    else:
        waiting.draw(room)


def _flow(room: Room) -> None:
    flows.flow(room)
    waiting.draw(room)


def _stock(room: Room) -> None:
    flows.stock(room)
