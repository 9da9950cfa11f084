"""An import taken back, whatever came after it: the store becomes what it would be without it.

The log is a chain for each row: what it was before each import that spoke of it, and last the row
itself. A cell keeps its value where a later import spoke of it or changed it, else it goes back to
what it was before; a row stays as long as an import that can vouch for it remains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from data.importing.history import relinking, removing, repeated
from data.importing.merging import applying, arrivals, snapshots
from data.importing.merging.overlay import KEYS

_UNDONE = "SELECT import_id FROM imports WHERE undone_at IS NOT NULL"
_GONE, _BACK = "(SELECT * FROM alone WHERE absent)", "(SELECT * FROM alone WHERE NOT absent)"


@dataclass(frozen=True)
class Reverted:
    removed: int
    restored: int

    def __add__(self, other: Reverted) -> Reverted:
        return Reverted(self.removed + other.removed, self.restored + other.restored)


def revert(db: Any, import_id: int) -> Reverted:
    db.execute(f"DELETE FROM undo_log WHERE import_id IN ({_UNDONE})")
    arrivals.touched(db, import_id)
    db.execute(f"DELETE FROM deal_changes WHERE import_id = {import_id}")
    done = Reverted(0, 0)
    for table in _spoken_of(db, import_id):
        done += _last(db, table, import_id) + _followed(db, table, import_id)
    _items(db, import_id)
    snapshots.forget(db, import_id)
    db.execute(f"DELETE FROM undo_log WHERE import_id = {import_id}")
    arrivals.renew(db)
    return done


def counted(db: Any, import_id: int) -> Reverted:
    """What ``revert`` would do; nothing but temporary tables is written."""
    done = Reverted(0, 0)
    for table in _spoken_of(db, import_id):
        _alone(db, table, import_id)
        done += _count(db, table, _GONE, _BACK)
        if relinking.chain(db, table, _columns(db, table), import_id, _followed_keys(db, table, import_id)):
            done += _count(db, table, relinking.GONE, relinking.BACK)
    return done


def _count(db: Any, table: str, gone: str, back: str) -> Reverted:
    return Reverted(removing.counted(db, table, gone), removing.counted(db, table, back))


def _spoken_of(db: Any, import_id: int) -> list[str]:
    found = db.execute(f"SELECT DISTINCT table_name FROM undo_log WHERE import_id = {import_id}").fetchall()
    return [table for table in KEYS if (table,) in found]


def _columns(db: Any, table: str) -> dict[str, str]:
    found = db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
    return {name: type_ for name, type_ in found if name not in KEYS.get(table, ())}


def _entries(table: str, import_id: int, followed: bool) -> str:
    """What the import did to rows that a later one spoke of, or none did."""
    join = "SEMI JOIN" if followed else "ANTI JOIN"
    return (
        f"(SELECT * FROM (SELECT * FROM undo_log WHERE import_id = {import_id} AND table_name = '{table}') {join} "
        f"(SELECT row_key FROM undo_log WHERE import_id > {import_id} AND import_id NOT IN ({_UNDONE}) "
        f"AND table_name = '{table}') USING (row_key))"
    )


def _followed_keys(db: Any, table: str, import_id: int) -> str:
    """Rows whose chain must be worked out: not those that the import left as they were."""
    plain = repeated.find(db, table, import_id, f"import_id NOT IN ({_UNDONE})", relinking.vouches(table))
    return (
        f"(SELECT row_key FROM {_entries(table, import_id, True)} ANTI JOIN {plain} USING (row_key) "
        f"WHERE before IS DISTINCT FROM '{applying.SAME}')"
    )


def _alone(db: Any, table: str, import_id: int) -> None:
    """Table ``alone``: rows that no later import spoke of, and what they were."""
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE alone AS SELECT row_key, before, "
        f"before IS NULL OR json_extract_string(before, '$.\"{relinking.ABSENT}\"') IS NOT NULL AS absent "
        f"FROM {_entries(table, import_id, False)} WHERE before IS DISTINCT FROM '{applying.SAME}'"
    )


def _last(db: Any, table: str, import_id: int) -> Reverted:
    """Rows that no later import spoke of become what they were."""
    _alone(db, table, import_id)
    back = ", ".join(
        f"\"{name}\" = CAST(json_extract_string(u.before, '$.{name}') AS {type_})"
        for name, type_ in _columns(db, table).items()
    )
    return _put(db, table, _GONE, _BACK, back)


def _followed(db: Any, table: str, import_id: int) -> Reverted:
    """Rows that later imports spoke of: the chain without this link."""
    columns = _columns(db, table)
    chained = relinking.chain(db, table, columns, import_id, _followed_keys(db, table, import_id))
    repeated.hand_over(db, table)
    if not chained:
        return Reverted(0, 0)
    relinking.rewrite(db, table, columns)
    if table == "deals":
        relinking.renew_changes(db, list(columns))
    taken = ", ".join(
        f'"{name}" = CAST(u.cells[{place}] AS {type_})'
        for place, (name, type_) in enumerate(columns.items(), 1)
    )
    return _put(db, table, relinking.GONE, relinking.BACK, taken)


def _put(db: Any, table: str, gone: str, back: str, taken: str) -> Reverted:
    """Takes out the rows of ``gone``, and what was said of them says nothing; sets those of ``back``."""
    removed = removing.remove(db, table, gone)
    db.execute(
        f"DELETE FROM undo_log WHERE table_name = '{table}' AND row_key IN (SELECT row_key FROM {gone})"
    )
    restored = db.execute(
        f"UPDATE {table} SET {taken} FROM {back} u WHERE {removing.same(table, 'u')}"
    ).fetchone()
    return Reverted(removed, int(restored[0]))


def _items(db: Any, import_id: int) -> None:
    """Product rows of a deal are one value: the next import that spoke of them stands, and replaced
    what this one did."""
    db.execute(
        f"UPDATE undo_log SET before = u.before FROM {_entries('deal_items', import_id, True)} u "
        "WHERE undo_log.table_name = 'deal_items' AND undo_log.row_key = u.row_key "
        f"AND u.before IS DISTINCT FROM '{applying.SAME}' AND undo_log.import_id = (SELECT min(n.import_id) FROM undo_log n "
        f"WHERE n.table_name = 'deal_items' AND n.row_key = u.row_key AND n.import_id > {import_id})"
    )
    there = f"(SELECT * FROM {_entries('deal_items', import_id, False)} WHERE before IS DISTINCT FROM '{applying.SAME}')"
    db.execute(
        f"DELETE FROM deal_items USING {there} u WHERE deal_items.deal_id = json_extract_string(u.row_key, '$[0]')"
    )
    parts = ", ".join(
        f"CAST(json_extract_string(line_, '$.{name}') AS {type_})"
        for name, type_ in _columns(db, "deal_items").items()
    )
    db.execute(
        f"INSERT INTO deal_items SELECT {parts} FROM (SELECT unnest(CAST(u.before AS JSON[])) AS line_ FROM {there} u "
        "WHERE u.before IS NOT NULL)"
    )
    db.execute("DELETE FROM deal_items WHERE deal_id NOT IN (SELECT deal_id FROM deals)")
