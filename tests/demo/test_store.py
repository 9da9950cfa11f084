"""Making, repeating, translating and removing the demo; own data is never touched by it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
import sqlalchemy as sa

from data import demo, schema
from data.demo.columns import money
from data.demo.generate import generate
from data.demo.removal import CONTENTS
from data.errors import Refused
from data.store import Store

TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 14)
WORDS = {
    "name", "team", "segment", "region", "industry", "product", "product_group", "pipeline", "stage",
    "lost_stage", "source", "loss_reason", "competitor", "next_step", "purpose", "currency", "old", "new",
}  # fmt: skip


def fingerprint(tables: list[tuple[sa.Table, pa.Table]], *, without: set[str] = frozenset()) -> str:
    digest = hashlib.sha256()
    for table, rows in tables:
        kept = rows.drop_columns([name for name in rows.column_names if name in without])
        digest.update(table.name.encode())
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, kept.schema) as stream:
            stream.write_table(kept.combine_chunks())
        digest.update(sink.getvalue().to_pybytes())
    return digest.hexdigest()


def held(store: Store) -> dict[str, int]:
    return {name: count for name, count in store.count(*CONTENTS).items() if count}


def test_the_same_day_and_seed_give_the_same_rows() -> None:
    first = fingerprint(generate(TODAY, "ru"))
    assert fingerprint(generate(TODAY, "ru")) == first
    assert fingerprint(generate(TODAY, "ru", seed=3)) != first


def test_english_has_the_same_numbers_and_other_words() -> None:
    russian, english = generate(TODAY, "ru"), generate(TODAY, "en")
    assert fingerprint(russian, without=WORDS) == fingerprint(english, without=WORDS)
    for (table, ours), (_, theirs) in zip(russian, english, strict=True):
        for name in WORDS & set(ours.column_names) - {"currency"}:
            here, there = ours.column(name).to_pylist(), theirs.column(name).to_pylist()
            assert [word is None for word in here] == [word is None for word in there]
            assert len(set(here)) == len(set(there)), (table.name, name)
            assert not any(
                word and any("а" <= letter <= "я" for letter in word.lower()) for word in set(there)
            )
    deals = next(rows for table, rows in english if table is schema.deals)
    assert deals.column("currency").null_count == deals.num_rows


def test_a_store_with_a_demo_says_so_and_is_replaced(store: Store) -> None:
    assert not demo.is_demo(store)
    demo.create(store, today=TODAY, now=NOW, language="en")
    summary = demo.create(store, today=TODAY, now=NOW)
    assert demo.is_demo(store)
    assert store.state("demo") == "ru"
    assert held(store)["deals"] == summary.deals
    assert held(store)["managers"] == 12
    pipelines = store.read(sa.select(schema.stages.c.pipeline).distinct())
    assert set(pipelines.pipeline) == {"Новые продажи", "Повторные продажи"}


def test_clearing_leaves_the_store_as_new(store: Store) -> None:
    demo.create(store, today=TODAY, now=NOW)
    before = store.version().number
    demo.clear(store, now=NOW)
    assert held(store) == {}
    assert not demo.is_demo(store)
    assert store.version().number == before + 1
    demo.clear(store, now=NOW)  # nothing to do: nobody's page refreshes
    assert store.version().number == before + 1


def own_deal(number: str = "1") -> pa.Table:
    return pa.table(
        {"deal_id": [number], "customer_id": ["Свой"], "status": ["won"], "closed_at": [NOW], "amount": [10]}
    )


def test_own_data_is_refused_and_left_alone(store: Store) -> None:
    with store.writing(NOW) as connection:
        store.load(connection, schema.deals, own_deal())
    with pytest.raises(Refused, match="your own data"):
        demo.create(store, today=TODAY, now=NOW)
    assert held(store) == {"deals": 1}
    assert not demo.is_demo(store)


def test_clearing_takes_the_demo_and_nothing_uploaded_since(store: Store) -> None:
    """Uploaded over the demo: a deal, a stage of its own, and the price of a product the demo also has."""
    demo.create(store, today=TODAY, now=NOW)
    product = "Стрейч-плёнка"
    with store.writing(NOW) as connection:
        store.load(connection, schema.deals, own_deal())
        store.load(
            connection, schema.stages, pa.table({"pipeline": [""], "stage": ["Звонок"], "kind": ["open"]})
        )
        row = sa.update(schema.products).where(schema.products.c.product == product)
        connection.execute(row.values(list_price=999))
        connection.execute(sa.insert(schema.imports).values(import_id=1, imported_at=NOW))
        written = {"import_id": 1, "table_name": "products", "row_key": f'["{product}"]'}
        connection.execute(sa.insert(schema.undo_log).values(**written))
    with pytest.raises(Refused):
        demo.create(store, today=TODAY, now=NOW)
    demo.clear(store, now=NOW)
    assert held(store) == {"deals": 1, "stages": 1, "products": 1, "purchases": 1}
    assert store.read(sa.select(schema.products.c.list_price)).list_price.tolist() == [999]


def test_money_is_exact_beyond_what_a_float_holds() -> None:
    column = money(np.array([123456789012345678, -1, 0]), np.array([True, True, False]))
    assert [str(value) for value in column.to_pylist()] == ["1234567890123456.78", "-0.01", "None"]
