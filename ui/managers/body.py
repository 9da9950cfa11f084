"""The Managers page put together."""

from __future__ import annotations

import streamlit as st

from metrics.dimensions import DIMENSIONS
from ui import export, page, states, text
from ui.codes import value_name
from ui.desk import Desk
from ui.managers import finds, one, table
from ui.managers.crew import Crew
from ui.text import _, words


def show(desk: Desk) -> None:
    crew = Crew(desk)
    if crew.rows.empty:
        states.nothing_found()
        return
    if all(text.is_missing(name) for name in crew.rows["manager"]):
        nobody()
        return
    found = finds.finds(crew)
    page.answer(finds.answer(crew, found))
    finds.draw(crew, found)
    chosen = _everybody(crew)
    _one(crew, chosen if chosen is not None else _first(crew, found))


def nobody() -> None:
    with st.container(border=True):
        st.markdown("**" + _("The deals name no managers") + "**")
        st.write(_("Upload an export with the column of the responsible manager to see who sells and how."))


def _everybody(crew: Crew) -> str | None:
    with st.container(border=True):
        st.markdown(
            f"**{_('All managers')}**",
            help=_("A click on a header sorts; a click on a row opens the manager below."),
        )
        chosen = table.draw(crew)
        _attained, why = crew.attainment()
        if why:
            st.caption(why)
        export.buttons(crew.desk, lambda: table.for_file(crew), _("Managers"))
    return chosen


def _first(crew: Crew, found: list[finds.Find]) -> str:
    """Without a choice, whoever needs help first, else whoever sells most."""
    name = found[0].manager if found else crew.rows.iloc[0]["manager"]
    return "" if text.is_missing(name) else str(name)


def _one(crew: Crew, chosen: str) -> None:
    names = ["" if text.is_missing(name) else str(name) for name in crew.rows["manager"]]
    st.subheader(_("One manager beside the team"))
    name = st.selectbox(
        words(DIMENSIONS["manager"].name),
        names,
        index=names.index(chosen) if chosen in names else 0,
        format_func=value_name,
        key=f"managers_one_{chosen}",
        label_visibility="collapsed",
    )
    one.draw(crew, name or None)
