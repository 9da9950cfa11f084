"""Who looks at this page: asked at every run of the store, by the cookie its websocket came with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from data.errors import Refused
from data.people import Actor, Viewer, sessions, viewer_of_session
from data.settings import load
from data.store import Store, open_store
from metrics.view import EVERYTHING, Scope
from ui import cookies, rights

LOCAL = "local"
"""Who works at this computer, where nobody signs in."""


def now() -> datetime:
    """The true moment, which a clock made to stand still for a demonstration does not stop."""
    return datetime.now()


def store() -> Store:
    chosen = load()
    return open_store(chosen.store, chosen.uploads, chosen.statement_seconds)


def viewer(store: Store) -> Viewer | None:
    """None for a stranger, and where nobody signs in."""
    if not load().is_team:
        return None
    return _holder(store, cookies.token_of(st.context.cookies))


def _holder(store: Store, token: str) -> Viewer | None:
    return viewer_of_session(store, token, now()) if token else None


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
    return Actor(found.email if found else LOCAL, address())


def later(store: Store) -> Callable[[], Actor]:
    """For what is made at a click, after the page's run and outside it: who has it made. Raises Refused
    where that person may no longer see what the page showed."""
    token, seen, where = cookies.token_of(st.context.cookies), scope(store), address()

    def ask() -> Actor:
        if not load().is_team:
            return Actor(LOCAL, where)
        found = _holder(store, token)
        if found is None or rights.scope_of(found) != seen:
            raise Refused("What you may see has changed since this page was drawn. Load it again.")
        return Actor(found.email, where)

    return ask


def address() -> str:
    """The network address; a browser on this very machine has none to Streamlit."""
    found = st.context.ip_address
    return found if isinstance(found, str) else ""


def sign_out(store: Store) -> None:
    """Ends the session where it is kept: a copy of the cookie opens nothing either."""
    sessions.end(store, cookies.token_of(st.context.cookies), now=now(), address=address())
