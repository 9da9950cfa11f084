"""ClickHouse's engine in this process: a database with our tables. One folder per process, that is its rule."""

from __future__ import annotations

import itertools
from pathlib import Path

import sqlalchemy as sa

from data import schema
from data.engines import open_engine

_number = itertools.count(1)


def database(folder: Path) -> str:
    """The address of a new database in the folder, with every table of the schema and its version."""
    name = f"voronka_{next(_number)}"
    maker = open_engine(_address(folder, "default"))
    with maker.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        for table in schema.metadata.sorted_tables:
            connection.exec_driver_sql(_create(name, table))
        connection.exec_driver_sql(f"INSERT INTO {name}.state VALUES ('schema_version', '{schema.VERSION}')")
    maker.dispose()
    return _address(folder, name)


def _address(folder: Path, name: str) -> str:
    return f"clickhousedb:///{name}?interface=chdb&path={folder / 'engine'}"


def _create(database: str, table: sa.Table) -> str:
    columns = ", ".join(f"`{column.name}` {_type(column)}" for column in table.columns)
    key = ", ".join(f"`{column.name}`" for column in table.primary_key) or "tuple()"
    return f"CREATE TABLE {database}.{table.name} ({columns}) ENGINE = MergeTree ORDER BY ({key})"


def _type(column: sa.Column) -> str:
    kind = column.type
    if isinstance(kind, sa.Numeric) and not isinstance(kind, sa.Float):
        name = f"Decimal({kind.precision}, {kind.scale})"
    else:
        name = next(
            spelling
            for sql, spelling in (
                (sa.DateTime, "DateTime64(0, 'UTC')"),
                (sa.Date, "Date32"),
                (sa.Boolean, "Bool"),
                (sa.BigInteger, "Int64"),
                (sa.Integer, "Int32"),
                (sa.Float, "Float64"),
                (sa.Text, "String"),
            )
            if isinstance(kind, sql)
        )
    return name if column.primary_key or not column.nullable else f"Nullable({name})"
