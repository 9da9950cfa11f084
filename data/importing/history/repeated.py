"""Rows that an import made and the next one told again whole: without the first of the two they are
what they are. Nothing needs to be worked out but that the next one made them.

A monthly export repeats most of the one before: these are nearly all rows, and rebuilding the chains
of a hundred thousand takes seconds.
"""

from __future__ import annotations

from typing import Any

from data.importing.merging.snapshots import WATCHED


def find(db: Any, table: str, import_id: int, standing: str, vouches: str) -> str:
    """Table ``repeated`` (row_key, import_id of the next import); SQL of its keys. ``standing``: SQL true of
    an import of the log that was not taken back; ``vouches``: of an entry that can make a row."""
    db.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS WITH own AS (SELECT row_key, said FROM undo_log "
        f"WHERE table_name = '{table}' AND import_id = {import_id} AND before IS NULL), "
        "next AS (SELECT row_key, min(import_id) AS import_id, arg_min(said, import_id) AS said FROM undo_log "
        f"SEMI JOIN own USING (row_key) WHERE table_name = '{table}' AND import_id > {import_id} AND {standing} GROUP BY row_key), "
        "pairs AS (SELECT own.row_key, next.import_id, own.said AS one, next.said AS said FROM own JOIN next USING (row_key)), "
        f"whole AS (SELECT one, said FROM (SELECT DISTINCT one, said FROM pairs) WHERE {vouches} "
        "AND list_has_all(string_split(said, ','), string_split(one, ','))) "
        "SELECT row_key, import_id FROM pairs SEMI JOIN whole USING (one, said)"
    )
    return "(SELECT row_key FROM repeated)"


def hand_over(db: Any, table: str) -> None:
    """The next import made these rows, and changed nothing of what was not there."""
    db.execute(
        "UPDATE undo_log SET before = NULL FROM repeated r WHERE undo_log.row_key = r.row_key "
        f"AND undo_log.import_id = r.import_id AND undo_log.table_name = '{table}'"
    )
    if table == "deals":
        fields = ", ".join(f"'{field}'" for field in WATCHED)
        db.execute(
            "DELETE FROM deal_changes USING repeated r WHERE deal_changes.import_id = r.import_id "
            f"AND deal_changes.field IN ({fields}) AND deal_changes.deal_id = json_extract_string(r.row_key, '$[0]')"
        )
