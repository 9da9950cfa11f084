"""Opening an engine for a store's address: pool, limits and timeout.

One process has one engine and every read a connection of its own: a DuckDB
connection shared between threads gives them each other's rows, silently.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool

from data.errors import Refused

POOL, OVERFLOW = 20, 10

# ClickHouse answers like the other two only with these.
CLICKHOUSE = {
    "ch_join_use_nulls": "1",
    "ch_aggregate_functions_null_for_empty": "1",
    "ch_cast_keep_nullable": "1",
    "ch_group_by_use_nulls": "1",
    "ch_session_timezone": "UTC",
}


def open_engine(address: str) -> sa.Engine:
    url = make_url(address)
    opener = {"duckdb": _duckdb, "postgresql": _postgresql, "clickhousedb": _clickhouse}.get(
        url.get_backend_name()
    )
    if opener is None:
        raise Refused(
            "VORONKA_STORE speaks of “{name}”. A store is duckdb, postgresql or clickhousedb.",
            name=url.get_backend_name(),
        )
    try:
        engine = opener(url)
        engine.connect().close()
    except (ImportError, sa.exc.NoSuchModuleError) as error:
        raise Refused(
            "A store on {name} needs its driver: pip install -r requirements-engines.txt",
            name=url.get_backend_name(),
        ) from error
    except (sa.exc.DBAPIError, OSError) as error:
        raise Refused(
            "The store {store} cannot be opened: {reason}",
            store=url.render_as_string(hide_password=True),
            reason=(str(getattr(error, "orig", error)).splitlines() or [""])[0],
        ) from error
    return engine


def file_of(address: str) -> Path | None:
    """The file of an embedded store, None for a server's."""
    url = make_url(address)
    return Path(url.database) if url.get_backend_name() == "duckdb" and url.database else None


def keeps_people(address: str) -> bool:
    """An engine without transactions cannot see to it that a right and its note are written together."""
    return make_url(address).get_backend_name() != "clickhousedb"


def _duckdb(url: URL) -> sa.Engine:
    path = file_of(str(url))
    if path is None or str(path) == ":memory:":
        raise Refused("VORONKA_STORE names no file: a store in memory would be another one in every thread.")
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, poolclass=QueuePool, pool_size=POOL, max_overflow=OVERFLOW)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET enable_external_access=false")
    except sa.exc.DBAPIError as error:
        if "lock" in str(error).lower():
            raise Refused(
                "The store {path} is open in another process (is the app running?). Stop it, or work in the app.",
                path=path,
            ) from error
        raise
    return engine


def _postgresql(url: URL) -> sa.Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return sa.create_engine(url, pool_size=POOL, max_overflow=OVERFLOW)


def _clickhouse(url: URL) -> sa.Engine:
    return sa.create_engine(url.update_query_dict(CLICKHOUSE), pool_size=POOL, max_overflow=OVERFLOW)


@contextmanager
def interrupted_after(connection: sa.Connection, seconds: float) -> Iterator[None]:
    """Stops the statement of this connection when its time is up (embedded engine only)."""
    interrupt = getattr(connection.connection.driver_connection, "interrupt", None)
    if interrupt is None:
        yield
        return
    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
