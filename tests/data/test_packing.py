"""Told how texts lie, the engine need not find out, and finds every text again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data import schema

TEXTS = ["", "1", "Ёлка «Ель»", "x" * 100_000, "a\nb"]


@pytest.fixture
def store(tmp_path):
    engine = sa.create_engine(f"duckdb:///{tmp_path / 'store.duckdb'}")
    yield engine
    engine.dispose()


def named(engine: sa.Engine, names: list[str]) -> None:
    with engine.begin() as connection:
        schema.deals.create(connection)
        connection.execute(
            schema.deals.insert(),
            [{"deal_id": f"{i}", "name": name, "status": "open"} for i, name in enumerate(names)],
        )
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")


def test_no_dictionary_is_tried_for_names_even_where_it_would_be_smaller(store) -> None:
    named(store, ["Ёлка", "Сосна", "Кедр"] * 1000)
    with store.connect() as connection:
        packed = connection.exec_driver_sql(
            "SELECT column_name, compression FROM pragma_storage_info('deals') "
            "WHERE segment_type = 'VARCHAR' AND column_name IN ('name', 'status')"
        ).all()
    assert dict(tuple(row) for row in packed) == {"name": "FSST", "status": "Dictionary"}


def test_every_text_comes_back(store) -> None:
    named(store, TEXTS * 500)
    with store.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM deals ORDER BY CAST(deal_id AS INTEGER)").all()
    assert [name for (name,) in found] == TEXTS * 500
