"""Links that let a person set a password, once and not for long: to come in first, or after forgetting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from data import schema
from data.errors import Refused
from data.people import audit, passwords, throttle, tokens
from data.people.audit import CONSOLE, Actor
from data.people.directory import DIRECTOR, PASSWORD, Person, add_within, count_keepers, known, normal
from data.store import Store

FIRST, INVITE, RESET = "first", "invite", "reset"
LASTS = {FIRST: timedelta(hours=24), INVITE: timedelta(days=3), RESET: timedelta(hours=4)}


@dataclass(frozen=True)
class Invitation:
    """``email`` is empty for the first director, who says it himself."""

    email: str
    purpose: str
    expires_at: datetime


def invite(store: Store, email: str, purpose: str, *, by: Actor, now: datetime) -> str:
    """The token of the link. Earlier links of this person open nothing any more."""
    with store.noting() as connection:
        person = known(connection, normal(email))
        if not person.active:
            raise Refused("{email} is disabled: enable the person first.", email=person.email)
        if person.provider not in ("", PASSWORD):
            raise Refused(
                "{email} signs in by {provider} and needs no password.",
                email=person.email,
                provider=person.provider,
            )
        token = _made(connection, person.email, purpose, now)
        audit.record(connection, now, by, "invited", person.email, purpose)
    return token


def invite_first(store: Store, now: datetime) -> str:
    """For a store that knows nobody who could let others in."""
    with store.noting() as connection:
        token = _made(connection, None, FIRST, now)
        audit.record(connection, now, CONSOLE, "invited", detail=FIRST)
    return token


def link(address: str, token: str) -> str:
    """What is sent to the person."""
    return f"{address}/invitation/{token}"


def look_up(store: Store, token: str, now: datetime) -> Invitation | None:
    with store.engine.connect() as connection:
        return _open(connection, token, now)


def accept(
    store: Store, token: str, password: str, *, address: str, now: datetime, email: str = "", name: str = ""
) -> str:
    """Sets the password and uses the link up; the person's e-mail. ``email`` and ``name`` only count
    for the first director. Raises Refused for a link that opens nothing, BadInput for a poor password."""
    with store.noting() as connection:
        if (found := _open(connection, token, now)) is None:
            raise Refused("This link has been used, or its time is over. Ask for a new one.")
        whose = normal(found.email or email)
        passwords.check(password, whose)
        by = Actor(whose, address)
        if found.purpose == FIRST:
            add_within(connection, Person(whose, name.strip()[:200], DIRECTOR), by=by, now=now)
        passwords.set_within(connection, whose, password, by=by, now=now)
        throttle.forget(connection, whose)
        _use_up(connection, schema.invitations.c.token_hash == tokens.hashed(token), now)
        audit.record(connection, now, by, "invitation_used", whose, found.purpose)
    return whose


def _made(connection: sa.Connection, email: str | None, purpose: str, now: datetime) -> str:
    token, i = tokens.made(), schema.invitations
    _use_up(connection, i.c.email == email if email else i.c.email.is_(None), now)
    connection.execute(
        sa.insert(i).values(
            token_hash=tokens.hashed(token),
            email=email,
            purpose=purpose,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    return token


def _open(connection: sa.Connection, token: str, now: datetime) -> Invitation | None:
    i = schema.invitations.c
    row = connection.execute(
        sa.select(i.email, i.purpose, i.expires_at).where(
            i.token_hash == tokens.hashed(token), i.used_at.is_(None), i.expires_at > now
        )
    ).one_or_none()
    if row is None or not _still_makes_sense(connection, row.email):
        return None
    return Invitation(row.email or "", row.purpose, row.expires_at)


def _still_makes_sense(connection: sa.Connection, email: str | None) -> bool:
    """The first director is the first; whoever was disabled since is not let in by an old link."""
    return known(connection, email).active if email else not count_keepers(connection)


def _use_up(connection: sa.Connection, which: sa.ColumnElement[bool], now: datetime) -> None:
    i = schema.invitations
    connection.execute(sa.update(i).where(which, i.c.used_at.is_(None)).values(used_at=now))
