from __future__ import annotations

from datetime import datetime

import pytest

from data.people import ANALYST, DIRECTOR, LEAD, MANAGER, Actor, Person
from data.people.directory import add
from data.store import Store

NOW = datetime(2026, 3, 2, 9, 0)
BOSS = Actor("boss@firm.ru", "10.0.0.1")
PEOPLE = (
    Person("boss@firm.ru", "Boss", DIRECTOR),
    Person("lead@firm.ru", "Lead", LEAD, team="East"),
    Person("anna@firm.ru", "Anna", MANAGER, manager_id="m1", team="East"),
    Person("ann@firm.ru", "Analyst", ANALYST),
)


@pytest.fixture
def staff(store: Store) -> Store:
    """A store with a director, a lead, a manager and an analyst."""
    for person in PEOPLE:
        add(store, person, by=BOSS, now=NOW)
    return store
