"""A store that many examples of one test fill anew: making a file for each would cost more than the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("pool")
    store = Store(f"duckdb:///{folder / 'store.duckdb'}", folder / "uploads")
    yield store
    store.close()
