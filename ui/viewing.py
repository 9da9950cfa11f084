"""Who looks at this page: asked at every run of the store, by the cookie its websocket came with."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from data.people import Actor, Viewer, sessions, viewer_of_session
from data.settings import load
from data.store import Store
from metrics.view import EVERYTHING, Scope
from ui import cookies, rights


def viewer(store: Store) -> Viewer | None:
    """None for a stranger, and where nobody signs in."""
    if not load().is_team:
        return None
    token = cookies.token_of(st.context.cookies)
    return viewer_of_session(store, token, datetime.now()) if token else None


def scope(store: Store) -> Scope:
    """Whose deals the person may read. Without sign-in the machine's owner sees everything."""
    return rights.scope_of(viewer(store)) if load().is_team else EVERYTHING


def may_come_in(store: Store) -> bool:
    return not load().is_team or viewer(store) is not None


def may_upload(store: Store) -> bool:
    found = viewer(store)
    return not load().is_team or (found is not None and rights.may_upload(found))


def actor(store: Store) -> Actor:
    """For the audit."""
    found = viewer(store)
    return Actor(found.email if found else "local", address())


def address() -> str:
    """The network address; a browser on this very machine has none to Streamlit."""
    return st.context.ip_address or ""


def sign_out(store: Store) -> None:
    """Ends the session where it is kept: a copy of the cookie opens nothing either."""
    sessions.end(store, cookies.token_of(st.context.cookies), now=datetime.now(), address=address())
