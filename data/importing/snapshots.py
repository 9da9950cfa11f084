"""What successive uploads show of the past: each difference between them becomes history, at the
time of the upload that showed it. CRMs whose exports carry no history get one this way."""

from __future__ import annotations

from datetime import datetime

from data.importing.overlay import Overlay

WATCHED = ("stage", "status", "amount", "expected_close", "manager_id")

APPEARED = "appeared"
"""In place of a field: the deal was made between two uploads and stood at the stage ``new``."""


def note(overlay: Overlay, laid: str, import_id: int, now: datetime) -> None:
    """Before the rows ``laid`` are written over the deals."""
    if "deals" in overlay.changed:
        each = " UNION ALL ".join(
            f"SELECT x.deal_id, {import_id}, '{field}', CAST(t.{field} AS VARCHAR), CAST(x.{field} AS VARCHAR), $1 "
            f"FROM {laid} x JOIN deals t ON t.deal_id = x.deal_id WHERE x.{field} IS DISTINCT FROM t.{field}"
            for field in WATCHED
        )
        overlay.db.execute(f"INSERT INTO deal_changes {each}", [now])
    _note_fresh(overlay, laid, import_id, now)


def _note_fresh(overlay: Overlay, laid: str, import_id: int, now: datetime) -> None:
    """A deal made since the upload before came to its stage in between; since when an older one
    stands where it is first seen, nobody knows."""
    before = (
        "SELECT max(imported_at) FROM imports WHERE undone_at IS NULL AND import_id IN "
        f"(SELECT import_id FROM undo_log WHERE table_name = 'deals' AND import_id <> {import_id})"
    )
    overlay.db.execute(
        f"INSERT INTO deal_changes SELECT x.deal_id, {import_id}, '{APPEARED}', NULL, x.stage, $1 FROM {laid} x "
        f"ANTI JOIN deals USING (deal_id) WHERE x.stage IS NOT NULL AND x.created_at BETWEEN ({before}) AND $1",
        [now],
    )
