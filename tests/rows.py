"""Small tables a person can read, put into a store.

``fill`` takes each table as a list of dicts; a column left out is NULL, except
for the few that a deal cannot be without. The derived tables follow by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data import schema
from data.derive import derive
from data.store import Store

NOW = datetime(2026, 11, 22, 9, 30)

Row = Mapping[str, Any]

FILLED = (
    *("customers", "managers", "products", "stages", "deals", "deal_items", "stage_visits", "plans"),
    *("deal_snapshots", "deal_changes"),
)


def arrow_type(column: sa.Column) -> pa.DataType:
    kind = column.type
    if isinstance(kind, sa.Double | sa.Float):
        return pa.float64()
    if isinstance(kind, sa.Numeric):
        return pa.decimal128(kind.precision or 18, kind.scale or 2)
    for sql, arrow in (
        (sa.DateTime, pa.timestamp("us")),
        (sa.Date, pa.date32()),
        (sa.Boolean, pa.bool_()),
        (sa.BigInteger, pa.int64()),
        (sa.Integer, pa.int32()),
        (sa.Text, pa.string()),
    ):
        if isinstance(kind, sql):
            return arrow
    raise TypeError(kind)


def arrow(table: sa.Table, rows: Iterable[Row]) -> pa.Table:
    """Every column of the table; a day given where a time belongs is its midnight, a number becomes money."""
    columns = list(table.columns)
    given = list(rows)
    for row in given:
        assert not set(row) - set(table.c.keys()), f"{table.name} has no {set(row) - set(table.c.keys())}"
    fields = pa.schema([(column.name, arrow_type(column)) for column in columns])
    values = {c.name: [_fitting(c, row.get(c.name)) for row in given] for c in columns}
    return pa.Table.from_pydict(values, schema=fields)


def _fitting(column: sa.Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.DateTime) and isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    if isinstance(column.type, sa.Numeric) and not isinstance(column.type, sa.Float):
        return pa.scalar(str(value)).cast(arrow_type(column)).as_py()
    return value


def fill(store: Store, **tables: Iterable[Row]) -> None:
    """Replaces everything that ``FILLED`` names by these rows and derives the rest."""
    assert set(tables) <= set(schema.metadata.tables), tables
    with store.writing(NOW) as connection:
        for name in (*FILLED, *(n for n in tables if n not in FILLED)):
            table = schema.metadata.tables[name]
            connection.execute(sa.delete(table))
            store.load(connection, table, arrow(table, tables.get(name, ())))
        derive(connection)


def deal(deal_id: str, status: str = "won", **columns: Any) -> dict[str, Any]:
    return {"deal_id": deal_id, "status": status, **columns}


def records(store: Store, statement: sa.Executable) -> list[dict[str, Any]]:
    """The rows of the answer in plain Python, None for what is missing."""
    return store.arrow(statement).to_pylist()
