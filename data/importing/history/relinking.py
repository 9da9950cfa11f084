"""The chain of each row that later imports spoke of, without the link that is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.importing.merging import applying, arrivals, snapshots

_NOW = 2147483647
"""The number under which the row as it is closes its chain."""

_DERIVED = ("furthest",)
"""Worked out anew after every undoing."""

ABSENT = "!"
"""In the log, of a row that no import before vouched for, though one had spoken of it."""

GONE = f"(SELECT * FROM relinked WHERE import_id = {_NOW} AND NOT there)"
BACK = f"(SELECT * FROM relinked WHERE import_id = {_NOW} AND there AND cells IS DISTINCT FROM was)"
"""Rows that are no more, and rows that become other ones."""


def vouches(table: str) -> str:
    """SQL of an entry of the log: as long as its import stands, the row is there."""
    return "contains(said, ',status,')" if table == "deals" else "said <> ''"


def chain(db: Any, table: str, columns: Mapping[str, str], import_id: int, keys: str) -> int:
    """Table ``relinked``: of every row and import after this one, and of the row itself: ``cells`` as
    they would be without this import, ``was``, and whether the row would be ``there``."""
    key, row = applying.key_sql(table, table), applying.row_sql(columns, "t")
    paths = ", ".join(f"'$.{name}'" for name in columns)
    spoke = " + ".join(
        f"CASE WHEN {str(name in _DERIVED).lower()} OR contains(said, ',{name},') OR was[{i}] IS DISTINCT FROM after[{i}] "
        f"THEN {1 << i} ELSE 0 END"
        for i, name in enumerate(columns, 1)
    )
    cells = ", ".join(
        f"CASE WHEN later & {1 << i} <> 0 THEN was[{i}] ELSE origin[{i}] END"
        for i in range(1, len(columns) + 1)
    )
    db.execute(f"CREATE OR REPLACE TEMP TABLE chained AS {keys}")
    db.execute(
        "CREATE OR REPLACE TEMP TABLE relinked AS WITH "
        f"links AS (SELECT row_key, import_id, coalesce(said, ',status,') AS said, coalesce(before, 'null') AS state FROM undo_log "
        f"SEMI JOIN chained USING (row_key) WHERE table_name = '{table}' AND import_id >= {import_id} "
        "AND import_id NOT IN (SELECT import_id FROM imports WHERE undone_at IS NOT NULL) "
        f"UNION ALL SELECT row_key, {_NOW}, '', coalesce(CAST(state AS VARCHAR), 'null') FROM chained LEFT JOIN "
        f"(SELECT row_key, {row} AS state FROM (SELECT *, CAST({key} AS VARCHAR) AS row_key FROM {table}) t "
        "SEMI JOIN chained USING (row_key)) USING (row_key)), "
        f"whole AS (SELECT row_key, import_id, said, first_value(nullif(state, '{applying.SAME}') IGNORE NULLS) OVER "
        "(PARTITION BY row_key ORDER BY import_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS state FROM links), "
        f"read AS (SELECT row_key, import_id, said, json_extract_string(state, [{paths}]) AS was, "
        f"state <> 'null' AND json_extract_string(state, '$.\"{ABSENT}\"') IS NULL AS there FROM whole), "
        "paired AS (SELECT *, lead(was) OVER w AS after, first_value(was) OVER w AS origin, first_value(there) OVER w AS began "
        "FROM read WINDOW w AS (PARTITION BY row_key ORDER BY import_id)), "
        f"spoken AS (SELECT *, CASE WHEN import_id = {import_id} THEN 0 ELSE {spoke} END AS spoke, "
        f"import_id <> {import_id} AND {vouches(table)} AS vouches FROM paired), "
        "summed AS (SELECT *, coalesce(bit_or(spoke) OVER before_, 0) AS later, coalesce(bool_or(vouches) OVER before_, false) AS vouched "
        "FROM spoken WINDOW before_ AS (PARTITION BY row_key ORDER BY import_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) "
        f"SELECT row_key, import_id, was, [{cells}] AS cells, began OR vouched AS there FROM summed WHERE import_id > {import_id}"
    )
    return int(db.execute("SELECT count(*) FROM relinked").fetchone()[0])


def rewrite(db: Any, table: str, columns: Mapping[str, str]) -> None:
    """The log of the later imports, as if this one had not been."""
    cells = ", ".join(f"'{name}': u.cells[{i}]" for i, name in enumerate(columns, 1))
    state = f"CAST(to_json({{{cells}, '{ABSENT}': CASE WHEN NOT u.there THEN 'yes' END}}) AS VARCHAR)"
    nothing = "NOT u.there AND len(list_filter(u.cells, lambda cell: cell IS NOT NULL)) = 0"
    db.execute(
        f"UPDATE undo_log SET before = CASE WHEN u.same THEN '{applying.SAME}' WHEN {nothing} THEN NULL ELSE {state} END "
        "FROM (SELECT *, cells = lead(cells) OVER w AND there = lead(there) OVER w AS same FROM relinked "
        f"WINDOW w AS (PARTITION BY row_key ORDER BY import_id)) u WHERE undo_log.table_name = '{table}' "
        "AND undo_log.row_key = u.row_key AND undo_log.import_id = u.import_id"
    )


def renew_changes(db: Any, columns: list[str]) -> None:
    """What the later uploads changed is told from the chain as it is now."""
    key = "json_extract_string(row_key, '$[0]')"
    db.execute(
        "DELETE FROM deal_changes USING relinked u WHERE deal_changes.import_id = u.import_id "
        f"AND deal_changes.field NOT IN ('{arrivals.APPEARED}', '{arrivals.FOUND}') AND deal_changes.deal_id = json_extract_string(u.row_key, '$[0]')"
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
