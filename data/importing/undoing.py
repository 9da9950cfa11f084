"""An import taken back, whatever came after it: the store becomes what it would be without it.

The log is a chain for each row: what it was before each import that spoke of it, and last the row
itself. A cell keeps its value where a later import spoke of it or changed it, else it goes back to
what it was before; a row stays as long as an import that can vouch for it remains.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.importing import applying, snapshots
from data.importing.overlay import KEYS

_NOW = 2147483647
"""The number under which the row as it is closes its chain."""

_DERIVED = ("furthest",)
"""Worked out anew after every undoing."""

_ABSENT = "!"
"""In the log, of a row that no import before vouched for, though one had spoken of it."""


@dataclass(frozen=True)
class Reverted:
    removed: int
    restored: int

    def __add__(self, other: Reverted) -> Reverted:
        return Reverted(self.removed + other.removed, self.restored + other.restored)


def revert(db: Any, import_id: int) -> Reverted:
    db.execute(
        "DELETE FROM undo_log WHERE import_id IN (SELECT import_id FROM imports WHERE undone_at IS NOT NULL)"
    )
    db.execute(f"DELETE FROM deal_changes WHERE import_id = {import_id}")
    done = Reverted(0, 0)
    for table in KEYS:
        done += _last(db, table, import_id) + _followed(db, table, import_id)
    _items(db, import_id)
    db.execute(f"DELETE FROM undo_log WHERE import_id = {import_id}")
    return done


def _columns(db: Any, table: str) -> dict[str, str]:
    found = db.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
    return {name: type_ for name, type_ in found if name not in KEYS.get(table, ())}


def _same(table: str, log: str) -> str:
    """The row of the table is the one that the log speaks of."""
    return " AND ".join(
        f"CAST({table}.{key} AS VARCHAR) = json_extract_string({log}.row_key, '$[{i}]')"
        for i, key in enumerate(KEYS[table])
    )


def _entries(table: str, import_id: int, followed: bool) -> str:
    """What the import did to rows that a later one spoke of, or none did."""
    join = "SEMI JOIN" if followed else "ANTI JOIN"
    return (
        f"(SELECT * FROM (SELECT * FROM undo_log WHERE import_id = {import_id} AND table_name = '{table}') {join} "
        f"(SELECT row_key FROM undo_log WHERE import_id > {import_id} AND table_name = '{table}') USING (row_key))"
    )


def _last(db: Any, table: str, import_id: int) -> Reverted:
    """Rows that no later import spoke of become what they were."""
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE alone AS SELECT row_key, before, "
        f"before IS NULL OR json_extract_string(before, '$.\"{_ABSENT}\"') IS NOT NULL AS absent "
        f"FROM {_entries(table, import_id, False)} WHERE before IS DISTINCT FROM '{applying.SAME}'"
    )
    removed = _count(db, f"DELETE FROM {table} USING alone u WHERE u.absent AND {_same(table, 'u')}")
    _forget(db, table, "SELECT row_key FROM alone WHERE absent")
    columns = _columns(db, table)
    back = ", ".join(
        f"\"{name}\" = CAST(json_extract_string(u.before, '$.{name}') AS {type_})"
        for name, type_ in columns.items()
    )
    restored = _count(
        db, f"UPDATE {table} SET {back} FROM alone u WHERE NOT u.absent AND {_same(table, 'u')}"
    )
    return Reverted(removed, restored)


def _forget(db: Any, table: str, keys: str) -> None:
    """What was said of rows that are no more says nothing."""
    db.execute(f"DELETE FROM undo_log WHERE table_name = '{table}' AND row_key IN ({keys})")


def _followed(db: Any, table: str, import_id: int) -> Reverted:
    """Rows that later imports spoke of: the chain without this link."""
    columns = _columns(db, table)
    if not _chain(db, table, columns, import_id):
        return Reverted(0, 0)
    _rewrite(db, table, columns)
    if table == "deals":
        _renew_changes(db, list(columns))
    there = f"(SELECT * FROM relinked WHERE import_id = {_NOW})"
    removed = _count(db, f"DELETE FROM {table} USING {there} u WHERE NOT u.there AND {_same(table, 'u')}")
    _forget(db, table, f"SELECT row_key FROM {there} WHERE NOT there")
    taken = ", ".join(
        f'"{name}" = CAST(u.cells[{place}] AS {type_})'
        for place, (name, type_) in enumerate(columns.items(), 1)
    )
    restored = _count(
        db,
        f"UPDATE {table} SET {taken} FROM {there} u WHERE u.there AND u.cells IS DISTINCT FROM u.was AND {_same(table, 'u')}",
    )
    return Reverted(removed, restored)


def _chain(db: Any, table: str, columns: Mapping[str, str], import_id: int) -> int:
    """Table ``relinked``: of every row and import after this one, and of the row itself: ``cells`` as
    they would be without this import, ``was``, and whether the row would be ``there``."""
    keys = f"(SELECT row_key FROM {_entries(table, import_id, True)})"
    key, row = applying.key_sql(table, "t"), applying.row_sql(columns, "t")
    paths = ", ".join(f"'$.{name}'" for name in columns)
    spoke = " + ".join(
        f"CASE WHEN {str(name in _DERIVED).lower()} OR contains(said, ',{name},') OR was[{i}] IS DISTINCT FROM after[{i}] "
        f"THEN {1 << i} ELSE 0 END"
        for i, name in enumerate(columns, 1)
    )
    vouched = "contains(said, ',status,')" if table == "deals" else "said <> ''"
    cells = ", ".join(
        f"CASE WHEN later & {1 << i} <> 0 THEN was[{i}] ELSE origin[{i}] END"
        for i in range(1, len(columns) + 1)
    )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE relinked AS WITH "
        f"links AS (SELECT row_key, import_id, coalesce(said, ',status,') AS said, coalesce(before, 'null') AS state FROM undo_log "
        f"SEMI JOIN {keys} USING (row_key) WHERE table_name = '{table}' AND import_id >= {import_id} "
        f"UNION ALL SELECT row_key, {_NOW}, '', coalesce(CAST(state AS VARCHAR), 'null') FROM {keys} LEFT JOIN "
        f"(SELECT CAST({key} AS VARCHAR) AS row_key, {row} AS state FROM {table} t) USING (row_key)), "
        f"whole AS (SELECT row_key, import_id, said, first_value(nullif(state, '{applying.SAME}') IGNORE NULLS) OVER "
        "(PARTITION BY row_key ORDER BY import_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS state FROM links), "
        f"read AS (SELECT row_key, import_id, said, json_extract_string(state, [{paths}]) AS was, "
        f"state <> 'null' AND json_extract_string(state, '$.\"{_ABSENT}\"') IS NULL AS there FROM whole), "
        "paired AS (SELECT *, lead(was) OVER w AS after, first_value(was) OVER w AS origin, first_value(there) OVER w AS began "
        "FROM read WINDOW w AS (PARTITION BY row_key ORDER BY import_id)), "
        f"spoken AS (SELECT *, CASE WHEN import_id = {import_id} THEN 0 ELSE {spoke} END AS spoke, "
        f"import_id <> {import_id} AND {vouched} AS vouches FROM paired), "
        "summed AS (SELECT *, coalesce(bit_or(spoke) OVER before_, 0) AS later, coalesce(bool_or(vouches) OVER before_, false) AS vouched "
        "FROM spoken WINDOW before_ AS (PARTITION BY row_key ORDER BY import_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) "
        f"SELECT row_key, import_id, was, [{cells}] AS cells, began OR vouched AS there FROM summed WHERE import_id > {import_id}"
    )
    return int(db.execute("SELECT count(*) FROM relinked").fetchone()[0])


def _rewrite(db: Any, table: str, columns: Mapping[str, str]) -> None:
    """The log of the later imports, as if this one had not been."""
    cells = ", ".join(f"'{name}': u.cells[{i}]" for i, name in enumerate(columns, 1))
    state = f"CAST(to_json({{{cells}, '{_ABSENT}': CASE WHEN NOT u.there THEN 'yes' END}}) AS VARCHAR)"
    nothing = "NOT u.there AND len(list_filter(u.cells, lambda cell: cell IS NOT NULL)) = 0"
    db.execute(
        f"UPDATE undo_log SET before = CASE WHEN u.same THEN '{applying.SAME}' WHEN {nothing} THEN NULL ELSE {state} END "
        "FROM (SELECT *, cells = lead(cells) OVER w AND there = lead(there) OVER w AS same FROM relinked "
        f"WINDOW w AS (PARTITION BY row_key ORDER BY import_id)) u WHERE undo_log.table_name = '{table}' "
        "AND undo_log.row_key = u.row_key AND undo_log.import_id = u.import_id"
    )


def _renew_changes(db: Any, columns: list[str]) -> None:
    """What the later uploads changed is told from the chain as it is now."""
    key = "json_extract_string(row_key, '$[0]')"
    db.execute(
        "DELETE FROM deal_changes USING relinked u WHERE deal_changes.import_id = u.import_id "
        f"AND deal_changes.field <> '{snapshots.APPEARED}' AND deal_changes.deal_id = json_extract_string(u.row_key, '$[0]')"
    )
    each = " UNION ALL ".join(
        f"SELECT {key}, import_id, '{field}', cells[{place}], after[{place}], imported_at FROM changed "
        f"WHERE cells[{place}] IS DISTINCT FROM after[{place}]"
        for field in snapshots.WATCHED
        for place in [columns.index(field) + 1]
    )
    db.execute(
        "INSERT INTO deal_changes WITH linked AS (SELECT *, lead(cells) OVER w AS after, lead(there) OVER w AS stays "
        "FROM relinked WINDOW w AS (PARTITION BY row_key ORDER BY import_id)), "
        f"changed AS (SELECT * FROM linked JOIN imports USING (import_id) WHERE there AND stays) {each}"
    )


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


def _count(db: Any, statement: str) -> int:
    return int(db.execute(statement).fetchone()[0])
