"""Who looks at this page: asked at every run of the store, by the cookie its websocket came with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from data import engines
from data.errors import Refused
from data.people import Actor, Viewer, audit, sessions, viewer_of_session
from data.people.likeness import viewer_like
from data.settings import load
from data.store import Store, open_store
from metrics.view import EVERYTHING, Scope
from ui import cookies, filters, rights

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


LOOKS_AS = "looks_as"


def may_look_as(store: Store) -> bool:
    """Only who sees everything may see it as somebody else does: never more than the own rights."""
    return _may_look_as(viewer(store))


def _may_look_as(real: Viewer | None) -> bool:
    return not load().is_team or (real is not None and rights.may_keep(real))


def likeness(store: Store) -> Viewer | None:
    """As whom the person looks; None: as himself."""
    key = filters.recall(LOOKS_AS)
    return _likeness(store, viewer(store), key) if key else None


def _likeness(store: Store, real: Viewer | None, key: object) -> Viewer | None:
    return viewer_like(store, key) if isinstance(key, str) and key and _may_look_as(real) else None


def look_as(store: Store, key: str) -> None:
    """'' for oneself again. Noted where people sign in."""
    filters.remember(LOOKS_AS, key)
    if load().is_team:
        audit.note(store, now(), actor(store), "viewed_as", key)


def scope(store: Store) -> Scope:
    """Whose deals are read. Without sign-in the machine's owner sees everything."""
    return _scope(store, viewer(store), filters.recall(LOOKS_AS))


def _scope(store: Store, real: Viewer | None, key: object) -> Scope:
    if (other := _likeness(store, real, key)) is not None:
        return rights.scope_of(other)
    return rights.scope_of(real) if load().is_team else EVERYTHING


def may_come_in(found: Viewer | None) -> bool:
    return found is not None or not load().is_team


def may_upload(store: Store) -> bool:
    """As whoever the person looks as would."""
    found = likeness(store) or viewer(store)
    return rights.may_upload(found) if found else not load().is_team


def own_managers(store: Store) -> frozenset[str] | None:
    """Whose deals an upload may touch; None: everybody's."""
    found = likeness(store) or viewer(store)
    if found is None:
        return frozenset() if load().is_team else None
    return rights.own_managers(store, found)


@dataclass(frozen=True)
class Reach:
    """How far a person's uploads go: ``managers`` whose deals they may touch, ``imports`` of whom are seen and
    taken back; None: everybody's."""

    managers: frozenset[str] | None
    imports: str | None


def reach(store: Store) -> Reach:
    """Asked once for what a run draws, and again for what a click does."""
    managers = own_managers(store)
    return Reach(managers, None if managers is None else actor(store).name)


def may_keep(store: Store) -> bool:
    """See the people and the audit; without sign-in the machine's owner keeps them."""
    if not engines.keeps_people(store.url):
        return False
    found = likeness(store) or viewer(store)
    return rights.may_keep(found) if found else not load().is_team


def actor(store: Store) -> Actor:
    """For the audit."""
    return Actor(name_of(viewer(store)), address())


def name_of(found: Viewer | None) -> str:
    return found.email if found else LOCAL


def later(store: Store, seen: Scope) -> Callable[[], Actor]:
    """For what is made at a click, after the page's run and outside it: who has it made. Raises Refused
    where that person may no longer see what the page showed, ``seen``."""
    token, where = cookies.token_of(st.context.cookies), address()
    key = filters.recall(LOOKS_AS)

    def ask() -> Actor:
        if not load().is_team:
            return Actor(LOCAL, where)
        found = _holder(store, token)
        if found is None or _scope(store, found, key) != seen:
            raise Refused("What you may see has changed since this page was drawn. Load it again.")
        return Actor(found.email, where)

    return ask


def address() -> str:
    """The network address; a browser on this very machine has none to Streamlit."""
    found = st.context.ip_address
    return found if isinstance(found, str) else ""


def note_refusal(store: Store, what: str) -> None:
    """Once for each page of a visit."""
    noted = filters.recall("refusals_noted") or ()
    if load().is_team and likeness(store) is None and what not in noted:  # type: ignore[operator]
        filters.remember("refusals_noted", (*noted, what))  # type: ignore[misc]
        audit.note(store, now(), actor(store), "access_refused", what)


def sign_out(store: Store) -> None:
    """Ends the session where it is kept: a copy of the cookie opens nothing either."""
    sessions.end(store, cookies.token_of(st.context.cookies), now=now(), address=address())
