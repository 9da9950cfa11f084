"""The same rows in another engine's store, the derived ones too."""

from __future__ import annotations

import sqlalchemy as sa

from data import schema
from data.store import Store

COPIED = (
    "customers",
    "managers",
    "products",
    "stages",
    "deals",
    "deal_items",
    "stage_visits",
    "purchases",
    "plans",
    "alike_customers",
    "alike_deals",
    "quality_scores",
    "deal_snapshots",
    "deal_changes",
)


def copy(source: Store, target: Store) -> None:
    with target.engine.begin() as connection:
        for name in COPIED:
            table = schema.metadata.tables[name]
            if connection.dialect.name == "clickhousedb":
                connection.exec_driver_sql(f"TRUNCATE TABLE {name}")
            else:
                connection.execute(sa.delete(table))
            target.load(connection, table, source.arrow(sa.select(table)))
