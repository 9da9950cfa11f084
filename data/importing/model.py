"""What the importer says: frozen facts that the page, the command line and the tests read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

KINDS = (
    "deals",
    "purchases",
    "customers",
    "managers",
    "products",
    "plans",
    "stage_history",
    "payments",
    "channel_spend",
    "activities",
)
"""What a file can be. Names for people: ``data.importing.kinds()``."""


@dataclass(frozen=True)
class Message:
    """An English gettext id and what fills it; ``str()`` is English."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)


Progress = Callable[[float, Message], None]
"""Called with the share done (0…1, never falling) and what is being done. Raises Cancelled to stop it."""


class Cancelled(Exception):
    """Raised by whoever is told of the progress: nothing is imported and nothing is left behind."""


@dataclass(frozen=True)
class Source:
    """A file as it came. A ``Path`` is read in pieces, so its size does not matter."""

    name: str
    content: bytes | Path


@dataclass(frozen=True)
class Field:
    """What a column can become. ``kind`` of its values: text, id, money, number, share, date, …"""

    name: str
    english: str
    russian: str
    type: str
    required: bool


@dataclass(frozen=True)
class Column:
    """One column of a file and what became of it. ``field`` is None when it is left out."""

    position: int  # from 1; "#3" names it wherever a header is asked for
    header: str
    field: str | None
    confidence: float  # 0…1; 1 = the exact word, or said by the person
    how: str  # exact, synonym, fuzzy, given, remembered, or "" when left out
    reading: Message | None  # how its values are read, e.g. "decimal comma"
    examples: tuple[str, ...]  # up to three different values


@dataclass(frozen=True)
class Option:
    value: str
    label: Message


@dataclass(frozen=True)
class Question:
    """What the file leaves open. Answered by ``answers[key] = option.value``.

    The key is ``kind.field.what`` (``deals.created_at.order``) and answers every
    file of the import; ``file name:key`` answers one file only.
    ``several``: any number of options, joined by ``|``; ``none`` for none of them.
    """

    key: str
    file: str
    text: Message
    options: tuple[Option, ...]
    several: bool = False
    examples: tuple[str, ...] = ()
    default: str | None = None  # the option that is safe to take where nobody is asked

    @property
    def syntax(self) -> str:
        """The exact words that answer it on the command line."""
        values = "|".join(option.value for option in self.options)
        return f"--answer '{self.key}={values}'"


@dataclass(frozen=True)
class Counts:
    """Every row of the file in exactly one of five: ``rows`` is always their sum."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    service: int = 0  # titles, the header, empty rows, totals, footers

    @property
    def rows(self) -> int:
        return self.new + self.updated + self.unchanged + self.rejected + self.service

    @property
    def all_rejected(self) -> bool:
        """There were rows, and not one of them can be brought in."""
        return self.rejected > 0 and not self.new + self.updated + self.unchanged

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.rejected + other.rejected,
            self.service + other.service,
        )


@dataclass(frozen=True)
class RejectedRow:
    row: int  # record of the file, the first is 1
    column: str  # header as in the file
    value: str
    reason: Message
    remedy: Message
    cells: tuple[str, ...]


@dataclass(frozen=True)
class FilePreview:
    """What was understood of one file. ``kind`` is None when it was set aside (says why)."""

    name: str
    content_hash: str
    size: int
    kind: str | None
    set_aside: Message | None = None
    encoding: str = ""
    delimiter: str = ""  # the character itself
    format: Message | None = None  # the program that wrote it: “amoCRM, deals”
    header_row: int = 0  # record of the file, the first is 1; 0: it has none
    columns: tuple[Column, ...] = ()
    counts: Counts = Counts()
    rejected: tuple[RejectedRow, ...] = ()  # the first hundred; all: ``rejected_csv``
    warnings: tuple[Message, ...] = ()
    problems: tuple[Message, ...] = ()  # the file cannot be imported until they are mended
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Created:
    """Rows that the deals of the import bring along, because no file of theirs did."""

    customers: int = 0
    managers: int = 0
    stages: int = 0


@dataclass(frozen=True)
class Preview:
    """What would change. Holds the files as read until closed: ``preview.close()``."""

    files: tuple[FilePreview, ...]
    created: Created
    work: Any = field(repr=False, compare=False, default=None)

    @property
    def questions(self) -> tuple[Question, ...]:
        """Each question once, though several files may ask it."""
        return tuple({q.key: q for file in self.files for q in file.questions}.values())

    @property
    def problems(self) -> tuple[Message, ...]:
        return tuple(problem for file in self.files for problem in file.problems)

    @property
    def counts(self) -> Counts:
        return sum((file.counts for file in self.files), Counts())

    @property
    def ready(self) -> bool:
        """Can be confirmed as it is."""
        known = any(file.kind for file in self.files)
        return known and not self.questions and not self.problems

    def close(self) -> None:
        if self.work is not None:
            self.work.close()


@dataclass(frozen=True)
class FileResult:
    name: str
    content_hash: str
    kind: str | None
    counts: Counts
    set_aside: Message | None = None


@dataclass(frozen=True)
class ImportResult:
    """Where ``counts.all_rejected`` nothing was brought in: only the files and their report were kept."""

    import_id: int
    imported_at: datetime
    files: tuple[FileResult, ...]
    created: Created

    @property
    def counts(self) -> Counts:
        return sum((file.counts for file in self.files), Counts())


@dataclass(frozen=True)
class PastImport:
    import_id: int
    imported_at: datetime
    actor: str
    undone_at: datetime | None
    files: tuple[FileResult, ...]

    @property
    def counts(self) -> Counts:
        return sum((file.counts for file in self.files), Counts())


@dataclass(frozen=True)
class UndoResult:
    import_id: int
    imported_at: datetime
    files: tuple[str, ...]
    removed: int  # rows that the import had brought
    restored: int  # rows that it had changed
