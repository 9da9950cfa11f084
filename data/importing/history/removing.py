"""Rows taken out of a table with a key, few or most of them."""

from __future__ import annotations

from typing import Any

from data.importing.merging.overlay import KEYS

MOST = 4
"""More than one row in so many goes: the table is made anew of those that stay. Taken out one by
one, the index of the key alone costs many times what all else does."""


def same(table: str, log: str) -> str:
    """The row of the table is the one that the log speaks of."""
    return " AND ".join(
        f"CAST({table}.{key} AS VARCHAR) = json_extract_string({log}.row_key, '$[{i}]')"
        for i, key in enumerate(KEYS[table])
    )


def counted(db: Any, table: str, named: str) -> int:
    """How many rows of the table ``named`` (SQL with ``row_key``) speaks of."""
    found = db.execute(f"SELECT count(*) FROM {table} JOIN {named} u ON {same(table, 'u')}").fetchone()
    return int(found[0])


def remove(db: Any, table: str, named: str) -> int:
    """Takes them out; how many there were."""
    going = counted(db, table, named)
    if not going:
        return 0
    (every,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    if going * MOST > every:
        _make_anew(db, table, named)
    else:
        db.execute(f"DELETE FROM {table} USING {named} u WHERE {same(table, 'u')}")
    return going


def _make_anew(db: Any, table: str, named: str) -> None:
    (made,) = db.execute(
        "SELECT sql FROM duckdb_tables() WHERE database_name = current_database() AND table_name = $1",
        [table],
    ).fetchone()
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE staying AS SELECT * FROM {table} ANTI JOIN {named} u ON {same(table, 'u')}"
    )
    db.execute(f"DROP TABLE {table}")
    db.execute(made)
    db.execute(f"INSERT INTO {table} SELECT * FROM staying ORDER BY {', '.join(KEYS[table])}")
    db.execute("DROP TABLE staying")
