"""Passwords: hashed by Argon2id, long rather than intricate, and never said back."""

from __future__ import annotations

import threading
import unicodedata
from datetime import datetime

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data import schema
from data.errors import BadInput
from data.people import audit, sessions
from data.people.audit import Actor
from data.people.directory import PASSWORD, known, normal
from data.store import Store

SHORTEST, LONGEST = 10, 200

_hasher = PasswordHasher()
_nobodys = _hasher.hash("a password that opens nothing")
_at_once = threading.Semaphore(2)
"""A hash takes 64 MB: a crowd at the door must wait, not fill the memory."""


def check(password: str, email: str) -> None:
    """Raises BadInput for one that would be guessed first."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise BadInput(
            "The password is too short: it needs at least {shortest} characters.", shortest=SHORTEST
        )
    if len(plain) > LONGEST:
        raise BadInput("The password is too long: at most {longest} characters.", longest=LONGEST)
    if len(set(plain)) < 4 or email.partition("@")[0] in plain.casefold() or _is_a_row(plain):
        raise BadInput("This password would be guessed first: take a few words that do not belong together.")


def hashed(password: str) -> str:
    with _at_once:
        return _hasher.hash(_plain(password))


def is_right(store: Store, email: str, password: str) -> bool:
    """Takes as long for a person who is not there: the answer's time tells nothing."""
    p = schema.people.c
    with store.engine.connect() as connection:
        kept = connection.scalar(
            sa.select(p.password_hash).where(
                p.email == email, p.active, sa.func.coalesce(p.provider, PASSWORD) == PASSWORD
            )
        )
    if not _matches(kept or _nobodys, password) or kept is None:
        return False
    if _hasher.check_needs_rehash(kept):
        with store.noting() as connection:
            _keep(connection, email, hashed(password))
    return True


def has_one(store: Store, email: str) -> bool:
    p = schema.people.c
    with store.engine.connect() as connection:
        return bool(connection.scalar(sa.select(p.password_hash.is_not(None)).where(p.email == email)))


def set_password(store: Store, email: str, password: str, *, by: Actor, now: datetime) -> None:
    """Ends the person's sessions: whoever knew the old one is out."""
    email = normal(email)
    check(password, email)
    with store.noting() as connection:
        set_within(connection, email, password, by=by, now=now)


def set_within(connection: sa.Connection, email: str, password: str, *, by: Actor, now: datetime) -> None:
    known(connection, email)
    _keep(connection, email, hashed(password), password_changed_at=now)
    sessions.end_within(connection, email, now)
    audit.record(connection, now, by, "password_set", email)


def _keep(connection: sa.Connection, email: str, hash_: str, **more: object) -> None:
    p = schema.people
    connection.execute(sa.update(p).where(p.c.email == email).values(password_hash=hash_, **more))


def _matches(kept: str, password: str) -> bool:
    if len(password) > 4 * LONGEST:
        return False
    try:
        with _at_once:
            return _hasher.verify(kept, _plain(password))
    except (VerificationError, InvalidHashError):
        return False


def _plain(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFKC", password)


def _is_a_row(password: str) -> bool:
    """1234567890, qwertyuiop, йцукенгшщз, and what repeats them."""
    rows = ("1234567890", "0987654321", "qwertyuiop", "asdfghjkl", "йцукенгшщзхъ", "password", "пароль")
    lower = password.casefold()
    for row in rows:
        lower = lower.replace(row, "")
    return len(lower) < 4
