"""A run of the command line in this process: what it prints, and the code it leaves with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
import simplejson

import cli
from data import settings
from data.store import Store, _open, open_store
from tests.rows import deal, fill

TODAY = datetime(2026, 3, 1, 9, 0)

MANAGERS = (
    {"manager_id": "m1", "name": "Anna", "team": "East"},
    {"manager_id": "m2", "name": "Boris", "team": "West"},
    {"manager_id": "m3", "name": "Vera", "team": "West"},  # without a deal
)
CUSTOMERS = ({"customer_id": "c1", "name": "Alpha"}, {"customer_id": "c2", "name": "Beta"})
DEALS = (
    deal(
        "d1", amount="100.10", manager_id="m1", customer_id="c1", region="North", closed_at=date(2026, 1, 10)
    ),
    deal(
        "d2", amount="200.25", manager_id="m1", customer_id="c1", region="North", closed_at=date(2026, 2, 10)
    ),
    deal("d3", amount="300", manager_id="m2", customer_id="c2", closed_at=date(2026, 2, 20)),
    deal("d4", "lost", amount="50", manager_id="m2", customer_id="c2", closed_at=date(2026, 2, 25)),
    deal("d5", "open", amount="70", manager_id="m1", customer_id="c1", created_at=date(2026, 2, 1)),
    deal("d6", amount="10", currency="USD", manager_id="m2", customer_id="c2", closed_at=date(2026, 2, 26)),
)


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Numbers as they are written: no float comes between."""
        return simplejson.loads(self.out, use_decimal=True)


Run = Callable[..., Outcome]


@pytest.fixture
def store(tmp_path, monkeypatch) -> Iterator[Store]:
    """An empty store that the environment names."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"VORONKA_{name.upper()}", raising=False)
    for name, value in {
        "STORE": f"duckdb:///{tmp_path / 'store.duckdb'}",
        "UPLOADS": str(tmp_path / "uploads"),
        "LOG": str(tmp_path / "voronka.log"),
        "LANGUAGE": "en",
    }.items():
        monkeypatch.setenv(f"VORONKA_{name}", value)
    chosen = settings.load()
    store = open_store(chosen.store, chosen.uploads)
    yield store
    _open.pop(chosen.store).close()


@pytest.fixture
def filled(store) -> Store:
    fill(store, managers=MANAGERS, customers=CUSTOMERS, deals=DEALS)
    return store


@pytest.fixture
def run(store, capsys) -> Run:
    def run(*arguments: str, clock: datetime = TODAY) -> Outcome:
        code = cli.main(arguments, clock)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run
