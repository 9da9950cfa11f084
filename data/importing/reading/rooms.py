"""Where the rows of a file are while it is read: a database in memory that spills to disk.

Beside the store's own tables, so that merging reads them where they are: a million rows handed from
one engine to another cost half a second each time.
"""

from __future__ import annotations

import itertools
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import sqlalchemy as sa

from data.importing.reading.frugal import OF_A_FILE
from data.store import Store

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Room:
    """``name``: of the database within the store's engine; empty for an engine of its own, which no
    store can read."""

    database: duckdb.DuckDBPyConnection
    name: str
    close: Callable[[], object]

    def table(self, name: str) -> str:
        """What the store's connections call a table of the room."""
        return f"{self.name}.{name}" if self.name else name


Rooms = Callable[[], Room]


def apart() -> Room:
    """In an engine of its own."""
    database = duckdb.connect(":memory:")
    database.execute(f"SET temp_directory = '{tempfile.gettempdir()}'")
    database.execute(f"SET memory_limit = '{OF_A_FILE}'")
    return Room(database, "", database.close)


def beside(store: Store) -> Room:
    """In the store's engine; gone when closed, or forgotten."""
    name = f"voronka_file_{next(_numbers)}"
    connection = store.engine.connect()
    connection.detach()  # what the pool closes, it closes with all that came of it
    keeper: Any = connection.connection.dbapi_connection
    keeper.execute(f"ATTACH ':memory:' AS {name}")
    database = keeper.duplicate()
    database.execute(f"USE {name}")
    leave = weakref.finalize(database, _detach, connection, name)
    leave.atexit = False

    def close() -> None:
        database.close()
        leave()

    return Room(database, name, close)


def _detach(connection: sa.Connection, name: str) -> None:
    keeper: Any = connection.connection.dbapi_connection
    keeper.execute(f"DETACH {name}")
    connection.close()
