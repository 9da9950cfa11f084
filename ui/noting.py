"""What the pages do, told to the audit: who, when, what, from where."""

from __future__ import annotations

from datetime import datetime

from data.importing import ImportResult, UndoResult
from data.people import Actor, audit
from data.store import Store


def imported(store: Store, by: Actor, now: datetime, result: ImportResult) -> None:
    counts = result.counts
    told = ", ".join(f"{what}: {getattr(counts, what)}" for what in ("new", "updated", "rejected"))
    names = ", ".join(file.name for file in result.files)
    event = "import_rejected" if counts.all_rejected else "imported"
    audit.note(store, now, by, event, f"{result.import_id}: {names}", told)


def undone(store: Store, by: Actor, now: datetime, result: UndoResult) -> None:
    told = f"removed: {result.removed}, restored: {result.restored}"
    subject = f"{result.import_id}: {', '.join(result.files)}"
    audit.note(store, now, by, "import_undone", subject, told)


def mapping(store: Store, by: Actor, now: datetime, event: str, headers: str) -> None:
    """``event``: mapping_forgotten or mapping_taken."""
    audit.note(store, now, by, event, headers, "")


def exported(store: Store, by: Actor, now: datetime, file: str, rows: int) -> None:
    audit.note(store, now, by, "exported", file, f"rows: {rows}")
