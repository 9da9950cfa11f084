"""Where do we lose deals? One pipeline at a time: how far deals come, where and why they are lost, who loses them."""

import streamlit as st

from ui import page, states
from ui.desk import Desk
from ui.funnel import room as rooms
from ui.funnel import senses
from ui.text import _


def funnel(desk: Desk) -> None:
    names = rooms.pipelines(desk)
    if not names:
        rooms.nothing_here(desk)
        return
    answer = st.container()
    with st.container(horizontal=True, gap="medium"):
        room = rooms.Room(desk, rooms.choose(names))
        sense = senses.choose()
    st.caption(senses.meaning(sense))
    if sense == "cohort" and (young := senses.immature(room)):
        st.caption(young)
    with answer:
        page.answer(rooms.answer(room, named=len(names) > 1))
    if not room.fates["created"] and sense == "cohort":
        states.nothing_found()
        return
    senses.draw(room, sense)


page.show(_("Funnel"), funnel)
