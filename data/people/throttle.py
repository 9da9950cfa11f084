"""Guessing made slow: a delay that grows with every failure, per account and per network address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from data import schema
from data.store import Store

FORGOTTEN = timedelta(days=1)
"""After so long without a try the count begins anew."""


@dataclass(frozen=True)
class Limit:
    """``free`` failures cost nothing; then 1, 2, 4 … seconds, at most ``longest``."""

    free: int
    longest: timedelta

    def delay(self, failures: int) -> timedelta:
        over = failures - self.free
        return min(timedelta(seconds=2 ** min(over, 20)), self.longest) if over >= 0 else timedelta(0)


# An account can be closed by anybody who knows its name: hence not for long. Behind one address may sit
# an office that mistypes: hence more tries.
ACCOUNT = Limit(free=4, longest=timedelta(minutes=5))
ADDRESS = Limit(free=19, longest=timedelta(minutes=15))


def attempt(store: Store, *, account: str, address: str, now: datetime) -> timedelta:
    """Zero where the try may be made; else how long to wait. A try is counted as failed before it is
    made: a hundred at the same moment are a hundred, not one."""
    with store.noting() as connection:
        rows = [
            (subject, limit, _failures(connection, subject, now)) for subject, limit in _who(account, address)
        ]
        waits = [until - now for _, _, (_, until) in rows if until and until > now]
        if waits:
            return max(waits)
        for subject, limit, (failures, _) in rows:
            _count(connection, subject, failures + 1, now, now + limit.delay(failures + 1))
    return timedelta(0)


def succeeded(store: Store, *, account: str, address: str, now: datetime) -> None:
    """The account's count is gone, the address has this one try back: a thief with an account of his own
    must not wash his address clean with it."""
    with store.noting() as connection:
        for subject, limit in _who(account, address):
            failures, _ = _failures(connection, subject, now)
            left = 0 if limit is ACCOUNT else max(failures - 1, 0)
            _count(connection, subject, left, now, None)


def forget(connection: sa.Connection, account: str) -> None:
    """A new password: earlier failures were about another one."""
    t = schema.sign_in_tries
    connection.execute(
        sa.update(t).where(t.c.subject == f"account:{account}").values(failures=0, closed_until=None)
    )


def _who(account: str, address: str) -> list[tuple[str, Limit]]:
    return [(f"account:{account}"[:300], ACCOUNT), (f"address:{address}"[:300], ADDRESS)]


def _failures(connection: sa.Connection, subject: str, now: datetime) -> tuple[int, datetime | None]:
    t = schema.sign_in_tries.c
    row = connection.execute(
        sa.select(t.failures, t.closed_until, t.last_at).where(t.subject == subject)
    ).one_or_none()
    if row is None or now - row.last_at >= FORGOTTEN:
        return 0, None
    return row.failures, row.closed_until


def _count(
    connection: sa.Connection, subject: str, failures: int, now: datetime, until: datetime | None
) -> None:
    t = schema.sign_in_tries
    values = {"failures": failures, "last_at": now, "closed_until": until}
    if connection.scalar(sa.select(t.c.subject).where(t.c.subject == subject)):
        connection.execute(sa.update(t).where(t.c.subject == subject).values(**values))
    else:
        connection.execute(sa.delete(t).where(t.c.last_at <= now - FORGOTTEN))
        connection.execute(sa.insert(t).values(subject=subject, **values))
