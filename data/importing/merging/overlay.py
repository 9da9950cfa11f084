"""What the store will hold, laid over what it holds: temporary tables ``next_…`` with the rows an
import makes or changes. A preview counts by them and drops them; a confirmation writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    "stage_events": ("deal_id", "entered_at", "stage"),
    "payments": ("payment_id",),
    "channel_spend": ("month", "source"),
    "activities": ("activity_id",),
    "state": ("name",),
}


@dataclass(frozen=True)
class Carried:
    """What becomes of the columns of a row that is there already: ``told`` take the file's value,
    empty or not; ``filled`` only a value; ``gentle`` only where the store has none.

    ``said``: the columns that stay when an earlier import is taken back, though this one left
    them as they were; by default those told, and of the others what the file knows to be as it is.
    ``()``: the file does not speak of the row at all.
    """

    told: tuple[str, ...]
    filled: tuple[str, ...] = ()
    gentle: tuple[str, ...] = ()
    said: tuple[str, ...] | None = None

    def saying(self) -> str:
        """SQL over ``s`` and ``k``, the row that is there, of the columns a row speaks of, as the log has them."""
        said = self.told if self.said is None else self.said
        parts = [f"',{','.join(said)},'" if said else "''"]
        known = [(c, f's."{c}" IS NOT NULL') for c in self.filled]
        if self.said is None:
            known += [(c, f's."{c}" = coalesce(k."{c}", s."{c}")') for c in self.gentle]
        parts += [f"CASE WHEN {knows} THEN ',{column},' ELSE '' END" for column, knows in known]
        return " || ".join(parts)


class Overlay:
    """``counting``: nothing will be written, so the rows of the ``last`` file need not be made.
    ``only``: the managers whose deals may be touched, None for all."""

    def __init__(self, connection: Any, counting: bool = False, only: frozenset[str] | None = None) -> None:
        self.db: duckdb.DuckDBPyConnection = connection
        self.counting = counting
        self.only = only
        self.last = False
        self.changed: set[str] = set()  # tables of which rows that are there change
        self.lays: dict[str, int] = {}  # how often rows were laid over a table
        self._laid: dict[str, int] = {}
        self._brought: dict[str, str] = {}
        self.types = {
            table: dict(
                self.db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
            )
            for table in KEYS
        }
        self.drop()
        self.db.execute("CREATE TEMP TABLE next_deal_items AS SELECT * FROM deal_items LIMIT 0")
        self.db.execute("CREATE TEMP TABLE touched_items (deal_id VARCHAR)")
        self.db.execute("CREATE TEMP TABLE spoken_items (deal_id VARCHAR)")

    def drop(self) -> None:
        """Takes every temporary table and view off the connection."""
        for kind in ("view", "table"):
            found = self.db.execute(
                f"SELECT {kind}_name FROM duckdb_{kind}s() WHERE database_name = 'temp' AND NOT internal"
            ).fetchall()
            for (name,) in reversed(found):
                self.db.execute(f"DROP {kind} IF EXISTS temp.{name}")

    def laid(self, table: str) -> str | None:
        """The rows an import makes or changes, whole; None when there are none."""
        return f"next_{table}_{self._laid[table]}" if table in self._laid else None

    def now(self, table: str) -> str:
        """SQL of the table as it will be, as far as the files so far go."""
        laid = self.laid(table)
        if not laid:
            return table
        keys = ", ".join(KEYS[table])
        return (
            f"(SELECT * FROM {table} ANTI JOIN {laid} USING ({keys}) UNION ALL BY NAME SELECT * FROM {laid})"
        )

    def whole(self, table: str) -> str:
        """SQL of the table after the writing, asked for before it: of a table without rows, the overlay alone."""
        laid = self.laid(table)
        if laid and not self.db.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            return laid
        return table

    def bring(self, name: str, query: str, *, looked_at: bool = False) -> None:
        """A query of a file's room as a temporary table here, or a view where it is only looked at."""
        kind = "VIEW" if looked_at else "TABLE"
        if self._brought.setdefault(name, kind) != kind:
            self.db.execute(f"DROP {self._brought[name]} {name}")
        self.db.execute(f"CREATE OR REPLACE TEMP {kind} {name} AS {query}")
        self._brought[name] = kind

    @contextmanager
    def given(self, name: str, rows: pa.Table) -> Iterator[None]:
        self.db.register(name, rows)
        try:
            yield
        finally:
            self.db.unregister(name)

    def lay(self, table: str, rows: str, carried: Carried, also: str = "false") -> None:
        """Compares ``rows`` (SQL with ``n``, the keys and the carried columns, one row a key) with the
        table; view ``compared`` (n, fresh, changed) says what each is; the overlay takes the new ones
        and the changed. ``also``: SQL over ``s`` that makes a row changed for another reason."""
        types, keys = self.types[table], KEYS[table]
        every = (*carried.told, *carried.filled, *carried.gentle)
        cast = ", ".join(f'CAST("{c}" AS {types[c]}) AS "{c}"' for c in (*keys, *every))
        differ = [f'(s."{c}" IS DISTINCT FROM k."{c}")' for c in carried.told]
        differ += [f'(s."{c}" IS NOT NULL AND s."{c}" IS DISTINCT FROM k."{c}")' for c in carried.filled]
        differ += [f'(s."{c}" IS NOT NULL AND k."{c}" IS NULL)' for c in carried.gentle]
        on = " AND ".join(f's."{key}" = k."{key}"' for key in keys)
        only_count = self.counting and self.last and table == "deals"
        known = self.now(table)
        final = (
            "" if only_count else "".join(f", {_final(c, carried)}" for c in types if c in (*keys, *every))
        )
        number = self.lays[table] = self.lays.get(table, 0) + 1
        kind = "VIEW" if only_count else "TABLE"  # counted once, it need not be kept
        self.db.execute(
            f'CREATE OR REPLACE TEMP {kind} laid_{table}_{number} AS SELECT s.n, k."{keys[0]}" IS NULL AS fresh, '
            f"({' OR '.join((*differ, also))}) AS changed, {carried.saying()} AS said_{final} "
            f"FROM (SELECT n, {cast} FROM ({rows})) s LEFT JOIN {known} k ON {on}"
        )
        self.db.execute(
            f"CREATE OR REPLACE TEMP VIEW compared AS SELECT n, fresh, changed FROM laid_{table}_{number}"
        )
        if not only_count:
            self._take(table, number, {*keys, *every}, known)

    def _take(self, table: str, number: int, carried: set[str], known: str) -> None:
        """The rows just laid go before those laid earlier. What they do not carry is as it is ``known``."""
        new, updated = self.db.execute(
            "SELECT count(*) FILTER (fresh), count(*) FILTER (NOT fresh AND changed) FROM compared"
        ).fetchone()  # type: ignore[misc]
        if updated:
            self.changed.add(table)
        if not new + updated:
            return
        keys = ", ".join(KEYS[table])
        columns = ", ".join(f'"{column}"' for column in self.types[table])
        rest = {
            c: f'k."{c}"' if updated else f"CAST(NULL AS {type_})" for c, type_ in self.types[table].items()
        }
        whole = ", ".join(f'l."{c}"' if c in carried else f'{rest[c]} AS "{c}"' for c in rest)
        join = f"LEFT JOIN {known} k USING ({keys})" if updated else ""
        rows = f"SELECT {whole} FROM laid_{table}_{number} l {join} WHERE fresh OR changed"
        before = self.laid(table)
        if before:
            rows += f" UNION ALL SELECT {columns} FROM {before} ANTI JOIN ({rows}) USING ({keys})"
        self.db.execute(f"CREATE TEMP VIEW next_{table}_{number} AS {rows}")
        self._laid[table] = number

    def spoken(self, table: str) -> str:
        """SQL of every row that the import speaks of: its keys, fresh, changed, ``said_``."""
        keys = ", ".join(KEYS[table])
        each = [
            f"SELECT {keys}, fresh, changed, said_ FROM laid_{table}_{number}"
            for number in range(1, self.lays.get(table, 0) + 1)
        ]
        if len(each) == 1:
            return f"({each[0]})"
        return (
            f"(SELECT {keys}, bool_or(fresh) AS fresh, bool_or(changed) AS changed, string_agg(said_, '') AS said_ "
            f"FROM ({' UNION ALL '.join(each)}) GROUP BY {keys})"
        )

    def counts(self, lines: int = 1) -> Counts:
        """Of the rows last compared; a product row counts as its deal does, a copy as unchanged. ``lines``:
        so many numbers make one row of the file (see ``spread``), which is new if any of them is."""
        if lines > 1:
            return self._counts_of_rows(lines)
        found = self.db.execute(
            "SELECT fresh, changed, count(*) FROM (SELECT fresh, changed FROM compared UNION ALL "
            "SELECT fresh, changed FROM in_members JOIN compared ON compared.n = in_members.lead WHERE NOT copy) GROUP BY 1, 2"
        ).fetchall()
        copies = self.db.execute("SELECT count(*) FROM in_members WHERE copy").fetchone()[0]  # type: ignore[index]
        return Counts(
            new=sum(rows for fresh, _, rows in found if fresh),
            updated=sum(rows for fresh, changed, rows in found if changed and not fresh),
            unchanged=sum(rows for fresh, changed, rows in found if not changed and not fresh) + int(copies),
        )

    def _counts_of_rows(self, lines: int) -> Counts:
        found = self.db.execute(
            "SELECT bool_or(fresh), bool_or(changed) FROM (SELECT n, fresh, changed FROM compared UNION ALL "
            f"SELECT n, false, false FROM in_members) GROUP BY n // {lines}"
        ).fetchall()
        return Counts(
            new=sum(fresh for fresh, _ in found),
            updated=sum(changed and not fresh for fresh, changed in found),
            unchanged=sum(not changed and not fresh for fresh, changed in found),
        )

    def made(self, table: str) -> int:
        """Rows that the overlay adds to the table."""
        laid, keys = self.laid(table), ", ".join(KEYS[table])
        if not laid:
            return 0
        return int(
            self.db.execute(f"SELECT count(*) FROM {laid} ANTI JOIN {table} USING ({keys})").fetchone()[0]
        )  # type: ignore[index]


def _final(column: str, carried: Carried) -> str:
    if column in carried.filled:
        return f'coalesce(s."{column}", k."{column}") AS "{column}"'
    if column in carried.gentle:
        return f'coalesce(k."{column}", s."{column}") AS "{column}"'
    return f's."{column}"'
