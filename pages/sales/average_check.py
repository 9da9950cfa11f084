"""What is a typical deal worth, and what moved it?"""

import streamlit as st

from ui import cards, page, states
from ui.checks import answer, by_value, moved, spread, trend
from ui.desk import Desk
from ui.text import _


def average_check(desk: Desk) -> None:
    top = st.container()
    keys = answer.headlines(desk)
    cards.row(desk, keys)
    if cards.values(desk, desk.view, keys)["average_check"] is None:
        with top:
            page.answer(answer.answer(desk, None))
        states.nothing_found()
        return
    left, right = st.columns(2, gap="small")
    with left:
        trend.draw(desk)
    with right:
        spread.draw(desk)
    found = _by_value(desk, by_value.dimensions(desk))
    with top:
        page.answer(answer.answer(desk, found))


def _by_value(desk: Desk, asked: list[str]) -> moved.Moved | None:
    """One choice of a dimension for the two cards under it; with nothing to choose, neither."""
    if not asked:
        return None
    key = by_value.choose(asked)
    found = moved.moved(desk, key)
    left, right = st.columns(2, gap="small")
    with left:
        moved.draw(desk, found)
    with right:
        by_value.draw(desk, key)
    return found


page.show(_("Average check"), average_check)
