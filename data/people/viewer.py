"""Who looks: read from the table of people at every run, whatever a cookie or a page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import schema
from data.people import sessions, tokens
from data.store import Store


@dataclass(frozen=True)
class Viewer:
    email: str
    name: str
    role: str
    manager_id: str
    team: str


_COLUMNS = [schema.people.c[name] for name in ("email", "name", "role", "manager_id", "team")]


def viewer_of(store: Store, email: str) -> Viewer | None:
    """None for whoever is not among the people, or no longer."""
    p = schema.people.c
    with store.engine.connect() as connection:
        row = connection.execute(
            sa.select(*_COLUMNS).where(p.email == email.strip().casefold(), p.active)
        ).one_or_none()
    return _viewer(row) if row else None


def viewer_of_session(store: Store, token: str, now: datetime) -> Viewer | None:
    """None where the session is over, unknown, or its person may no longer come in."""
    p, s = schema.people, schema.sign_in_sessions
    key = tokens.hashed(token)
    wanted = (
        sa.select(s.c.seen_at, *_COLUMNS)
        .select_from(s.join(p, p.c.email == s.c.email))
        .where(s.c.token_hash == key, sessions.is_open(now), p.c.active)
    )
    with store.engine.connect() as connection:
        row = connection.execute(wanted).one_or_none()
    if row is None:
        return None
    if now - row[0] >= sessions.NOTED:
        sessions.seen(store, key, now)
    return _viewer(row[1:])


def _viewer(row: sa.Row | tuple) -> Viewer:
    return Viewer(*(value or "" for value in row))
