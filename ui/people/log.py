"""The audit: what was done, by whom, when and from where. Only to be read."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data.people import audit
from ui import export, text
from ui.access_words import event_name
from ui.desk import Desk
from ui.text import _, ngettext

SHOWN, KEPT = 200, 10_000
"""On the page, and in a file."""


def draw(desk: Desk) -> None:
    with st.container(horizontal=True):
        who = st.selectbox(
            _("Who"),
            audit.who(desk.store),
            index=None,
            placeholder=_("Everybody"),
            key="audit_who",
            width=280,
        )
        what = st.selectbox(
            _("What was done"),
            audit.EVENTS,
            index=None,
            format_func=event_name,
            placeholder=_("Everything"),
            key="audit_what",
            width=280,
        )
    rows = _table(desk, who, what, SHOWN)
    if rows.empty:
        st.write(_("Nothing has been noted yet."))
        return
    st.dataframe(rows, hide_index=True, height=480 if len(rows) > 12 else "content", alt=_("What was done"))
    if len(rows) == SHOWN:
        st.caption(
            ngettext("The newest {count}; a file has more.", "The newest {count}; a file has more.", SHOWN)
        )
    export.buttons(desk, lambda: _table(desk, who, what, KEPT), _("Audit"))


def _table(desk: Desk, who: str | None, what: str | None, most: int) -> pd.DataFrame:
    found = audit.entries(desk.store, most, who, what)
    names = (_("When"), _("Who"), _("What was done"), _("With whom or what"), _("Details"), _("From where"))
    rows = [
        (text.moment(one.at), one.who, event_name(one.what), one.subject, one.detail, one.address)
        for one in found
    ]
    return pd.DataFrame(rows, columns=names)
