"""The people, and what each may see. Every change is told to the audit in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from data import schema
from data.errors import BadInput, Refused, Unknown
from data.people import audit, sessions
from data.people.audit import Actor
from data.store import Store

DIRECTOR, LEAD, MANAGER, ANALYST, ADMIN = "director", "lead", "manager", "analyst", "admin"
ROLES = (DIRECTOR, LEAD, MANAGER, ANALYST, ADMIN)
KEEPERS = (DIRECTOR, ADMIN)
"""Who may change rights: at least one of them must always be able to come in."""

PASSWORD = "password"
"""The way in that is ours; every other is the name of a provider."""

EMAIL = re.compile(r"[^\s@<>\"',;:\\]{1,64}@[^\s@<>\"',;:\\]{1,190}")


@dataclass(frozen=True)
class Person:
    email: str
    name: str = ""
    role: str = MANAGER
    manager_id: str = ""
    team: str = ""
    active: bool = True
    provider: str = ""


def normal(email: str) -> str:
    """How an e-mail is kept and looked up. Raises BadInput for what is none."""
    found = email.strip().casefold()
    if not EMAIL.fullmatch(found):
        raise BadInput("“{value}” is not an e-mail address.", value=email.strip()[:200])
    return found


def add(store: Store, person: Person, *, by: Actor, now: datetime) -> Person:
    """Raises BadInput for a person who makes no sense, Refused for one who is there already."""
    with store.noting() as connection:
        return add_within(connection, person, by=by, now=now)


def add_within(connection: sa.Connection, person: Person, *, by: Actor, now: datetime) -> Person:
    person = _checked(replace(person, email=normal(person.email)))
    if _find(connection, person.email):
        raise Refused("{email} is among the people already.", email=person.email)
    connection.execute(sa.insert(schema.people).values(**_row(person), created_at=now))
    audit.record(connection, now, by, "person_added", person.email, _rights(person))
    return person


def change(store: Store, email: str, changes: Mapping[str, object], *, by: Actor, now: datetime) -> Person:
    """``changes`` are fields of Person. Raises Unknown, BadInput; Refused where nobody would be left
    who may change rights. Sessions end where the person may no longer come in, or not that way."""
    with store.noting() as connection:
        had_one = count_keepers(connection) > 0
        after = _change_within(connection, email, changes, by, now)
        _keep_a_keeper(connection, had_one)
    return after


def save(
    store: Store,
    added: Sequence[Person],
    changed: Mapping[str, Mapping[str, object]],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """People added, and others changed, all or nobody. Raises as ``add`` and ``change`` do."""
    with store.noting() as connection:
        had_one = count_keepers(connection) > 0
        for person in added:
            add_within(connection, person, by=by, now=now)
        for email, changes in changed.items():
            _change_within(connection, email, changes, by, now)
        _keep_a_keeper(connection, had_one)


def _change_within(
    connection: sa.Connection, email: str, changes: Mapping[str, object], by: Actor, now: datetime
) -> Person:
    before = known(connection, normal(email))
    after = _checked(replace(before, **changes))  # type: ignore[arg-type]
    if after == before:
        return before
    connection.execute(
        sa.update(schema.people).where(schema.people.c.email == before.email).values(**_row(after))
    )
    if not after.active or after.provider not in ("", before.provider):
        sessions.end_within(connection, before.email, now)
    audit.record(connection, now, by, "person_changed", before.email, _difference(before, after))
    return after


def everybody(store: Store) -> list[Person]:
    with store.engine.connect() as connection:
        rows = connection.execute(_select().order_by(schema.people.c.email)).mappings().all()
    return [_person(row) for row in rows]


def find(store: Store, email: str) -> Person | None:
    with store.engine.connect() as connection:
        return _find(connection, email.strip().casefold())


def known(connection: sa.Connection, email: str) -> Person:
    """Raises Unknown with the nearest e-mails."""
    if (found := _find(connection, email)) is None:
        all_of_them = connection.scalars(sa.select(schema.people.c.email)).all()
        raise Unknown("person", email, all_of_them)
    return found


def has_keeper(store: Store) -> bool:
    """Is there anybody who could let others in?"""
    with store.engine.connect() as connection:
        return count_keepers(connection) > 0


def _checked(person: Person) -> Person:
    if person.role not in ROLES:
        raise Unknown("role", person.role, ROLES)
    if person.role == MANAGER and not person.manager_id:
        raise BadInput(
            "A manager needs a link to the deals: say which manager {email} is.", email=person.email
        )
    if person.role == LEAD and not person.team:
        raise BadInput("A team lead needs a team: say whose lead {email} is.", email=person.email)
    return person


def _keep_a_keeper(connection: sa.Connection, had_one: bool) -> None:
    if had_one and not count_keepers(connection):
        raise Refused(
            "Nobody would be left who may change rights: make somebody else a director or admin first."
        )


def count_keepers(connection: sa.Connection) -> int:
    p = schema.people.c
    return connection.scalar(sa.select(sa.func.count()).where(p.active, p.role.in_(KEEPERS))) or 0


def _select() -> sa.Select:
    p = schema.people.c
    return sa.select(p.email, p.name, p.role, p.manager_id, p.team, p.active, p.provider)


def _find(connection: sa.Connection, email: str) -> Person | None:
    row = connection.execute(_select().where(schema.people.c.email == email)).mappings().one_or_none()
    return _person(row) if row else None


def _person(row: Mapping) -> Person:
    return Person(**{name: value if value is not None else "" for name, value in row.items()})  # type: ignore[arg-type]


def _row(person: Person) -> dict[str, object]:
    return {name: value if value != "" else None for name, value in asdict(person).items()}


def _rights(person: Person) -> str:
    told = {
        name: value for name, value in asdict(person).items() if name != "email" and value not in ("", True)
    }
    return ", ".join(f"{name}: {value}" for name, value in told.items())


def _difference(before: Person, after: Person) -> str:
    old, new = asdict(before), asdict(after)
    return ", ".join(f"{name}: {old[name]} → {new[name]}" for name in new if new[name] != old[name])
