"""What was imported before, and any of it taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import quality, schema
from data.derive import derive
from data.errors import Refused, Unknown
from data.importing import books
from data.importing.history import undoing
from data.importing.merging import applying, own
from data.importing.merging.embedded import must_be_embedded
from data.importing.model import Counts, PastImport, UndoResult
from data.store import Store


def undo(
    store: Store,
    *,
    now: datetime,
    import_id: int | None = None,
    only_of: str | None = None,
    only_managers: frozenset[str] | None = None,
) -> UndoResult:
    """Takes an import back, by default the last that changed something (one that found everything
    as it was is no import to a person). What later imports said stays; the rest becomes as if it
    had never come. ``only_of``: imports of this actor only, ``only_managers``: those of these managers'
    deals only, the others are refused. Raises Unknown for no import, Refused for one taken back before,
    or when there is none."""
    must_be_embedded(store)
    now = now.replace(tzinfo=None)
    with store.writing(now) as connection:
        chosen = _last(connection, only_of) if import_id is None else _named(connection, import_id, only_of)
        db = connection.connection.driver_connection
        if only_managers is not None and own.touched_others(db, chosen.import_id, only_managers):
            raise _not_yours(chosen.import_id)
        names = connection.scalars(
            sa.select(schema.import_files.c.name).where(schema.import_files.c.import_id == chosen.import_id)
        ).all()
        reverted = undoing.revert(db, chosen.import_id)
        of_it = schema.imports.c.import_id == chosen.import_id
        connection.execute(sa.update(schema.imports).where(of_it).values(undone_at=now))
        quality.forget(connection, chosen.import_id)
        derive(connection)
    return UndoResult(chosen.import_id, chosen.imported_at, tuple(names), reverted.removed, reverted.restored)


def would_undo(store: Store, *, import_id: int, only_of: str | None = None) -> UndoResult:
    """What ``undo`` would do, and nothing of it done. Raises as it does."""
    must_be_embedded(store)
    with store.engine.connect() as connection:
        chosen = _named(connection, import_id, only_of)
        names = connection.scalars(
            sa.select(schema.import_files.c.name).where(schema.import_files.c.import_id == import_id)
        ).all()
        connection.commit()
        driver: Any = connection.connection.driver_connection
        driver.begin()
        try:
            reverted = undoing.counted(driver, import_id)
        finally:
            driver.rollback()
    return UndoResult(import_id, chosen.imported_at, tuple(names), reverted.removed, reverted.restored)


def _last(connection: sa.Connection, only_of: str | None) -> Any:
    i, u = schema.imports.c, schema.undo_log.c
    changed = sa.select(u.import_id).where(u.table_name != "state", u.before.is_distinct_from(applying.SAME))
    last = connection.execute(
        sa.select(schema.imports)
        .where(
            i.undone_at.is_(None),
            i.import_id.in_(changed),
            sa.true() if only_of is None else i.actor == only_of,
        )
        .order_by(i.import_id.desc())
        .limit(1)
    ).one_or_none()
    if last is None:
        raise Refused("There is no import to take back.")
    return last


def _named(connection: sa.Connection, import_id: int, only_of: str | None) -> Any:
    i = schema.imports.c
    found = connection.execute(sa.select(schema.imports).where(i.import_id == import_id)).one_or_none()
    if found is None:
        known = connection.scalars(sa.select(i.import_id).where(i.undone_at.is_(None))).all()
        raise Unknown("import", str(import_id), map(str, known))
    if only_of is not None and found.actor != only_of:
        raise _not_yours(import_id)
    if _brought_nothing(connection, import_id):
        raise Refused("Import {number} brought nothing in: there is nothing to take back.", number=import_id)
    if found.undone_at:
        raise Refused("Import {number} was taken back already.", number=import_id)
    return found


def _brought_nothing(connection: sa.Connection, import_id: int) -> bool:
    files = schema.import_files.c
    counts = [
        sa.func.coalesce(sa.func.sum(files[name]), 0) for name in ("new", "updated", "unchanged", "rejected")
    ]
    told = connection.execute(sa.select(*counts).where(files.import_id == import_id)).one()
    return Counts(*map(int, told)).all_rejected


def _not_yours(number: int) -> Refused:
    return Refused("Import {number} is not yours to take back: ask a director.", number=number)


def history(store: Store, limit: int = 20, only_of: str | None = None) -> tuple[PastImport, ...]:
    """The latest imports, newest first; ``only_of``: this actor's."""
    return books.history(store, limit, only_of)
