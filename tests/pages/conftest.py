"""Pages run for real, over stores made for the tests; the clock stands at NOW."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import demo, store
from data.settings import Settings
from data.store import Store, open_store
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, Filters, View
from tests.conftest import ROOT
from ui import text
from ui.desk import Desk, options
from ui.filters import Chosen

NOW = datetime(2026, 11, 22, 8, 30)
TODAY = NOW.date()

Opened = Callable[..., AppTest]


def _open(folder: Path) -> Store:
    """The one that the pages will open too: a file has one engine in a process."""
    return open_store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demo company in Russian: only to be read."""
    made = _open(tmp_path_factory.mktemp("company"))
    demo.create(made, today=TODAY, now=NOW, language="ru")
    yield made
    _forget(made)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Store]:
    """An empty store, to be filled with rows."""
    made = _open(tmp_path)
    yield made
    _forget(made)


def _forget(made: Store) -> None:
    made.close()
    store._open.pop(made.url, None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    text.speak("en")
    yield
    text.speak("en")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """``opened(store, "pipeline/deals", lang="en", list="revenue")``: the page as a browser would get it."""

    def run(made: Store, page: str, **address: str | list[str]) -> AppTest:
        for name, value in {"STORE": made.url, "UPLOADS": str(made.uploads), "NOW": NOW.isoformat()}.items():
            monkeypatch.setenv(f"VORONKA_{name}", value)
        at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=60)
        for name, value in address.items():
            at.query_params[name] = value
        at.switch_page(str(ROOT / "pages" / f"{page}.py"))
        return at.run()

    return run


def desk_of(made: Store, period: Period = ALL_TIME, filters: Filters | None = None, **view: object) -> Desk:
    """What a page has before it, without a page. ``before``: the compared period."""
    before = view.pop("before", None)
    chosen = Chosen(filters or Filters(), "custom", period, "none")
    seen = View(
        EVERYTHING, TODAY, chosen.filters, period, churn_days=90, first_day=datetime(2023, 11, 1).date()
    )
    seen = seen.with_(**view)
    compared = seen.with_(period=before) if before else None
    known = options(made, made.version(), seen)
    return Desk(made, Settings(), NOW, made.version(), seen, compared, chosen, TODAY, options=known)
