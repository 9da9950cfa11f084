"""What the store will hold, laid over what it holds: temporary tables ``next_…`` with the rows an
import makes or changes. A preview counts by them and drops them; a confirmation writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from data.importing.model import Counts

KEYS: Mapping[str, tuple[str, ...]] = {
    "products": ("product",),
    "managers": ("manager_id",),
    "customers": ("customer_id",),
    "plans": ("month", "manager_id", "team", "pipeline", "product_group"),
    "stages": ("pipeline", "stage"),
    "deals": ("deal_id",),
    "state": ("name",),
}
_TEMPORARY = (
    "in_rows",
    "in_members",
    "in_items",
    "people",
    "compared",
    "words",
    "changed_items",
    "touched_items",
)


@dataclass(frozen=True)
class Carried:
    """What becomes of the columns of a row that is there already: ``told`` take the file's value,
    empty or not; ``filled`` only a value; ``gentle`` only where the store has none."""

    told: tuple[str, ...]
    filled: tuple[str, ...] = ()
    gentle: tuple[str, ...] = ()


class Overlay:
    def __init__(self, connection: Any) -> None:
        self.db: duckdb.DuckDBPyConnection = connection
        self.laid: set[str] = set()  # tables with rows in their overlay
        self.types = {
            table: dict(
                self.db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
            )
            for table in KEYS
        }
        self.drop()
        for table in (*KEYS, "deal_items"):
            self.db.execute(f"CREATE TEMP TABLE next_{table} AS SELECT * FROM {table} LIMIT 0")
        self.db.execute("CREATE TEMP TABLE touched_items (deal_id VARCHAR)")

    def drop(self) -> None:
        for table in (*(f"next_{name}" for name in (*KEYS, "deal_items")), *_TEMPORARY):
            self.db.execute(f"DROP TABLE IF EXISTS temp.{table}")

    def now(self, table: str) -> str:
        """SQL of the table as it will be, as far as the files so far go."""
        if table not in self.laid:
            return table
        keys = ", ".join(KEYS[table])
        return f"(SELECT * FROM {table} ANTI JOIN next_{table} USING ({keys}) UNION ALL BY NAME SELECT * FROM next_{table})"

    def bring(self, name: str, source: duckdb.DuckDBPyConnection, query: str) -> None:
        """Streams a query of a file's own database into a temporary table here."""
        reader = source.execute(query).to_arrow_reader(1 << 17)
        with self.given("incoming", reader):
            self.db.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming")

    @contextmanager
    def given(self, name: str, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
        self.db.register(name, rows)
        try:
            yield
        finally:
            self.db.unregister(name)

    def lay(self, table: str, rows: str, carried: Carried, also: str = "false") -> None:
        """Compares ``rows`` (SQL with ``n``, the keys and the carried columns, one row a key) with the
        table; table ``compared`` (n, fresh, changed) says what each is; the overlay takes the new ones
        and the changed. ``also``: SQL over ``s`` that makes a row changed for another reason."""
        types, keys = self.types[table], KEYS[table]
        every = (*carried.told, *carried.filled, *carried.gentle)
        cast = ", ".join(f'CAST("{c}" AS {types[c]}) AS "{c}"' for c in (*keys, *every))
        final = [self._final(column, carried, keys) for column in types]
        differ = [f'(s."{c}" IS DISTINCT FROM k."{c}")' for c in carried.told]
        differ += [f'(s."{c}" IS NOT NULL AND s."{c}" IS DISTINCT FROM k."{c}")' for c in carried.filled]
        differ += [f'(s."{c}" IS NOT NULL AND k."{c}" IS NULL)' for c in carried.gentle]
        on = " AND ".join(f's."{key}" = k."{key}"' for key in keys)
        fresh = f'k."{keys[0]}" IS NULL'
        self.db.execute(
            f"CREATE OR REPLACE TEMP TABLE compared AS SELECT s.n, {fresh} AS fresh, "
            f"({' OR '.join((*differ, also))}) AS changed, {', '.join(final)} "
            f"FROM (SELECT n, {cast} FROM ({rows})) s LEFT JOIN {self.now(table)} k ON {on}"
        )
        if table in self.laid:
            both = " AND ".join(f'next_{table}."{key}" = c."{key}"' for key in keys)
            self.db.execute(
                f"DELETE FROM next_{table} USING compared c WHERE {both} AND (c.fresh OR c.changed)"
            )
        columns = ", ".join(f'"{column}"' for column in types)
        written = self.db.execute(
            f"INSERT INTO next_{table} ({columns}) SELECT {columns} FROM compared WHERE fresh OR changed"
        ).fetchone()[0]  # type: ignore[index]
        if written:
            self.laid.add(table)

    def _final(self, column: str, carried: Carried, keys: Sequence[str]) -> str:
        if column in keys or column in carried.told:
            return f's."{column}"'
        if column in carried.filled:
            return f'coalesce(s."{column}", k."{column}") AS "{column}"'
        if column in carried.gentle:
            return f'coalesce(k."{column}", s."{column}") AS "{column}"'
        return f'k."{column}"'

    def counts(self) -> Counts:
        """Of the rows last compared; a product row counts as its deal does, a copy as unchanged."""
        new, updated, unchanged = self.db.execute(
            "SELECT coalesce(sum(rows) FILTER (fresh), 0), coalesce(sum(rows) FILTER (NOT fresh AND changed), 0), "
            "coalesce(sum(rows) FILTER (NOT fresh AND NOT changed), 0) FROM (SELECT fresh, changed, 1 AS rows FROM compared "
            "UNION ALL SELECT fresh, changed, 1 FROM in_members JOIN compared ON compared.n = in_members.lead WHERE NOT copy)"
        ).fetchone()  # type: ignore[misc]
        copies = self.db.execute("SELECT count(*) FROM in_members WHERE copy").fetchone()[0]  # type: ignore[index]
        return Counts(new=int(new), updated=int(updated), unchanged=int(unchanged) + int(copies))

    def made(self, table: str) -> int:
        """Rows that the overlay adds to the table."""
        keys = ", ".join(KEYS[table])
        return int(
            self.db.execute(f"SELECT count(*) FROM next_{table} ANTI JOIN {table} USING ({keys})").fetchone()[
                0
            ]
        )  # type: ignore[index]
