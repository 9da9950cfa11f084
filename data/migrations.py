"""Bringing a store to today's schema: made new, upgraded after a backup, or refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from data import schema
from data.derive import derive
from data.errors import Refused

Step = Callable[[sa.Connection], None]


def _to_today(connection: sa.Connection) -> None:
    """Tables and columns that today's schema has and the store lacks begin empty; what is derived is made anew."""
    schema.metadata.create_all(connection)
    for table in schema.metadata.sorted_tables:
        found = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in found:
                kind = column.type.compile(connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE {table.name} ADD COLUMN "{column.name}" {kind}')
    derive(connection)


def _with_snapshots(connection: sa.Connection) -> None:
    """What the imports so far showed of the deals, and which of them was the first to show each."""
    _to_today(connection)
    connection.exec_driver_sql(
        "INSERT INTO deal_snapshots SELECT import_id, imported_at FROM imports WHERE undone_at IS NULL "
        "AND import_id IN (SELECT import_id FROM import_files WHERE kind = 'deals')"
    )
    if connection.dialect.name == "duckdb":  # no other engine's store was ever imported into
        from data.importing.history.catching_up import catch_up  # which itself opens stores

        catch_up(connection.connection.driver_connection)


STEPS: dict[int, Step] = {1: _to_today, 2: _to_today, 3: _to_today, 4: _with_snapshots}
"""``STEPS[n]`` turns a store of version n into one of version n + 1."""


def stored_version(connection: sa.Connection) -> int | None:
    """None for an empty store."""
    if not sa.inspect(connection).has_table(schema.state.name):
        return None
    value = connection.scalar(sa.select(schema.state.c.value).where(schema.state.c.name == "schema_version"))
    return int(value) if value is not None else None


def migrate(
    engine: sa.Engine, file: Path | None, steps: dict[int, Step] = STEPS, target: int = schema.VERSION
) -> None:
    """Raises Refused for a store newer than this program; a failed step leaves the store as it was."""
    with engine.connect() as connection:
        version = stored_version(connection)
    if version is None:
        _create(engine, target)
    elif version > target:
        raise Refused(
            "The store has schema {stored}, this program knows {known}. Update Voronka; the store was not touched.",
            stored=version,
            known=target,
        )
    elif version < target:
        if file is not None:
            _back_up(engine, file, version)
        _upgrade(engine, version, target, steps)


def _create(engine: sa.Engine, version: int) -> None:
    with engine.begin() as connection:
        schema.metadata.create_all(connection)
        connection.execute(sa.insert(schema.state).values(name="schema_version", value=str(version)))


def _back_up(engine: sa.Engine, file: Path, version: int) -> Path:
    """The copy lies beside the store, named by the version it holds."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
    engine.dispose()
    copy = file.with_name(f"{file.name}.schema-{version}.backup")
    shutil.copy2(file, copy)
    return copy


def _upgrade(engine: sa.Engine, version: int, target: int, steps: dict[int, Step]) -> None:
    with engine.begin() as connection:
        for step in range(version, target):
            steps[step](connection)
        connection.execute(
            sa.update(schema.state).where(schema.state.c.name == "schema_version").values(value=str(target))
        )
