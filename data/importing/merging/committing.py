"""The files of a preview written into the store, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from data import quality
from data.derive import derive
from data.importing import books
from data.importing.keeping import Keeping, keeping
from data.importing.merging import applying, comparing, remembering, snapshots
from data.importing.merging.overlay import Overlay
from data.importing.model import Counts, Created, FileResult, ImportResult, Message, Progress
from data.importing.understanding.understood import Understood
from data.store import Store

_DERIVED_FROM = ("deals", "stages", "customers", "stage_events")


class _NothingCame(Exception):
    """Every row was rejected: whatever was begun is undone."""


@dataclass
class Merging:
    store: Store
    work: comparing.Work
    actor: str
    now: datetime
    tell: Progress
    before: Callable[[sa.Connection], None] | None = None

    def done(self) -> ImportResult:
        """Can be begun again: nothing is left of one that failed."""
        with keeping(self.store, self.work.files) as kept:
            try:
                import_id = self._merged(kept)
            except _NothingCame:
                import_id = self._only_kept(kept)
        return ImportResult(import_id, self.now, tuple(map(self._result, self.work.files)), self._created)

    def _merged(self, kept: Keeping) -> int:
        with self.store.writing(self.now, self._laid) as connection:
            if self.before:
                self.before(connection)
                self._lay()
            if sum(self._found.values(), Counts()).all_rejected:
                raise _NothingCame
            import_id = self._write(connection, kept.paths)
            kept.done()
            self.tell(1.0, Message("Done"))  # who stops it now still can
        return import_id

    def _only_kept(self, kept: Keeping) -> int:
        """The files and why their rows were rejected; what a person said of them has not proved right."""
        with self.store.filing() as connection:
            import_id = self._enter(connection, kept.paths)
            kept.done()
            self.tell(1.0, Message("Done"))
        return import_id

    @contextmanager
    def _laid(self, connection: sa.Connection) -> Iterator[None]:
        """Before the transaction, unless something must go from the store first."""
        self.tell(0.0, Message("Merging"))
        self._overlay = Overlay(connection.connection.driver_connection, only=self.work.only)
        try:
            if not self.before:
                self._lay()
            yield
        finally:
            self._overlay.drop()

    def _lay(self) -> None:
        self._found = comparing.lay(self._overlay, self.work, self.now)
        self._created: Created = comparing.created(self._overlay, self.work)
        if self.work.only is None:  # what one manager said of a header is no rule for everybody
            remembering.remember(self._overlay, self.work.files)

    def _enter(self, connection: sa.Connection, paths: Mapping[str, str]) -> int:
        import_id = books.next_id(connection)
        books.enter(connection, import_id, self.actor, self.now)
        for file in self.work.files:
            path = paths[file.content_hash]
            books.enter_file(connection, import_id, file, self._counts(file), path, self.now)
            if id(file) in self._found:
                books.enter_rejected(self.store, connection, import_id, file)
        return import_id

    def _write(self, connection: sa.Connection, paths: Mapping[str, str]) -> int:
        self.tell(0.5, Message("Writing"))
        import_id = self._enter(connection, paths)
        deals = self._overlay.whole("deals")
        applying.write(self._overlay, import_id, self.now)
        ready = [file for file in self.work.files if id(file) in self._found]
        snapshots.take(self._overlay.db, import_id, ready, self.now)
        self.tell(0.7, Message("Working out purchases and stages"))
        if any(self._overlay.laid(table) for table in _DERIVED_FROM):
            derive(connection, deals)
        quality.enter(connection, import_id, self.now, deals)
        return import_id

    def _counts(self, file: Understood) -> Counts:
        return self._found.get(id(file)) or comparing.shown(file, None).counts

    def _result(self, file: Understood) -> FileResult:
        kind = None if file.set_aside else file.kind
        return FileResult(file.source.name, file.content_hash, kind, self._counts(file), file.set_aside)
