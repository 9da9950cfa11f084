"""Sessions: kept in the store, so that they can be ended, and a copied cookie with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from data import schema
from data.people import audit, tokens
from data.people.audit import Actor
from data.store import Store

LASTS = timedelta(days=7)
IDLE = timedelta(days=2)
"""A session nobody has used for so long is over before its time."""
NOTED = timedelta(minutes=5)
"""How exactly is known when it was last used: a page a second must not mean a write a second."""


@dataclass(frozen=True)
class Session:
    """``key`` names a session to an administrator; it opens nothing."""

    key: str
    email: str
    provider: str
    address: str
    browser: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


def begin(
    store: Store,
    email: str,
    *,
    provider: str,
    now: datetime,
    address: str = "",
    browser: str = "",
    proof: str = "",
) -> str | None:
    """The token for the cookie. None where ``proof``, what the provider said, has opened one already."""
    token, proven = tokens.made(), tokens.hashed(proof) if proof else None
    s = schema.sign_in_sessions
    with store.noting() as connection:
        if proven and connection.scalar(sa.select(s.c.email).where(s.c.proof_hash == proven).limit(1)):
            return None
        connection.execute(
            sa.insert(s).values(
                token_hash=tokens.hashed(token),
                email=email,
                provider=provider,
                proof_hash=proven,
                address=address,
                browser=browser[:200],
                created_at=now,
                seen_at=now,
                expires_at=now + LASTS,
            )
        )
        audit.record(connection, now, Actor(email, address), "signed_in", detail=provider)
    return token


def is_open(now: datetime) -> sa.ColumnElement[bool]:
    s = schema.sign_in_sessions.c
    return sa.and_(s.ended_at.is_(None), s.expires_at > now, s.seen_at > now - IDLE)


def seen(store: Store, token_hash: str, now: datetime) -> None:
    s = schema.sign_in_sessions
    with store.noting() as connection:
        connection.execute(sa.update(s).where(s.c.token_hash == token_hash).values(seen_at=now))


def end(store: Store, token: str, *, now: datetime, address: str = "") -> None:
    """Signing out: this session only. One that is over already is left as it is."""
    s = schema.sign_in_sessions
    mine = sa.and_(s.c.token_hash == tokens.hashed(token), is_open(now))
    with store.noting() as connection:
        if email := connection.scalar(sa.select(s.c.email).where(mine)):
            connection.execute(sa.update(s).where(mine).values(ended_at=now))
            audit.record(connection, now, Actor(email, address), "signed_out")


def end_of(store: Store, email: str, *, by: Actor, now: datetime) -> int:
    """All sessions of a person; how many were open."""
    with store.noting() as connection:
        ended = end_within(connection, email, now)
        audit.record(connection, now, by, "sessions_ended", email, str(ended))
    return ended


def end_within(connection: sa.Connection, email: str, now: datetime) -> int:
    s = schema.sign_in_sessions
    mine = sa.and_(s.c.email == email, is_open(now))
    count = connection.scalar(sa.select(sa.func.count()).select_from(s).where(mine)) or 0
    connection.execute(sa.update(s).where(mine).values(ended_at=now))
    return count


def open_now(store: Store, now: datetime, email: str | None = None) -> list[Session]:
    """The latest used first."""
    s = schema.sign_in_sessions.c
    wanted = sa.select(
        s.token_hash,
        s.email,
        s.provider,
        s.address,
        s.browser,
        s.created_at,
        s.seen_at,
        s.expires_at,
        s.ended_at,
    ).where(is_open(now))
    if email:
        wanted = wanted.where(s.email == email)
    with store.engine.connect() as connection:
        rows = connection.execute(wanted.order_by(s.seen_at.desc(), s.email)).all()
    return [Session(row[0][:12], *row[1:]) for row in rows]
