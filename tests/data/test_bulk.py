"""What comes out of an engine without Arrow has the same types as from one that has it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest
import sqlalchemy as sa

from data import bulk, schema
from data.store import Store
from tests.engines.copying import copy
from tests.rows import deal, fill

pytestmark = [pytest.mark.engines, pytest.mark.xdist_group("engines")]

COLUMNS = ("deal_id", "amount", "probability", "created_at", "expected_close", "furthest")
STATEMENT = sa.select(*(schema.deals.c[name] for name in COLUMNS)).order_by("deal_id")
ROWS = [
    deal("a"),
    deal(
        "b",
        amount="0.10",
        probability=0.25,
        created_at=datetime(2026, 1, 2, 3, 4, 5),
        expected_close=date(2026, 2, 1),
        stage="Lead",
    ),
]
STAGES = [{"pipeline": "", "stage": "Lead", "position": 1, "kind": "open"}]


def kinds(frame: pd.DataFrame) -> dict[str, str]:
    return {name: frame[name].dtype.kind for name in frame}


@pytest.fixture(params=["postgresql", "clickhouse"])
def pair(request: pytest.FixtureRequest, store: Store) -> tuple[Store, Store]:
    return store, request.getfixturevalue(f"{request.param}_store")


def test_the_other_engines_give_the_same_table(pair):
    embedded, other = pair
    fill(embedded, deals=ROWS, stages=STAGES)
    copy(embedded, other)
    one, two = embedded.read(STATEMENT), other.read(STATEMENT)
    assert two["amount"][1] == Decimal("0.10")
    assert two["created_at"][1] == pd.Timestamp(2026, 1, 2, 3, 4, 5)
    assert two["furthest"].isna().tolist() == [False, False]
    assert kinds(one) == kinds(two)


def test_a_column_without_any_value_keeps_its_kind(pair):
    embedded, other = pair
    fill(embedded, deals=[deal("a")])
    copy(embedded, other)
    assert kinds(embedded.read(STATEMENT)) == kinds(other.read(STATEMENT))


def test_an_empty_answer_keeps_its_columns(pair):
    embedded, other = pair
    fill(embedded)
    copy(embedded, other)
    one, two = embedded.read(STATEMENT), other.read(STATEMENT)
    assert list(one) == list(two) == list(COLUMNS)
    assert kinds(one) == kinds(two)


def test_money_of_nothing_stays_money(pair):
    embedded, other = pair
    fill(embedded)
    copy(embedded, other)
    amount = schema.deals.c.amount
    total = sa.select(sa.func.coalesce(sa.func.sum(amount), 0).label("money"))
    assert [type(s.read(total)["money"][0]) for s in pair] == [Decimal, Decimal]


def test_nothing_to_load_is_no_error(store):
    with store.engine.begin() as connection:
        bulk.load(connection, schema.deals, pa.table({"deal_id": pa.array([], pa.string())}))


def test_a_column_left_out_is_empty(store):
    with store.engine.begin() as connection:
        bulk.load(connection, schema.deals, pa.table({"deal_id": ["a"], "status": ["won"]}))
    assert store.read(STATEMENT).drop(columns="deal_id").isna().all(axis=None)


def test_names_that_are_words_of_sql_are_no_trouble(store):
    rows = pa.table({"import_id": [1], "content_hash": ["h"], "row": [2], "column": ["Сумма"]})
    with store.engine.begin() as connection:
        bulk.load(connection, schema.rejected_rows, rows)
    assert store.read(sa.select(schema.rejected_rows.c.column))["column"].tolist() == ["Сумма"]
