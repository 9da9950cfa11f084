"""What one person has before him on the upload page, from the first file to the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data import importing
from data.importing import ImportResult, Preview, Source
from ui import demos, noting, viewing
from ui.desk import Desk
from ui.uploads import jobs
from ui.uploads.jobs import Job

QUICK = 1.0
"""Seconds that the page waits before it shows a bar: what is done by then appears without one."""


@dataclass(frozen=True)
class Told:
    """What the person said of the files (see ``importing.prepare``)."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Session:
    """``round`` counts the imports: with each the uploader begins anew."""

    round: int = 0
    told: Told = field(default_factory=Told)
    reading: Job[Preview] | None = None
    import_job: Job[ImportResult] | None = None
    result: ImportResult | None = None
    undoing: int | None = None
    taken: int = 0  # files of mappings
    _wanted: Any = None
    _names: frozenset[str] = frozenset()

    def read(self, desk: Desk, sources: Sequence[Source], only: frozenset[str] | None) -> Job[Preview]:
        """Begins again only when the files, what was told of them, or the store have changed."""
        names = frozenset(source.name for source in sources)
        if not names >= self._names:
            self.told = Told()  # what was said of a file since removed says nothing
        self._names = names
        files = [(source.name, len(source.content), hash(source.content)) for source in sources]  # type: ignore[arg-type]
        wanted = (files, self.told, desk.version.number, only)
        if self.reading is None or self._wanted != wanted:
            self._stop_reading()
            self._wanted = wanted
            self.reading = Job(lambda tell: self._prepare(desk, sources, only, tell), Preview.close)
            self.reading.wait(QUICK)
        return self.reading

    def _prepare(
        self, desk: Desk, sources: Sequence[Source], only: frozenset[str] | None, tell: importing.Progress
    ) -> Preview:
        told = self.told
        return importing.prepare(
            desk.store,
            sources,
            kinds=told.kinds,
            mapping=told.mapping,
            answers=told.answers,
            progress=tell,
            now=desk.now,
            only_managers=only,
        )

    def confirm(self, desk: Desk, preview: Preview, *, clear: bool) -> None:
        """Once, however often the button was clicked; not while another import runs."""
        if self.import_job:
            return
        by, before = viewing.actor(desk.store), demos.clearing(desk) if clear else None

        def work(tell: importing.Progress) -> ImportResult:
            made = importing.confirm(
                desk.store, preview, actor=by.name, now=desk.now, progress=tell, before=before
            )
            noting.imported(desk.store, by, viewing.now(), made)
            return made

        self.import_job = jobs.import_once(desk.store.url, work)
        if self.import_job:
            self.import_job.wait(QUICK)

    def finish(self) -> None:
        """Takes over what the import made; the next files begin anew. Raises what went wrong in it."""
        job, self.import_job = self.import_job, None
        assert job
        if job.is_stopped:
            return
        self.result = job.made()
        self.forget()

    def forget(self) -> None:
        """The files and what was said of them, an empty uploader in their place."""
        self._stop_reading()
        self.reading, self._wanted, self._names, self.told = None, None, frozenset(), Told()
        self.round += 1

    def clear(self) -> None:
        """No files are picked."""
        if self.reading:
            self._stop_reading()
            self.reading, self._wanted, self._names, self.told = None, None, frozenset(), Told()

    def _stop_reading(self) -> None:
        if self.reading:
            self.reading.stop()
