"""Which upload was the first to show a deal. The first upload of all shows whatever there is: of its
deals nothing is noted. One that comes later was made since the upload before, or is an older one that
no upload had shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data.importing.overlay import Overlay

APPEARED, FOUND = "appeared", "found"
"""In place of the field of a change, with the stage it stood at for ``new``."""

_VOUCHES = "contains(coalesce(said, ',status,'), ',status,')"
"""SQL of an entry of the log: the import told how the deal stands."""


def _kind(created: str, before: str, now: str) -> str:
    return f"CASE WHEN {created} BETWEEN {before} AND {now} THEN '{APPEARED}' ELSE '{FOUND}' END"


def note(overlay: Overlay, laid: str, import_id: int, now: datetime) -> None:
    """Before the rows ``laid`` are written over the deals."""
    before = f"(SELECT max(taken_at) FROM deal_snapshots WHERE import_id < {import_id})"
    overlay.db.execute(
        f"INSERT INTO deal_changes SELECT x.deal_id, {import_id}, {_kind('x.created_at', before, '$1')}, NULL, "
        f"x.stage, $1 FROM {laid} x ANTI JOIN deals USING (deal_id) WHERE {before} IS NOT NULL",
        [now],
    )


def touched(db: Any, import_id: int) -> None:
    """Table ``arriving``: deals whose arrival another upload may tell when this one is taken back: its own
    that a later one spoke of too, and those that came up to the next that shows how deals stand. To be
    asked before."""
    later = f"table_name = 'deals' AND import_id > {import_id}"
    shows = f"{later} AND {_VOUCHES} AND import_id IN (SELECT import_id FROM deal_snapshots)"
    db.execute(
        "CREATE OR REPLACE TEMP TABLE arriving AS SELECT json_extract_string(row_key, '$[0]') AS deal_id FROM undo_log "
        f"SEMI JOIN (SELECT row_key FROM undo_log WHERE {later}) USING (row_key) "
        f"WHERE table_name = 'deals' AND import_id = {import_id} UNION SELECT deal_id FROM deal_changes "
        f"WHERE field IN ('{APPEARED}', '{FOUND}') AND import_id > {import_id} "
        f"AND import_id <= coalesce((SELECT min(import_id) FROM undo_log WHERE {shows}), import_id)"
    )


def renew(db: Any) -> None:
    """Of the deals ``arriving`` it is told from the log as it is now: the first upload that vouches for the
    deal is the one that showed it, and it showed what the next that changed it found."""
    db.execute(
        f"DELETE FROM deal_changes WHERE field IN ('{APPEARED}', '{FOUND}') AND deal_id IN (FROM arriving)"
    )
    shown = {
        column: f"CASE WHEN next.before IS NULL THEN d.{column} ELSE "
        f"CAST(json_extract_string(next.before, '$.{column}') AS {type_}) END"
        for column, type_ in (("created_at", "TIMESTAMP"), ("stage", "VARCHAR"))
    }
    db.execute(
        "INSERT INTO deal_changes WITH standing AS (SELECT import_id, imported_at FROM imports WHERE undone_at IS NULL), "
        "placed AS (SELECT i.import_id, imported_at, max(taken_at) AS before_at FROM standing i "
        "JOIN deal_snapshots s ON s.import_id < i.import_id GROUP BY ALL), "
        f"own AS (SELECT json_extract_string(row_key, '$[0]') AS deal_id, import_id, before, {_VOUCHES} AS vouches "
        "FROM undo_log SEMI JOIN standing USING (import_id) WHERE table_name = 'deals' AND deal_id IN (FROM arriving)), "
        "firsts AS (SELECT deal_id, min(import_id) AS import_id FROM own WHERE vouches GROUP BY deal_id), "
        "next AS (SELECT own.deal_id, arg_min(own.before, own.import_id) AS before FROM own JOIN firsts USING (deal_id) "
        "WHERE own.import_id > firsts.import_id AND own.before <> '=' GROUP BY own.deal_id) "
        f"SELECT deal_id, import_id, {_kind(shown['created_at'], 'p.before_at', 'p.imported_at')}, NULL, {shown['stage']}, "
        "p.imported_at FROM firsts JOIN placed p USING (import_id) JOIN deals d USING (deal_id) LEFT JOIN next USING (deal_id)"
    )
