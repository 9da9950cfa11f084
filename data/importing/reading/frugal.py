"""An import keeps to little memory and spills to disk: the server has pages to show meanwhile.

What cannot be done within the bound is done again without it: larger, but done.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import duckdb
import sqlalchemy as sa

from data.store import Store

OF_A_FILE, OF_THE_STORE = "384MB", "900MB"
"""Of a file read without a store; of the store and the files beside it, while an import works on them."""

Done = TypeVar("Done")
_at_work: Counter[str] = Counter()  # imports, by store
_usual: dict[str, str] = {}
"""The limit when there is none, by store: asked for once, for what is told is rounded. RESET would
bring the setting back and leave the bound."""
_lock = threading.Lock()


def tried(store: Store, act: Callable[[], Done]) -> Done:
    """``act`` is one transaction: it can begin again."""
    try:
        with _bounded(store):
            return act()
    except (duckdb.OutOfMemoryException, sa.exc.DBAPIError) as error:
        if not isinstance(getattr(error, "orig", error), duckdb.OutOfMemoryException):
            raise
    return act()


@contextmanager
def _bounded(store: Store) -> Iterator[None]:
    with _lock:
        if not _at_work[store.url]:
            _usual.setdefault(store.url, _limit(store))
            _limit(store, OF_THE_STORE)
        _at_work[store.url] += 1
    try:
        yield
    finally:
        with _lock:
            _at_work[store.url] -= 1
            if not _at_work[store.url]:
                _limit(store, _usual[store.url])


def _limit(store: Store, wanted: str = "") -> str:
    """Sets it, if wished; tells it. Raises DBAPIError where more is held than can be let go."""
    with store.engine.connect() as connection:
        if wanted:
            connection.exec_driver_sql(f"SET memory_limit = '{wanted}'")
        return str(connection.exec_driver_sql("SELECT current_setting('memory_limit')").scalar())
