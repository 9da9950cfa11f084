"""The store: one engine in the process, a connection for every read, one writer at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from data import bulk, engines, schema
from data.errors import Refused
from data.migrations import migrate

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DataVersion:
    """Grows with every write; ``at`` is when that was."""

    number: int
    at: datetime | None


class Store:
    def __init__(self, url: str, uploads: Path, statement_seconds: float = 60) -> None:
        self.url = url
        self.uploads = uploads
        self.statement_seconds = statement_seconds
        self.engine = engines.open_engine(url)
        self._writer = threading.RLock()
        self._clerk = threading.RLock()
        try:
            migrate(self.engine, engines.file_of(url))
        except Exception:
            self.engine.dispose()
            raise

    def arrow(self, statement: sa.Executable) -> pa.Table:
        """Raises Refused where the statement ran longer than allowed."""
        with (
            self.engine.connect() as connection,
            engines.interrupted_after(connection, self.statement_seconds),
        ):
            try:
                return bulk.fetch(connection, statement)
            except sa.exc.DBAPIError as error:
                if "INTERRUPT" in str(error).upper():
                    raise Refused(
                        "The query ran longer than {seconds} seconds and was stopped. Narrow the period or the filters.",
                        seconds=int(self.statement_seconds),
                    ) from error
                raise

    def read(self, statement: sa.Executable) -> pd.DataFrame:
        """Decimals stay Decimal, whole numbers Int64 (with gaps), dates datetime64, texts str."""
        return bulk.to_pandas(self.arrow(statement))

    def version(self) -> DataVersion:
        """Every run asks. An embedded store is written by this process alone, so its version is known here."""
        if self.url in _versions:
            return _versions[self.url]
        found = self._stored_version()
        return _versions.setdefault(self.url, found) if self._is_embedded else found

    @property
    def _is_embedded(self) -> bool:
        return engines.file_of(self.url) is not None

    def _stored_version(self) -> DataVersion:
        names = ("data_version", "data_at")
        with self.engine.connect() as connection:
            found = dict(
                connection.execute(
                    sa.select(schema.state.c.name, schema.state.c.value).where(schema.state.c.name.in_(names))
                ).all()
            )
        at = found.get("data_at")
        return DataVersion(int(found.get("data_version") or 0), datetime.fromisoformat(at) if at else None)

    def state(self, name: str) -> str | None:
        with self.engine.connect() as connection:
            return connection.scalar(sa.select(schema.state.c.value).where(schema.state.c.name == name))

    def set_state(self, connection: sa.Connection, name: str, value: str | None) -> None:
        """``None`` forgets it. Inside ``writing``."""
        connection.execute(sa.delete(schema.state).where(schema.state.c.name == name))
        if value is not None:
            connection.execute(sa.insert(schema.state).values(name=name, value=value))

    @contextmanager
    def writing(
        self,
        now: datetime,
        around: Callable[[sa.Connection], AbstractContextManager[None]] = lambda _: nullcontext(),
    ) -> Iterator[sa.Connection]:
        """The one writer, in one transaction: readers see the store before or after, never between.

        ``around``: a context of that connection in which the transaction takes place, and which nobody
        else writes in. What it prepares in temporary tables is read by all threads; what is made within
        a transaction, by one."""
        with self._writer:
            with self.engine.connect() as connection, around(connection), connection.begin():
                yield connection
                self._count_up(connection, now)
            if self._is_embedded:
                _versions[self.url] = self._stored_version()

    def _count_up(self, connection: sa.Connection, now: datetime) -> None:
        number = connection.scalar(
            sa.select(schema.state.c.value).where(schema.state.c.name == "data_version")
        )
        self.set_state(connection, "data_version", str(int(number or 0) + 1))
        self.set_state(connection, "data_at", now.replace(tzinfo=None).isoformat(timespec="seconds"))

    @contextmanager
    def filing(self) -> Iterator[sa.Connection]:
        """As ``writing``, of what is no fact: the version and its moment stay as they were."""
        with self._writer, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def noting(self) -> Iterator[sa.Connection]:
        """One writer of people, sessions and the audit, beside whoever imports: the facts, and so
        their version, stay as they were."""
        with self._clerk, self.engine.begin() as connection:
            yield connection

    def load(
        self, connection: sa.Connection, table: sa.Table, rows: pa.Table, *, replace: bool = False
    ) -> None:
        """Adds whole columns; ``replace``: a row with the same key gives way to the new one."""
        bulk.load(connection, table, rows, replace=replace)

    def count(self, *tables: sa.Table) -> dict[str, int]:
        counts: Any = [
            sa.select(sa.func.count()).select_from(t).scalar_subquery().label(t.name) for t in tables
        ]
        with self.engine.connect() as connection:
            return {k: int(v) for k, v in connection.execute(sa.select(*counts)).mappings().one().items()}

    def close(self) -> None:
        self.engine.dispose()
        _versions.pop(self.url, None)


_versions: dict[str, DataVersion] = {}
"""Of embedded stores, by address: set after each write, so a reader that was slower never sets an older one."""

_open: dict[str, Store] = {}
_opening = threading.Lock()


def open_store(url: str, uploads: Path, statement_seconds: float = 60) -> Store:
    """The process's store for this address: opened, made or upgraded at the first call."""
    with _opening:
        if url not in _open:
            _open[url] = Store(url, uploads, statement_seconds)
        return _open[url]
