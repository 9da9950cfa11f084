"""Putting the demo company into a store and taking exactly it out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa

from data import schema
from data.demo import facts
from data.demo.generate import SEED, generate
from data.demo.removal import CONTENTS, brought, remove
from data.derive import derive
from data.errors import Refused
from data.store import Store

STATE = "demo"


@dataclass(frozen=True)
class DemoSummary:
    """What was made. ``start`` is the first day of the story, ``end`` the day it stands at."""

    language: str
    start: date
    end: date
    deals: int
    customers: int
    managers: int


def is_demo(store: Store) -> bool:
    return store.state(STATE) is not None


def create(
    store: Store, *, today: date, now: datetime, language: Literal["ru", "en"] = "ru", seed: int = SEED
) -> DemoSummary:
    """Replaces an earlier demo. Raises Refused where the store holds own data."""
    made = generate(today, language, seed, now)
    with store.writing(now) as connection:
        _refuse_own_data(store)
        remove(connection, store.state(STATE))
        for table, rows in made:
            store.load(connection, table, rows)
        derive(connection)
        store.set_state(connection, STATE, language)
    rows = {table.name: content.num_rows for table, content in made}
    return DemoSummary(
        language, facts.first_day(today), today, rows["deals"], rows["customers"], rows["managers"]
    )


def clear(store: Store, *, now: datetime) -> None:
    """Takes out the demo and nothing that was uploaded since. Without a demo nothing happens."""
    if is_demo(store):
        with store.writing(now) as connection:
            clear_within(store, connection)


def clear_within(store: Store, connection: sa.Connection) -> None:
    """The same inside ``writing``: the demo is gone if the rest of the transaction succeeds."""
    language = store.state(STATE)
    if language is None:
        return
    remove(connection, language)
    derive(connection)
    store.set_state(connection, STATE, None)


def _refuse_own_data(store: Store) -> None:
    with store.engine.connect() as connection:
        own = sa.select(sa.func.count()).where(schema.imports.c.undone_at.is_(None), brought())
        held = connection.scalar(own) or (not is_demo(store) and any(store.count(*CONTENTS).values()))
    if held:
        raise Refused(
            "The store holds your own data: the demo company would mix with it. "
            "Give it a store of its own (VORONKA_STORE)."
        )
