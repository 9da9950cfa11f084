"""Putting the demo company into a store and taking exactly it out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

import sqlalchemy as sa

from data import schema
from data.demo import facts
from data.demo.generate import SEED, generate
from data.derive import derive
from data.errors import Refused
from data.store import Store

STATE = "demo"
CONTENTS = (
    schema.managers,
    schema.products,
    schema.stages,
    schema.customers,
    schema.deals,
    schema.deal_items,
    schema.stage_visits,
    schema.purchases,
    schema.plans,
    schema.channel_spend,
    schema.payments,
    schema.activities,
)


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
    _refuse_own_data(store)
    made = generate(today, language, seed)
    with store.writing(now) as connection:
        _empty(connection)
        for table, rows in made:
            store.load(connection, table, rows)
        derive(connection)
        store.set_state(connection, STATE, language)
    counts = {table.name: rows.num_rows for table, rows in made}
    return DemoSummary(
        language, facts.first_day(today), today, counts["deals"], counts["customers"], counts["managers"]
    )


def clear(store: Store, *, now: datetime) -> None:
    """The store afterwards is as new. Without a demo nothing happens."""
    if not is_demo(store):
        return
    with store.writing(now) as connection:
        _empty(connection)
        store.set_state(connection, STATE, None)


def _refuse_own_data(store: Store) -> None:
    if is_demo(store):
        return
    held = sum(store.count(*CONTENTS, schema.imports).values())
    if held:
        raise Refused(
            "The store holds your own data: the demo company would mix with it. Use another store for it."
        )


def _empty(connection: sa.Connection) -> None:
    for table in CONTENTS:
        connection.execute(sa.delete(table))
