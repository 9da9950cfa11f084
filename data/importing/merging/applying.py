"""The overlay written into the store, with what it said and what it replaced noted for the undoing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from data.importing.merging import snapshots
from data.importing.merging.overlay import KEYS, Overlay

SAME = "="
"""In the log, of a row that an import only confirmed: before it was as after it."""


def key_sql(table: str, alias: str) -> str:
    """The key of a row as a JSON list of texts."""
    return f"to_json([{', '.join(f'CAST({alias}.{key} AS VARCHAR)' for key in KEYS[table])}])"


def row_sql(types: Mapping[str, str], alias: str) -> str:
    """A row as a JSON object; decimals as texts, for a number of JSON goes through a double."""
    values = (
        f"'{name}': "
        + (f'CAST({alias}."{name}" AS VARCHAR)' if type_.startswith("DECIMAL") else f'{alias}."{name}"')
        for name, type_ in types.items()
    )
    return f"to_json({{{', '.join(values)}}})"


def write(overlay: Overlay, import_id: int, now: datetime) -> None:
    """An import that finds everything as it was is none to a person: it vouches for nothing."""
    vouches = any(overlay.laid(table) for table in overlay.lays if table != "state")
    for table in overlay.lays:
        _log(overlay, table, import_id, vouches)
        if laid := overlay.laid(table):
            if table == "deals":
                snapshots.note(overlay, laid, import_id, now)
            _write(overlay, table, laid)
    _write_items(overlay, import_id)
    if vouches:
        _log_items(overlay, import_id)


def _log(overlay: Overlay, table: str, import_id: int, vouches: bool) -> None:
    """Before the rows are written. The row before only of those that change: a log of whole rows
    would outgrow the store."""
    spoken, db = overlay.spoken(table), overlay.db
    entry = f"INSERT INTO undo_log SELECT {import_id}, '{table}', {key_sql(table, 'x')}"
    db.execute(
        f"{entry}, CASE WHEN fresh THEN NULL ELSE '{SAME}' END, said_ FROM {spoken} x "
        f"WHERE fresh OR ({vouches} AND NOT changed AND said_ <> '')"
    )
    if table in overlay.changed:
        on = " AND ".join(f"t.{key} = x.{key}" for key in KEYS[table])
        db.execute(
            f"{entry}, {row_sql(overlay.types[table], 't')}, said_ FROM {spoken} x JOIN {table} t ON {on} "
            "WHERE changed AND NOT fresh"
        )


def _write(overlay: Overlay, table: str, laid: str) -> None:
    """Rows are added in the order of their key: the index grows at its end."""
    keys, fresh = ", ".join(KEYS[table]), laid
    if table in overlay.changed:
        _change(overlay, table, laid)
        fresh = f"(SELECT * FROM {laid} ANTI JOIN {table} USING ({keys}))"
    order = "" if _ordered(overlay, laid, keys) else f" ORDER BY {keys}"
    overlay.db.execute(f"INSERT INTO {table} SELECT * FROM {fresh}{order}")


def _ordered(overlay: Overlay, laid: str, keys: str) -> bool:
    """Most exports are in the order of their ids, or against it: to sort them costs a third of the writing."""
    first = overlay.db.execute(f"SELECT {keys} FROM {laid} LIMIT 1000").fetchall()
    return first in (sorted(first), sorted(first, reverse=True))


def _change(overlay: Overlay, table: str, laid: str) -> None:
    keys = KEYS[table]
    columns = [column for column in overlay.types[table] if column not in keys]
    taken = ", ".join(f'"{column}" = x."{column}"' for column in columns)
    both = " AND ".join(f"{table}.{key} = x.{key}" for key in keys)
    overlay.db.execute(f"UPDATE {table} SET {taken} FROM {laid} x WHERE {both}")


def _write_items(overlay: Overlay, import_id: int) -> None:
    db = overlay.db
    types = dict(db.execute("SELECT column_name, column_type FROM (DESCRIBE deal_items)").fetchall())
    db.execute(
        f"INSERT INTO undo_log SELECT {import_id}, 'deal_items', to_json([x.deal_id]), "
        f"(SELECT to_json(list({row_sql(types, 't')} ORDER BY t.line)) FROM deal_items t WHERE t.deal_id = x.deal_id), "
        "',items,' FROM touched_items x"
    )
    db.execute("DELETE FROM deal_items WHERE deal_id IN (SELECT deal_id FROM touched_items)")
    db.execute("INSERT INTO deal_items SELECT * FROM next_deal_items")


def _log_items(overlay: Overlay, import_id: int) -> None:
    """Deals whose product rows the import only confirmed."""
    overlay.db.execute(
        f"INSERT INTO undo_log SELECT {import_id}, 'deal_items', to_json([deal_id]), '{SAME}', ',items,' "
        "FROM (SELECT DISTINCT deal_id FROM spoken_items) ANTI JOIN touched_items USING (deal_id)"
    )
