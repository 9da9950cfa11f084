"""How far can the base be trusted? One score, what to mend first, and who has it to mend."""

from dataclasses import replace

import streamlit as st

from ui import page, states, text
from ui.desk import Desk
from ui.quality import by_manager, figures, mending, said
from ui.quality.checks import Quality
from ui.text import _


def data_quality(desk: Desk) -> None:
    if desk.is_empty:
        states.empty_store()
        return
    alone = replace(desk, before=None, starts_too_late=False)
    st.caption(
        page.context(
            alone, _("the whole base as of {day}, whatever the period", day=text.day(desk.view.today))
        )
    )
    quality = Quality(desk)
    if not quality.numbers["deals_in_base"]:
        states.nothing_found()
        return
    page.answer(said.answer(quality))
    left, right = st.columns((3, 2), gap="small")
    with left:
        figures.to_mend(quality)
    with right:
        figures.course(quality)
    by_manager.draw(quality)
    mending.draw(quality)


page.show(_("Data quality"), data_quality, needs_data=False)
