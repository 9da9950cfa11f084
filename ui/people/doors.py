"""What is done with one person: a link to set a password, ending the sessions, looking as he does."""

from __future__ import annotations

import streamlit as st

from data.errors import VoronkaError
from data.people import Person, directory, invitations, passwords, sessions
from data.settings import load
from data.store import Store
from ui import text, viewing
from ui.access_words import role_name
from ui.text import _, ngettext


def draw(store: Store) -> None:
    everybody = sorted(directory.everybody(store), key=lambda one: not one.active)
    people = {one.email: one for one in everybody}
    if not people:
        return
    st.subheader(_("With one person"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        email = st.selectbox(
            _("Person"),
            list(people),
            format_func=lambda key: _called(people[key]),
            key="people_one",
            width=320,
        )
        link = st.button(
            _("Link to set a password"),
            icon=":material/link:",
            help=_("To come in first, or after forgetting it. Earlier links open nothing any more."),
            key="people_link",
        )
        end = st.button(_("End the sessions"), icon=":material/logout:", key="people_end")
        st.button(
            _("View as"),
            icon=":material/visibility:",
            on_click=viewing.look_as,
            args=(store, f"person:{email}"),
            disabled=not people[email].active,
            key="people_view_as",
        )
    if link:
        _invite(store, people[email])
    if end:
        ended = sessions.end_of(store, email, by=viewing.actor(store), now=viewing.now())
        st.toast(ngettext("{count} session ended.", "{count} sessions ended.", ended))
    if not load().is_team:
        st.caption(
            _(
                "Nobody signs in so far: whoever sits at this computer sees everything. How to let people sign in: docs/access.md."
            )
        )


def _called(person: Person) -> str:
    return f"{person.name or person.email} · {role_name(person.role)}"


def _invite(store: Store, person: Person) -> None:
    """Shown once: the store keeps only what the link is checked against."""
    purpose = invitations.RESET if passwords.has_one(store, person.email) else invitations.INVITE
    now = viewing.now()
    try:
        token = invitations.invite(store, person.email, purpose, by=viewing.actor(store), now=now)
    except VoronkaError as error:
        st.error(text.say(error), icon=":material/block:")
        return
    until = text.moment(now + invitations.LASTS[purpose])
    st.write(_("{email} can set a password here, once, until {moment}:", email=person.email, moment=until))
    st.code(invitations.link(load().address, token), language=None)
