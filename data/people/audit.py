"""What was done, by whom, when and from where. Written and read, never changed: there is no other call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import schema
from data.store import Store

EVENTS = (
    "signed_in",
    "signed_out",
    "sign_in_failed",
    "sign_in_refused",
    "sessions_ended",
    "person_added",
    "person_changed",
    "password_set",
    "invited",
    "invitation_used",
    "imported",
    "import_rejected",
    "import_undone",
    "mapping_forgotten",
    "mapping_taken",
    "exported",
    "access_refused",
    "viewed_as",
)

LONGEST = 500
"""Letters kept of anything: a stranger writes into this too, by the name he tries."""


@dataclass(frozen=True)
class Actor:
    """``name`` is an e-mail once somebody has signed in; ``address`` is the network address."""

    name: str
    address: str = ""


CONSOLE = Actor("console")
"""Whoever can run the command line holds the store's file anyway."""


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    subject: str
    detail: str
    address: str


def record(
    connection: sa.Connection, at: datetime, by: Actor, what: str, subject: str = "", detail: str = ""
) -> None:
    """In the transaction of what it tells of: both are there or neither."""
    assert what in EVENTS, what
    values = {"who": by.name, "subject": subject, "detail": detail, "address": by.address}
    cut = {name: value[:LONGEST] for name, value in values.items()}
    connection.execute(sa.insert(schema.audit).values(at=at, what=what, **cut))


def note(store: Store, at: datetime, by: Actor, what: str, subject: str = "", detail: str = "") -> None:
    """What has no transaction of its own here: a refusal, an export, an import that is done."""
    with store.noting() as connection:
        record(connection, at, by, what, subject, detail)


def entries(store: Store, limit: int = 200, who: str | None = None, what: str | None = None) -> list[Entry]:
    """The newest first; ``who`` did it, or had it done to him; ``what`` is one of EVENTS."""
    table = schema.audit.c
    wanted = sa.select(table.at, table.who, table.what, table.subject, table.detail, table.address)
    if who:
        wanted = wanted.where(sa.or_(table.who == who, table.subject == who))
    if what:
        wanted = wanted.where(table.what == what)
    with store.engine.connect() as connection:
        rows = connection.execute(wanted.order_by(table.at.desc(), table.what).limit(limit)).all()
    return [Entry(*row) for row in rows]
