"""What older programs did not note of past imports, told from the log: which of them was the first to show
each deal, and which deals were missing in between."""

from __future__ import annotations

from typing import Any

from data.importing.merging import applying, arrivals


def catch_up(db: Any) -> None:
    db.execute(f"CREATE OR REPLACE TEMP TABLE arriving AS SELECT {arrivals.KEY} AS row_key FROM deals")
    arrivals.renew(db)
    db.execute("DROP TABLE arriving")
    _note_missing(db)


def _note_missing(db: Any) -> None:
    """An entry of the log tells how the deal stood before its import; the next one, or the deal itself, how after."""
    after = "lead(was, 1, CAST(d.missing_since AS VARCHAR)) OVER (PARTITION BY row_key ORDER BY import_id)"
    db.execute(
        "INSERT INTO deal_changes WITH log AS (SELECT row_key, import_id, json_extract_string(before, '$.missing_since') AS was "
        f"FROM undo_log WHERE table_name = 'deals' AND before <> '{applying.SAME}' "
        "AND import_id IN (SELECT import_id FROM imports WHERE undone_at IS NULL)), "
        f"moved AS (SELECT d.deal_id, import_id, was, {after} AS becomes FROM log "
        f"JOIN (SELECT *, {arrivals.KEY} AS row_key FROM deals) d USING (row_key)) "
        "SELECT deal_id, import_id, 'missing_since', was, becomes, imported_at FROM moved JOIN imports USING (import_id) "
        "WHERE was IS DISTINCT FROM becomes"
    )
