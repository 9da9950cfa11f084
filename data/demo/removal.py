"""Taking the demo out of a store in which somebody may have uploaded data since.

Rows of people, deals and money are known by their identifiers. Products,
stages and spend have names for keys: there a row stays if an upload wrote it.
"""

from __future__ import annotations

import json

import sqlalchemy as sa

from data import schema
from data.demo import company, goods
from data.demo.tables import PREFIX, Speaker

BY_IDENTIFIER = (
    schema.managers.c.manager_id,
    schema.customers.c.customer_id,
    schema.deals.c.deal_id,
    schema.deal_items.c.deal_id,
    schema.stage_visits.c.deal_id,
    schema.deal_changes.c.deal_id,
    schema.purchases.c.deal_id,
    schema.plans.c.manager_id,
    schema.payments.c.payment_id,
    schema.activities.c.activity_id,
)
BY_NAME = (schema.products, schema.stages, schema.channel_spend)
CONTENTS = (*(column.table for column in BY_IDENTIFIER), *BY_NAME, schema.deal_snapshots)


def remove(connection: sa.Connection, language: str | None) -> None:
    """``language`` of the demo that is in the store, None for none. Leaves purchases to be derived again."""
    if language is None:
        return
    if not connection.scalar(sa.select(sa.func.count()).select_from(schema.imports).where(brought())):
        _renew(connection)
        return
    for column in BY_IDENTIFIER:
        connection.execute(sa.delete(column.table).where(column.like(f"{PREFIX}%")))
    of_no_import = schema.deal_snapshots.c.import_id.is_(None)
    connection.execute(sa.delete(schema.deal_snapshots).where(of_no_import))
    say = Speaker(language)
    words = {
        schema.products.c.product: say([product.name for product in goods.PRODUCTS]),
        schema.stages.c.pipeline: say(company.PIPELINES),
        schema.channel_spend.c.source: say([source.name for source in company.SOURCES]),
    }
    for column, names in words.items():
        _remove_named(connection, column, names)


def brought() -> sa.ColumnElement[bool]:
    """Of an import: not every row of it was rejected, so something of it may be in the store."""
    files = schema.import_files.c
    taken = sa.func.sum(files.new + files.updated + files.unchanged)
    none = (
        sa.select(files.import_id)
        .group_by(files.import_id)
        .having(taken == 0, sa.func.sum(files.rejected) > 0)
    )
    return schema.imports.c.import_id.not_in(none)


def _renew(connection: sa.Connection) -> None:
    """Where nothing was ever uploaded; taking every row out of the key indexes would last seconds."""
    for table in CONTENTS:
        table.drop(connection)
        table.create(connection)


def _remove_named(connection: sa.Connection, column: sa.Column, names: list[str]) -> None:
    table, ours = column.table, column.in_(names)
    keys = list(table.primary_key.columns)
    written = _written_by_uploads(connection, table)
    if not written:
        connection.execute(sa.delete(table).where(ours))
        return
    for row in connection.execute(sa.select(*keys).where(ours)).all():
        if tuple(map(str, row)) not in written:
            same = (key == value for key, value in zip(keys, row, strict=True))
            connection.execute(sa.delete(table).where(*same))


def _written_by_uploads(connection: sa.Connection, table: sa.Table) -> set[tuple[str, ...]]:
    log, imports = schema.undo_log, schema.imports
    standing = sa.select(imports.c.import_id).where(imports.c.undone_at.is_(None))
    written = sa.select(log.c.row_key).where(log.c.table_name == table.name, log.c.import_id.in_(standing))
    return {tuple(map(str, json.loads(key))) for key in connection.scalars(written)}
