"""The overlay written into the store, with what it replaced noted for the undoing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.importing.overlay import KEYS, Overlay


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


def write(overlay: Overlay, import_id: int) -> None:
    for table in KEYS:
        laid = overlay.laid(table)
        if laid:
            _write(overlay, table, laid, import_id)
    _write_items(overlay, import_id)


def _write(overlay: Overlay, table: str, laid: str, import_id: int) -> None:
    """Rows are added in the order of their key: the index grows at its end."""
    keys, db = KEYS[table], overlay.db
    fresh = laid
    if table in overlay.changed:
        _change(overlay, table, laid, import_id)
        fresh = f"(SELECT * FROM {laid} ANTI JOIN {table} USING ({', '.join(keys)}))"
    db.execute(
        f"INSERT INTO undo_log SELECT {import_id}, '{table}', {key_sql(table, 'x')}, NULL FROM {fresh} x"
    )
    db.execute(f"INSERT INTO {table} SELECT * FROM {fresh} ORDER BY {', '.join(keys)}")


def _change(overlay: Overlay, table: str, laid: str, import_id: int) -> None:
    keys, db = KEYS[table], overlay.db
    on = " AND ".join(f"t.{key} = x.{key}" for key in keys)
    db.execute(
        f"INSERT INTO undo_log SELECT {import_id}, '{table}', {key_sql(table, 'x')}, {row_sql(overlay.types[table], 't')} FROM {laid} x JOIN {table} t ON {on}"
    )
    columns = [column for column in overlay.types[table] if column not in keys]
    taken = ", ".join(f'"{column}" = x."{column}"' for column in columns)
    both = " AND ".join(f"{table}.{key} = x.{key}" for key in keys)
    db.execute(f"UPDATE {table} SET {taken} FROM {laid} x WHERE {both}")


def _write_items(overlay: Overlay, import_id: int) -> None:
    db = overlay.db
    types = dict(db.execute("SELECT column_name, column_type FROM (DESCRIBE deal_items)").fetchall())
    db.execute(
        f"INSERT INTO undo_log SELECT {import_id}, 'deal_items', to_json([x.deal_id]), "
        f"(SELECT to_json(list({row_sql(types, 't')} ORDER BY t.line)) FROM deal_items t WHERE t.deal_id = x.deal_id) FROM touched_items x"
    )
    db.execute("DELETE FROM deal_items WHERE deal_id IN (SELECT deal_id FROM touched_items)")
    db.execute("INSERT INTO deal_items SELECT * FROM next_deal_items")


@dataclass(frozen=True)
class Reverted:
    removed: int
    restored: int


def revert(db, import_id: int) -> Reverted:  # type: ignore[no-untyped-def]
    """Puts back what an import replaced and takes away what it brought."""
    removed = restored = 0
    for table, keys in KEYS.items():
        there = f"(SELECT * FROM undo_log WHERE import_id = {import_id} AND table_name = '{table}')"
        same = " AND ".join(
            f"CAST({table}.{key} AS VARCHAR) = json_extract_string(u.row_key, '$[{i}]')"
            for i, key in enumerate(keys)
        )
        removed += _count(db, f"DELETE FROM {table} USING {there} u WHERE u.before IS NULL AND {same}")
        columns = db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
        back = ", ".join(_back(name, type_) for name, type_ in columns if name not in keys)
        restored += _count(
            db, f"UPDATE {table} SET {back} FROM {there} u WHERE u.before IS NOT NULL AND {same}"
        )
    _revert_items(db, import_id)
    return Reverted(removed, restored)


def _back(name: str, type_: str, source: str = "u.before") -> str:
    return f"\"{name}\" = CAST(json_extract_string({source}, '$.{name}') AS {type_})"


def _revert_items(db, import_id: int) -> None:  # type: ignore[no-untyped-def]
    there = f"(SELECT * FROM undo_log WHERE import_id = {import_id} AND table_name = 'deal_items')"
    db.execute(
        f"DELETE FROM deal_items USING {there} u WHERE deal_items.deal_id = json_extract_string(u.row_key, '$[0]')"
    )
    columns: Sequence[tuple[str, str]] = db.execute(
        "SELECT column_name, column_type FROM (DESCRIBE deal_items)"
    ).fetchall()
    parts = ", ".join(f"CAST(json_extract_string(line_, '$.{name}') AS {type_})" for name, type_ in columns)
    db.execute(
        f"INSERT INTO deal_items SELECT {parts} FROM (SELECT unnest(CAST(u.before AS JSON[])) AS line_ FROM {there} u "
        "WHERE u.before IS NOT NULL)"
    )


def _count(db, statement: str) -> int:  # type: ignore[no-untyped-def]
    return int(db.execute(statement).fetchone()[0])
