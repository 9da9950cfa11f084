"""What successive uploads show of the past: each difference between them becomes history, at the
time of the upload that showed it. CRMs whose exports carry no history get one this way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from data.importing.merging import arrivals
from data.importing.merging.overlay import Overlay
from data.importing.understanding.understood import Understood

WATCHED = ("stage", "status", "amount", "expected_close", "manager_id", "missing_since")


def take(db: Any, import_id: int, files: Iterable[Understood], now: datetime) -> None:
    """An export of deals shows how they stand, though nothing had changed."""
    if any(file.kind == "deals" for file in files):
        db.execute("INSERT INTO deal_snapshots VALUES ($1, $2)", [import_id, now])


def forget(db: Any, import_id: int) -> None:
    """Of an upload that is taken back, while its log is there. Those after it that found every deal as it
    was looked at deals that may now be others: better that nobody looked."""
    told = "import_id IN (SELECT import_id FROM undo_log WHERE table_name = 'deals')"
    db.execute(
        f"DELETE FROM deal_snapshots WHERE import_id = {import_id} OR import_id > {import_id} AND NOT ({told}) "
        f"AND EXISTS (FROM undo_log WHERE table_name = 'deals' AND import_id = {import_id})"
    )


def note(overlay: Overlay, laid: str, import_id: int, now: datetime) -> None:
    """Before the rows ``laid`` are written over the deals."""
    if "deals" in overlay.changed:
        each = " UNION ALL ".join(
            f"SELECT x.deal_id, {import_id}, '{field}', CAST(t.{field} AS VARCHAR), CAST(x.{field} AS VARCHAR), $1 "
            f"FROM {laid} x JOIN deals t ON t.deal_id = x.deal_id WHERE x.{field} IS DISTINCT FROM t.{field}"
            for field in WATCHED
        )
        overlay.db.execute(f"INSERT INTO deal_changes {each}", [now])
    arrivals.note(overlay, laid, import_id, now)
