"""Which upload was the first to show a deal. The first upload of all shows whatever there is: of its
deals nothing is noted. One that comes later was made since the upload before, or is an older one that
no upload had shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data.importing.merging.overlay import Overlay

APPEARED, FOUND = "appeared", "found"
"""In place of the field of a change, with the stage it stood at for ``new``."""

KEY = "CAST(to_json([deal_id]) AS VARCHAR)"
"""SQL of the key of a deal in the log."""

# Uploads of one day are one sitting: a file in parts, or the rejected rows of the first, mended.
_BEFORE = "coalesce(max(taken_at) FILTER (taken_at < date_trunc('day', {now})), max(taken_at))"


def _kind(created: str, before: str, now: str) -> str:
    """A deal made at midnight was made at some time of that day."""
    since = f"({created} >= {before} OR {created} = date_trunc('day', {before}))"
    return f"CASE WHEN {since} AND {created} <= {now} THEN '{APPEARED}' ELSE '{FOUND}' END"


def note(overlay: Overlay, laid: str, import_id: int, now: datetime) -> None:
    """Before the rows ``laid`` are written over the deals."""
    before = f"SELECT {_BEFORE.format(now='$1')} AS at FROM deal_snapshots WHERE import_id < {import_id}"
    overlay.db.execute(
        f"INSERT INTO deal_changes SELECT x.deal_id, {import_id}, {_kind('x.created_at', 'last.at', '$1')}, NULL, "
        f"x.stage, $1 FROM {laid} x ANTI JOIN deals USING (deal_id) CROSS JOIN ({before}) last WHERE last.at IS NOT NULL",
        [now],
    )


def touched(db: Any, import_id: int) -> None:
    """Table ``arriving``: deals whose arrival another upload may tell when this one is taken back: its own
    that a later one spoke of too, and those that came after it. To be asked before."""
    db.execute(
        "CREATE OR REPLACE TEMP TABLE arriving AS SELECT row_key FROM undo_log SEMI JOIN "
        f"(SELECT row_key FROM undo_log WHERE table_name = 'deals' AND import_id > {import_id}) USING (row_key) "
        f"WHERE table_name = 'deals' AND import_id = {import_id} AND before IS DISTINCT FROM '=' UNION SELECT {KEY} FROM deal_changes "
        f"WHERE field IN ('{APPEARED}', '{FOUND}') AND import_id > {import_id}"
    )


def renew(db: Any) -> None:
    """Of the deals ``arriving`` it is told from the log as it is now: the first upload that vouches for the
    deal is the one that showed it, and it showed what the next that changed it found."""
    db.execute(
        f"DELETE FROM deal_changes WHERE field IN ('{APPEARED}', '{FOUND}') AND {KEY} IN (FROM arriving)"
    )
    shown = {
        column: f"CASE WHEN next.before IS NULL THEN d.{column} ELSE "
        f"CAST(json_extract_string(next.before, '$.{column}') AS {type_}) END"
        for column, type_ in (("created_at", "TIMESTAMP"), ("stage", "VARCHAR"))
    }
    db.execute(
        "INSERT INTO deal_changes WITH standing AS (SELECT import_id, imported_at FROM imports WHERE undone_at IS NULL), "
        f"placed AS (SELECT i.import_id, imported_at, {_BEFORE.format(now='imported_at')} AS before_at FROM standing i "
        "JOIN deal_snapshots s ON s.import_id < i.import_id GROUP BY ALL), "
        "own AS (SELECT row_key, import_id, before, contains(coalesce(said, ',status,'), ',status,') AS vouches "
        "FROM undo_log SEMI JOIN standing USING (import_id) SEMI JOIN arriving USING (row_key) WHERE table_name = 'deals'), "
        "firsts AS (SELECT row_key, min(import_id) AS import_id FROM own WHERE vouches GROUP BY row_key), "
        "next AS (SELECT row_key, arg_min(own.before, own.import_id) AS before FROM own JOIN firsts USING (row_key) "
        "WHERE own.import_id > firsts.import_id AND own.before <> '=' GROUP BY row_key) "
        f"SELECT deal_id, import_id, {_kind(shown['created_at'], 'p.before_at', 'p.imported_at')}, NULL, {shown['stage']}, "
        f"p.imported_at FROM firsts JOIN placed p USING (import_id) JOIN (SELECT *, {KEY} AS row_key FROM deals) d "
        "USING (row_key) LEFT JOIN next USING (row_key)"
    )
