"""The body of the audit: who is signed in now, and what was done, by whom, when and from where."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from data.people import audit, sessions
from data.people.sessions import Session
from ui import export, looking, page, text, viewing
from ui.access_words import event_name
from ui.desk import Desk
from ui.text import _, ngettext

SHOWN, KEPT = 500, 50_000
"""On the page, and in a file."""


def body(desk: Desk) -> None:
    if looking.only_looks(desk.store):
        return
    found = audit.entries(desk.store, SHOWN)
    page.answer(_answer(found))
    if desk.settings.is_team:
        _signed_in(desk)
    _done(desk, found)


def _answer(found: list[audit.Entry]) -> str:
    if not found:
        return _("Nothing has been noted yet.")
    last = found[0]
    return _(
        "Last: {what}, {who}, {moment}",
        what=event_name(last.what),
        who=text.escaped(last.who),
        moment=text.moment(last.at),
    )


def _signed_in(desk: Desk) -> None:
    open_now = sessions.open_now(desk.store, viewing.now())
    st.subheader(_("Signed in now"))
    st.dataframe(_sessions_table(open_now), hide_index=True, height="content")
    count = Counter(one.email for one in open_now)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        email = st.selectbox(
            _("Person"), sorted(count), index=None, placeholder=text.NOTHING, key="audit_session", width=320
        )
        ending = st.button(_("End all sessions"), disabled=email is None, icon=":material/logout:")
    if ending and email:
        ended = sessions.end_of(desk.store, email, by=viewing.actor(desk.store), now=viewing.now())
        st.toast(ngettext("{count} session ended.", "{count} sessions ended.", ended))
        st.rerun()


def _sessions_table(found: list[Session]) -> pd.DataFrame:
    rows = [
        (
            one.email,
            one.provider,
            text.moment(one.created_at),
            text.moment(one.seen_at),
            one.address,
            one.browser,
        )
        for one in found
    ]
    names = (_("E-mail"), _("Way in"), _("Signed in"), _("Last used"), _("From where"), _("Browser"))
    return pd.DataFrame(rows, columns=names)


def _done(desk: Desk, found: list[audit.Entry]) -> None:
    st.subheader(_("What was done"))
    people = sorted({one.who for one in found} | {one.subject for one in found if "@" in one.subject})
    with st.container(horizontal=True):
        who = st.selectbox(_("Of whom"), people, index=None, placeholder=_("All"), key="audit_who", width=320)
        what = st.selectbox(
            _("What was done"),
            audit.EVENTS,
            index=None,
            format_func=event_name,
            placeholder=_("All"),
            key="audit_what",
            width=320,
        )
    chosen = bool(who or what)
    table = _table(audit.entries(desk.store, SHOWN, who, what) if chosen else found)
    st.dataframe(table, hide_index=True)
    if len(table):
        export.buttons(desk, lambda: _table(audit.entries(desk.store, KEPT, who, what)), _("Audit"))


def _table(found: list[audit.Entry]) -> pd.DataFrame:
    rows = [
        (text.moment(one.at), one.who, event_name(one.what), one.subject, one.detail, one.address)
        for one in found
    ]
    names = (_("When"), _("Who"), _("What was done"), _("With whom or what"), _("Details"), _("From where"))
    return pd.DataFrame(rows, columns=names)
