"""Where a file's rows lie while it is read: beside the store's tables, out of everybody else's sight."""

from __future__ import annotations

import gc

from data.importing import prepare
from data.importing.reading import rooms
from data.store import Store
from tests.importing.helpers import rows as asked
from tests.importing.helpers import source

DATABASES = "SELECT count(*) FROM duckdb_databases() WHERE database_name LIKE 'voronka_file_%'"
FILE = "ID;Этап;Сумма\n1;Новая;5\n"


def test_a_room_is_gone_when_closed_and_when_forgotten(store: Store) -> None:
    first, second = rooms.beside(store), rooms.beside(store)
    assert asked(store, DATABASES) == [(2,)]
    first.close()
    assert asked(store, DATABASES) == [(1,)]
    del second
    gc.collect()
    assert asked(store, DATABASES) == [(0,)]


def test_a_preview_takes_its_room_along(store: Store) -> None:
    preview = prepare(store, [source(FILE)])
    assert asked(store, DATABASES) == [(1,)]
    preview.close()
    assert asked(store, DATABASES) == [(0,)]


def test_nobody_else_stands_in_the_room(store: Store) -> None:
    """The pool's connections keep the store for their own database, and outlive none of its rooms."""
    room = rooms.beside(store)
    room.database.execute("CREATE TABLE deals AS SELECT 1 AS n")
    assert asked(store, "SELECT current_database() LIKE 'voronka_file_%', count(*) FROM deals") == [
        (False, 0)
    ]
    store.engine.dispose()
    assert room.database.execute("SELECT n FROM deals").fetchall() == [(1,)]
    room.close()
