"""The invented company gives way to an import in the import's own transaction: both happen, or neither."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
import sqlalchemy as sa

from data import demo, importing, schema
from data.demo.removal import CONTENTS
from data.importing import Source
from data.store import Store

TODAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 14)
DEALS = b"""ID,Deal name,Company,Owner,Pipeline,Stage,Product,Amount,Created,Close date
1,Saw,Oak,Olga,New sales,Won,Stretch film,1000.50,2026-11-02,2026-11-10
2,Belt,Elm,Olga,New sales,Lost,Stretch film,500.00,2026-11-03,2026-11-12
3,Tape,Oak,Olga,New sales,Negotiation,Own goods,70.00,2026-11-05,
4,Box,Oak,Olga,New sales,Won,Own goods,30.00,2026-11-04,2026-11-15
"""
PRODUCTS = b"Product,Group,List price\nStretch film,Films,999\nOwn goods,Own,5\n"


@pytest.fixture
def stores(tmp_path):
    made = [Store(f"duckdb:///{tmp_path / name}.duckdb", tmp_path / name) for name in ("one", "other")]
    yield made
    for store in made:
        store.close()


def held(store: Store) -> dict[str, list[tuple]]:
    """Everything that pages read, row by row."""
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table)).all()), key=repr)
            for table in CONTENTS
        }


def bring(store: Store, *contents: bytes, clear: bool) -> None:
    files = [Source(f"{place}.csv", content) for place, content in enumerate(contents)]
    preview = importing.prepare(store, files)
    before = partial(demo.clear_within, store) if clear else None
    try:
        importing.confirm(store, preview, actor="test", now=NOW, before=before)
    finally:
        preview.close()


def test_an_import_that_fails_leaves_the_demo(stores):
    store, _ = stores
    demo.create(store, today=TODAY, now=NOW, language="en")
    before = held(store)
    with store.engine.begin() as connection:
        connection.execute(sa.schema.DropTable(schema.quality_scores))
    with pytest.raises(Exception, match="quality_scores"):
        bring(store, DEALS, clear=True)
    assert demo.is_demo(store)
    assert held(store) == before


@pytest.mark.parametrize("uploaded_before", [False, True])
def test_an_import_that_works_leaves_what_it_would_make_in_an_empty_store(stores, uploaded_before):
    """Products and stages named as those of the demo go and come again in one transaction."""
    store, empty = stores
    demo.create(store, today=TODAY, now=NOW, language="en")
    if uploaded_before:
        for one in stores:
            bring(one, b"Manager ID,Name\nm1,Olga\nm2,Peter\n", clear=False)
    bring(store, PRODUCTS, DEALS, clear=True)
    bring(empty, PRODUCTS, DEALS, clear=False)
    assert not demo.is_demo(store)
    assert len(held(store)["purchases"]) == 2
    assert held(store) == held(empty)
