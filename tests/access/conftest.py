"""A running Voronka in which people sign in, and what knocks at it: raw requests, no browser's manners."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from data.people import ANALYST, CONSOLE, DIRECTOR, LEAD, MANAGER, Person, directory, passwords
from data.store import Store
from tests.browser.server import serving
from tests.rows import deal, fill

GOOD = "three green teapots"
PEOPLE = (
    Person("boss@firm.ru", "Boss", DIRECTOR),
    Person("anna@firm.ru", "Anna", MANAGER, manager_id="m1"),
    Person("lead@firm.ru", "Lead", LEAD, team="East"),
    Person("gina@firm.ru", "Gina", MANAGER, manager_id="m2"),
    Person("ann@firm.ru", "Ann", ANALYST),
    Person("gone@firm.ru", "Gone", ANALYST, active=False),
    Person("oidc@firm.ru", "Oidc", ANALYST, provider="mock"),
)
SECRET = "Secretive Ltd"
"""The name of a customer: where it is read, something has leaked."""

_addresses = (f"203.0.{a}.{b}" for a, b in itertools.product(range(256), range(1, 255)))


def team_store(folder: Path, people: tuple[Person, ...] = PEOPLE) -> Path:
    """A store with a deal, and these people, all with the same password."""
    file = folder / "store.duckdb"
    store = Store(f"duckdb:///{file}", folder / "uploads")
    fill(
        store,
        managers=({"manager_id": "m1", "name": "Anna", "team": "East"},),
        customers=({"customer_id": "c1", "name": SECRET},),
        deals=(
            deal("d1", amount="731.55", manager_id="m1", customer_id="c1", closed_at=datetime(2026, 11, 2)),
        ),
    )
    now = datetime.now()
    for person in people:
        directory.add(store, person, by=CONSOLE, now=now)
        passwords.set_password(store, person.email, GOOD, by=CONSOLE, now=now)
    store.close()
    return file


@pytest.fixture(scope="session")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = team_store(tmp_path_factory.mktemp("team"))
    with serving(file, VORONKA_ACCESS="team", VORONKA_LANGUAGE="en", VORONKA_CONTACT="Olga, 2-15") as address:
        yield address


Knock = Callable[..., httpx.Client]


@pytest.fixture
def knock(team: str) -> Iterator[Knock]:
    """``knock()``: somebody from a network address of his own, with no cookie yet."""
    opened = []

    def client(place: str = team, **headers: str) -> httpx.Client:
        own = {"X-Forwarded-For": next(_addresses), "Accept": "text/html"}
        one = httpx.Client(base_url=place, headers=own | headers, timeout=30)
        opened.append(one)
        return one

    yield client
    for one in opened:
        one.close()


def sign_in(
    client: httpx.Client, email: str, password: str = GOOD, place: str = "/sign-in"
) -> httpx.Response:
    """As the page's own form does it."""
    client.get(place)
    return client.post(place, data={"form": form_of(client), "email": email, "password": password})


def form_of(client: httpx.Client) -> str:
    return next((c.value for c in client.cookies.jar if c.name.endswith("voronka_form")), "")


def token_of(client: httpx.Client) -> str:
    return client.cookies.get("voronka", "")
