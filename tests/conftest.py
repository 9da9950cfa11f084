"""What tests share: a fresh store, the public data sets, the other two engines, how hard hypothesis looks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

from data.store import Store
from tests.engines import clickhouse, postgresql

ROOT = Path(__file__).resolve().parent.parent

_CALM = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    "database": None,
    "derandomize": True,
}
_QUICK = [phase for phase in Phase if phase is not Phase.explain]
settings.register_profile("dev", max_examples=10, phases=_QUICK, **_CALM)
settings.register_profile("thorough", max_examples=300, **{**_CALM, "derandomize": False})
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file of its own."""
    store = Store(f"duckdb:///{tmp_path / 'store.duckdb'}", tmp_path / "uploads")
    yield store
    store.close()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The public data sets and the definitions they were published with."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip(f"no public data sets in {folder}")
    return folder


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    yield from postgresql.serve()


@pytest.fixture(scope="session")
def clickhouse_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("chdb", reason="chdb, ClickHouse's engine in the process, is not installed")
    return tmp_path_factory.mktemp("clickhouse")


@pytest.fixture(scope="session")
def postgresql_store(postgresql_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(postgresql_server, tmp_path_factory.mktemp("uploads"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def clickhouse_store(clickhouse_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(clickhouse.database(clickhouse_folder), tmp_path_factory.mktemp("uploads"))
    yield store
    store.close()
