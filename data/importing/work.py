"""The calls of the importer: prepare and confirm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import sqlalchemy as sa

from data.errors import Refused, Unknown
from data.importing import formats, understand, vocabulary
from data.importing.answers import saying
from data.importing.checking import mended
from data.importing.checking.reports import rejected_csv
from data.importing.merging import committing, comparing, last_time, own
from data.importing.merging.embedded import must_be_embedded
from data.importing.model import (
    KINDS,
    Field,
    ImportResult,
    Message,
    Preview,
    Progress,
    Source,
)
from data.importing.reading import frugal, guarded_cells, rooms
from data.importing.understanding import anew, opening, wanted
from data.importing.understanding.understood import Said, Understood
from data.store import Store

__all__ = ["confirm", "fields", "kinds", "prepare", "rejected_csv"]


def kinds() -> Mapping[str, Message]:
    """Kind → its name for people (a translatable message), in the order of ``KINDS``."""
    return {name: vocabulary.kind(name).title for name in KINDS}


def fields(kind: str) -> tuple[Field, ...]:
    """What a column of a file of this kind can become, the important ones first."""
    if kind not in KINDS:
        raise Unknown("kind", kind, KINDS)
    return tuple(sorted(vocabulary.kind(kind).fields.values(), key=lambda field: not field.required))


def prepare(
    store: Store,
    files: Sequence[Source],
    *,
    kinds: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
    only_managers: frozenset[str] | None = None,
) -> Preview:
    """Reads and understands the files and counts what would change. Writes nothing to the store.

    ``kinds``: file name → kind, ``"*"`` → every file; the kind ``"ignore"`` sets a file aside.
    ``mapping``: field → header (or ``"#3"``, or ``""`` to leave the field empty), for every file
    that has the field and the header; ``"file name:field"`` → for that file only.
    ``answers``: question key → option value (see Question).
    ``only_managers``: by their ids, whose deals the person may touch; rows of other deals are rejected,
    lists of customers, managers, products and plans set aside. None: everything.
    Raises BadInput for a kind, field, file or question that does not exist, or a header no file has.
    A file that cannot be read is set aside in words, the others go on.
    ``now``: dates after it are warned of.
    """
    must_be_embedded(store)
    asked = _Asked(kinds or {}, mapping or {}, answers or {}, progress or (lambda share, message: None), now)
    return frugal.tried(store, lambda: _prepared(store, files, asked, only_managers))


@dataclass(frozen=True)
class _Asked:
    kinds: Mapping[str, str]
    mapping: Mapping[str, str]
    answers: Mapping[str, str]
    tell: Progress
    now: datetime | None

    def said_of(self, store: Store, file: Understood) -> Said:
        said = saying.said_of(store, file, self.kinds, self.mapping, self.answers)
        return replace(said, now=self.now)

    def check(self, files: Sequence[Understood]) -> None:
        names = [name for file in files for name in (file.source.name, file.container) if name]
        saying.check_names(names, self.kinds, self.mapping, self.answers)


def _prepared(
    store: Store, files: Sequence[Source], asked: _Asked, only_managers: frozenset[str] | None
) -> Preview:
    work = comparing.Work([], only_managers)
    try:
        _open(store, work, files, asked)
        _understand(store, work, asked)
        asked.tell(0.8, Message("Comparing with the store"))
        found, created = comparing.compare(store, work)
        asked.tell(1.0, Message("Ready"))
    except BaseException:
        work.close()
        raise
    return Preview(tuple(comparing.shown(file, found.get(id(file))) for file in work.files), created, work)


def _open(store: Store, work: comparing.Work, files: Sequence[Source], asked: _Asked) -> None:
    known = formats.known(store.uploads.parent / "formats")
    sheets = wanted.Sheets(asked.answers, store.state, partial(rooms.beside, store))
    for place, source in enumerate(files):
        work.files += opening.open_file(source, sheets, _reading(asked.tell, source, place, len(files)))
    for file in work.files:
        if file.raw:
            mended.strip(file.raw)
            guarded_cells.strip(file.raw)
            understand.recognise(file, known)
    sheets.check()


def _understand(store: Store, work: comparing.Work, asked: _Asked) -> None:
    asked.check(work.files)
    saying.set_aside_copies(work.files)
    for place, file in enumerate(work.files):
        share = 0.5 + 0.3 * place / len(work.files)
        asked.tell(share, Message("Checking {file}", {"file": file.source.name}))
        said = asked.said_of(store, file)
        understand.understand(file, said)
        file.missing = said.answer(file.source.name, last_time.KEY)
    anew.ask(work.files)
    if work.only is not None:
        own.set_aside_lists(work.files)
    saying.check_used(work.files, asked.mapping)


def _reading(tell: Progress, source: Source, place: int, count: int) -> Callable[[float], None]:
    message = Message("Reading {file}", {"file": source.name})
    return lambda done: tell(0.5 * (place + min(done, 1.0)) / count, message)


def confirm(
    store: Store,
    preview: Preview,
    *,
    actor: str,
    now: datetime,
    progress: Progress | None = None,
    before: Callable[[sa.Connection], None] | None = None,
) -> ImportResult:
    """Merges the files in one transaction under the write lock, counted anew against the store
    as it is at that moment, and keeps their bytes. Nothing is changed when anything fails.

    ``before`` is done first, in that transaction: what must make room goes only if the import comes.
    Raises Refused while a question is unanswered, a problem stands, or no file is known.
    """
    must_be_embedded(store)
    tell = progress or (lambda share, message: None)
    _may_go(preview)
    merging = committing.Merging(store, preview.work, actor, now.replace(tzinfo=None), tell, before)
    return frugal.tried(store, merging.done)


def _may_go(preview: Preview) -> None:
    if preview.work is None or not preview.work.open:
        raise Refused("This preview is closed. Read the files again.")
    for problem in preview.problems:
        raise Refused(problem.text, **problem.values)
    for question in preview.questions:
        raise Refused(
            "A question is open: {question} Answer it with {syntax}.",
            question=str(question.text),
            syntax=question.syntax,
        )
    if not preview.ready:
        reasons = " ".join(str(file.set_aside) for file in preview.files if file.set_aside)
        raise Refused("There is nothing to import. {reasons}", reasons=reasons)
