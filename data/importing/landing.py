"""An import put into the store: the facts with the books, or the books alone where no row could be taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import quality
from data.derive import derive
from data.importing import applying, books, comparing, saying
from data.importing.model import Counts, Created, FileResult, ImportResult, Message, Progress
from data.importing.overlay import Overlay
from data.importing.understood import Understood
from data.store import Store

Before = Callable[[sa.Connection], None]
_DERIVED_FROM = ("deals", "stages", "customers", "stage_events")


class _Nothing(Exception):
    """No row can be taken: the transaction is given up, with all that made room for it."""

    def __init__(self, found: Mapping[int, Counts]) -> None:
        self.found = found


@dataclass(frozen=True)
class Landing:
    """``paths``: where the bytes of each file are kept, by hash."""

    store: Store
    work: comparing.Work
    actor: str
    now: datetime
    tell: Progress
    paths: Mapping[str, str]


def merge(
    store: Store, work: comparing.Work, actor: str, now: datetime, tell: Progress, before: Before | None
) -> ImportResult:
    """``before`` is done first, in the same transaction. Where no row is taken, it is undone with it."""
    keeping = lambda share: tell(0.2 * share, Message("Keeping the files"))  # noqa: E731
    with books.keeping(store, work.files, keeping) as paths:
        landing = Landing(store, work, actor, now, tell, paths)
        tell(0.2, Message("Merging"))
        try:
            with store.writing(now) as connection:
                if before:
                    before(connection)
                result = _facts(landing, connection)
                tell(1.0, Message("Done"))  # the last that can stop it
        except _Nothing as nothing:
            with store.bookkeeping() as connection:
                number = _enter(landing, connection)
                _books(landing, connection, number, nothing.found)
                tell(1.0, Message("Done"))
            result = ImportResult(number, now, _results(work, nothing.found), Created())
    return result


def _facts(landing: Landing, connection: sa.Connection) -> ImportResult:
    """Raises _Nothing when no row of any file is taken."""
    work, now = landing.work, landing.now
    overlay = Overlay(connection.connection.driver_connection, only=work.only)
    found = comparing.lay(overlay, work, now)
    if not any(counts.taken for counts in found.values()):
        raise _Nothing(found)
    created = comparing.created(overlay, work)
    if work.only is None:  # what one manager said of a header is no rule for everybody
        saying.remember(overlay, work.files)
    number = _enter(landing, connection)
    landing.tell(0.5, Message("Writing"))
    applying.write(overlay, number, now)
    overlay.drop()
    _books(landing, connection, number, found)
    landing.tell(0.7, Message("Working out purchases and stages"))
    if any(overlay.laid(table) for table in _DERIVED_FROM):
        derive(connection)
    quality.enter(connection, number, now)
    return ImportResult(number, now, _results(work, found), created)


def _enter(landing: Landing, connection: sa.Connection) -> int:
    number = books.next_id(connection)
    books.enter(connection, number, landing.actor, landing.now)
    return number


def _books(landing: Landing, connection: sa.Connection, number: int, found: Mapping[int, Counts]) -> None:
    for file in landing.work.files:
        path = landing.paths[file.content_hash]
        books.enter_file(connection, number, file, _counts(file, found), path, landing.now)
        if id(file) in found:
            books.enter_rejected(landing.store, connection, number, file)


def _counts(file: Understood, found: Mapping[int, Counts]) -> Counts:
    return found.get(id(file)) or comparing.shown(file, None).counts


def _results(work: comparing.Work, found: Mapping[int, Counts]) -> tuple[FileResult, ...]:
    return tuple(
        FileResult(
            file.source.name,
            file.content_hash,
            None if file.set_aside else file.kind,
            _counts(file, found),
            file.set_aside,
        )
        for file in work.files
    )
