"""Who may come in, and what has been done? People and their rights in a grid, links to let them in, the audit."""

import streamlit as st

from ui import looking, page, viewing
from ui.desk import Desk
from ui.people import doors, grid, log
from ui.text import _


def access(desk: Desk) -> None:
    page.answer(grid.answer(desk.store))
    if looking.only_looks(desk.store):
        return
    people, sessions, past = st.tabs((_("People"), _("Who is signed in"), _("What was done")))
    with people:
        grid.draw(desk.store)
        doors.draw(desk.store)
    with sessions:
        doors.open_sessions(desk.store)
    with past:
        log.draw(desk)


page.show(_("Access"), access, needs_data=False, only_for=viewing.may_keep)
