"""A store is made new, upgraded after a backup, or refused; a step that fails leaves it as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from data import schema
from data.engines import open_engine
from data.errors import Refused
from data.migrations import migrate, stored_version
from data.store import Store
from tests.rows import deal, fill


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An old store with one deal in it."""
    path = tmp_path / "store.duckdb"
    store = Store(f"duckdb:///{path}", tmp_path)
    fill(store, deals=[deal("a")])
    store.close()
    return path


@pytest.fixture
def engine(file: Path):
    engine = open_engine(f"duckdb:///{file}")
    yield engine
    engine.dispose()


def version(engine: sa.Engine) -> int | None:
    with engine.connect() as connection:
        return stored_version(connection)


def columns(engine: sa.Engine) -> set[str]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = 'deals'"
        )
        return {name for (name,) in found}


def add_column(name: str):
    return lambda connection: connection.exec_driver_sql(f"ALTER TABLE deals ADD COLUMN {name} TEXT")


def fail(_: sa.Connection) -> None:
    raise RuntimeError("this step is broken")


NEXT = schema.VERSION + 1
AFTER = schema.VERSION + 2


def test_a_new_store_has_every_table_and_todays_version(tmp_path):
    engine = open_engine(f"duckdb:///{tmp_path / 'new.duckdb'}")
    migrate(engine, tmp_path / "new.duckdb")
    with engine.connect() as connection:
        names = {n for (n,) in connection.exec_driver_sql("SELECT table_name FROM duckdb_tables()")}
    assert set(schema.metadata.tables) <= names
    assert version(engine) == schema.VERSION
    assert list(tmp_path.glob("*.backup")) == []
    engine.dispose()


def test_a_store_of_today_is_left_alone(engine, file):
    migrate(engine, file)
    assert version(engine) == schema.VERSION
    assert list(file.parent.glob("*.backup")) == []


def test_an_older_store_is_upgraded_step_by_step_after_a_backup(engine, file):
    steps = {schema.VERSION: add_column("one"), NEXT: add_column("two")}
    before = columns(engine)
    migrate(engine, file, steps, target=AFTER)
    assert columns(engine) == before | {"one", "two"}
    assert version(engine) == AFTER
    (copy,) = file.parent.glob("*.backup")
    assert copy.name == f"store.duckdb.schema-{schema.VERSION}.backup"


def test_the_backup_holds_the_store_as_it_was(engine, file):
    migrate(engine, file, {schema.VERSION: add_column("one")}, target=NEXT)
    (copy,) = file.parent.glob("*.backup")
    kept = open_engine(f"duckdb:///{copy}")
    assert version(kept) == schema.VERSION
    assert "one" not in columns(kept)
    with kept.connect() as connection:
        assert connection.scalar(sa.select(schema.deals.c.deal_id)) == "a"
    kept.dispose()


def test_a_step_that_fails_leaves_the_store_as_it_was(engine, file):
    before = columns(engine)
    with pytest.raises(RuntimeError, match="this step is broken"):
        migrate(engine, file, {schema.VERSION: add_column("one"), NEXT: fail}, target=AFTER)
    assert columns(engine) == before
    assert version(engine) == schema.VERSION
    with engine.connect() as connection:
        assert connection.scalar(sa.select(schema.deals.c.deal_id)) == "a"


def test_a_newer_store_is_refused_in_words(engine, file):
    with engine.begin() as connection:
        newer = sa.update(schema.state).where(schema.state.c.name == "schema_version").values(value="99")
        connection.execute(newer)
    with pytest.raises(Refused, match="The store has schema 99, this program knows") as refusal:
        migrate(engine, file)
    assert "Update Voronka" in str(refusal.value)
    assert version(engine) == 99


def test_opening_a_newer_store_leaves_it_free_for_the_newer_program(file, engine):
    with engine.begin() as connection:
        newer = sa.update(schema.state).where(schema.state.c.name == "schema_version").values(value="99")
        connection.execute(newer)
    with pytest.raises(Refused):
        Store(f"duckdb:///{file}", file.parent)
    assert version(engine) == 99
