"""One company, in all three engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from data.store import Store
from tests.engines import company
from tests.engines.copying import copy
from tests.rows import fill

ENGINES = ("duckdb", "postgresql", "clickhouse")


@pytest.fixture(scope="session")
def tables() -> dict[str, list[dict[str, Any]]]:
    return company.tables()


@pytest.fixture(scope="session")
def embedded(tables: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("embedded")
    store = Store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")
    fill(store, **tables)
    yield store
    store.close()


@pytest.fixture(scope="session")
def filled(embedded: Store) -> dict[str, Store]:
    """Engine → store, as far as somebody has asked for it."""
    return {"duckdb": embedded}


@pytest.fixture
def engine(request: pytest.FixtureRequest, filled: dict[str, Store]) -> Store:
    """Parametrised indirectly by one of ENGINES."""
    name = request.param
    if name not in filled:
        target = request.getfixturevalue(f"{name}_store")
        copy(filled["duckdb"], target)
        filled[name] = target
    return filled[name]
