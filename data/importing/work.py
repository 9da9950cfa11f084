"""The five calls of the importer. (Bodies follow; the signatures are settled.)"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from data.importing.model import (
    Field,
    ImportResult,
    Message,
    PastImport,
    Preview,
    Progress,
    Source,
    UndoResult,
)
from data.store import Store


def kinds() -> Mapping[str, Message]:
    """Kind → its name for people (a translatable message), in the order of ``KINDS``."""
    raise NotImplementedError


def fields(kind: str) -> tuple[Field, ...]:
    """What a column of a file of this kind can become, the important ones first."""
    raise NotImplementedError


def prepare(
    store: Store,
    files: Sequence[Source],
    *,
    kinds: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Reads and understands the files and counts what would change. Writes nothing to the store.

    ``kinds``: file name → kind, ``"*"`` → every file; the kind ``"ignore"`` sets a file aside.
    ``mapping``: field → header (or ``"#3"``, or ``""`` to leave the field empty), for every file
    that has the field and the header; ``"file name:field"`` → for that file only.
    ``answers``: question key → option value (see Question).
    Raises BadInput for a kind or field that does not exist, or a header no file has.
    A file that cannot be read is set aside in words, the others go on.
    """
    raise NotImplementedError


def confirm(
    store: Store,
    preview: Preview,
    *,
    actor: str,
    now: datetime,
    progress: Progress | None = None,
) -> ImportResult:
    """Merges the files in one transaction under the write lock, counted anew against the store
    as it is at that moment, and keeps their bytes. Nothing is changed when anything fails.

    Raises Refused while a question is unanswered, a problem stands, or no file is known.
    """
    raise NotImplementedError


def undo(store: Store, *, now: datetime) -> UndoResult:
    """Takes back the last import that was not taken back. Raises Refused when there is none."""
    raise NotImplementedError


def history(store: Store, limit: int = 20) -> tuple[PastImport, ...]:
    """The latest imports, newest first."""
    raise NotImplementedError


def rejected_csv(
    source: Store | Preview,
    *,
    import_id: int | None = None,
    file: str | None = None,
    translate: Callable[[Message], str] = str,
) -> bytes:
    """Rejected rows of a preview, or of an import in the store (the last one unless told):
    file, row, column, value, reason, remedy, then the row's own cells. UTF-8 with BOM, commas;
    cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    raise NotImplementedError
