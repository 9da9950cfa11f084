"""Told how texts lie, the engine need not find out, and finds every text again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data import schema

TEXTS = ["", "1", "Ёлка «Ель»", "x" * 100_000, "a\nb"]


@pytest.fixture
def deals(tmp_path):
    engine = sa.create_engine(f"duckdb:///{tmp_path / 'store.duckdb'}")
    with engine.begin() as connection:
        schema.deals.create(connection)
        connection.execute(
            schema.deals.insert(),
            [{"deal_id": f"{i}", "name": text, "status": "open"} for i, text in enumerate(TEXTS * 500)],
        )
    yield engine
    engine.dispose()


def test_names_and_ids_are_not_tried_for_a_dictionary(deals) -> None:
    with deals.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        packed = connection.exec_driver_sql(
            "SELECT DISTINCT column_name FROM pragma_storage_info('deals') "
            "WHERE segment_type = 'VARCHAR' AND compression = 'Dictionary'"
        ).all()
    assert {"deal_id", "name"} & {name for (name,) in packed} == set()


def test_every_text_comes_back(deals) -> None:
    with deals.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        found = connection.exec_driver_sql("SELECT name FROM deals ORDER BY CAST(deal_id AS INTEGER)").all()
    assert [name for (name,) in found] == TEXTS * 500
