"""What the pages do, told to the audit: who, when, what, from where."""

from __future__ import annotations

from datetime import datetime

from data.importing import ImportResult, UndoResult
from data.people import Actor, audit
from data.store import Store


def imported(store: Store, by: Actor, now: datetime, result: ImportResult) -> None:
    counts = [file.counts for file in result.files]
    told = ", ".join(
        f"{what}: {sum(getattr(one, what) for one in counts)}" for what in ("new", "updated", "rejected")
    )
    names = ", ".join(file.name for file in result.files)
    audit.note(store, now, by, "imported", f"{result.import_id}: {names}", told)


def undone(store: Store, by: Actor, now: datetime, result: UndoResult) -> None:
    told = f"removed: {result.removed}, restored: {result.restored}"
    subject = f"{result.import_id}: {', '.join(result.files)}"
    audit.note(store, now, by, "import_undone", subject, told)


def exported(store: Store, by: Actor, now: datetime, file: str, rows: int) -> None:
    audit.note(store, now, by, "exported", file, f"rows: {rows}")
