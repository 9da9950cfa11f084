"""One file of an import as far as it is understood, and what a person said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryDirectory

import duckdb

from data.importing.formats import Format
from data.importing.model import Column, Message, Option, Question, Source
from data.importing.reading.rooms import Room
from data.importing.reading.table import RawTable
from data.importing.values.columns import Remedy
from data.importing.values.month_headers import Spread
from data.importing.values.reading import Ask, Reading

IGNORE = "ignore"


@dataclass
class Said:
    """What a person said of the import, or of this header when it was last confirmed."""

    kind: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    remembered: bool = False
    now: datetime | None = None  # the moment of reading, where the caller has a clock

    def answer(self, file: str, key: str) -> str | None:
        return self.answers.get(f"{file}:{key}", self.answers.get(key))


@dataclass
class Understood:
    """``raw.database`` holds ``staged`` (one row an id, typed), ``rejected``, ``members``, ``items``.

    ``carried``: fields of the store that the file speaks of. ``remedies``: what ``rejected.code`` means.
    """

    source: Source
    content_hash: str
    size: int
    kind: str | None = None
    set_aside: Message | None = None
    raw: RawTable | None = None
    columns: tuple[Column, ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    service: int = 0
    alone: frozenset[int] = frozenset()  # rows of service that are one name, perhaps that of a group
    sheet: str = ""  # its name, where others of the workbook have the same headers
    beyond: str = ""  # what a column is called that the file does not have: of the names of its groups
    spoiled: tuple[int, ...] = ()  # columns in which a failed formula rejects the row: table ``spoiled``
    warnings: list[Message] = field(default_factory=list)
    problems: list[Message] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    carried: tuple[str, ...] = ()
    stage_kinds: Mapping[str, str] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)  # answers that decided something
    emptied: tuple[str, ...] = ()  # fields that a person left without a column
    kind_said: bool = False
    filled: frozenset[str] = frozenset()  # fields with a value in any row
    missing: str | None = None  # what was said of deals that the file lacks: part, deleted
    dated_stages: bool = False  # the file's database has a table ``entered``
    container: str = ""  # the archive or workbook that holds it
    places: tuple[TemporaryDirectory, ...] = ()  # where it was unpacked
    sheets: tuple[str, str] | None = None  # the names of the workbook's sheets, hashed, and those chosen
    state_at: tuple[str, int] | None = None  # the status or stage, and its column, under a name nobody knows
    format: Format | None = None  # the program that wrote it, where it is known
    instead: dict[str, tuple[int, ...]] = field(default_factory=dict)  # what fills a field where it is empty
    within: dict[str, int] = field(default_factory=dict)  # field → the column whose texts hold its date

    spread: Spread | None = None  # months stand in columns of their own

    @property
    def database(self) -> duckdb.DuckDBPyConnection:
        assert self.raw is not None
        return self.raw.database

    @property
    def room(self) -> Room:
        assert self.raw is not None
        return self.raw.room

    def header(self, position: int) -> str:
        assert self.raw is not None
        if self.spread and position > self.spread.width:
            return self.spread.called
        if position > self.raw.width:
            return self.beyond
        return self.raw.headers[position - 1] or f"#{position}"

    def called(self, field_: str) -> str:
        """The header of the field's column."""
        return self.header(self.positions[field_])

    def ask(self, ask: Ask, field_: str = "") -> None:
        key = ".".join(part for part in (self.kind, field_, ask.what) if part)
        column = {"column": self.header(self.positions[field_])} if field_ in self.positions else {}
        options = tuple(Option(value, label) for value, label in ask.options)
        several = ask.what in ("won", "lost")
        text = Message(ask.text.text, {**ask.text.values, **column})
        self.questions.append(Question(key, self.source.name, text, options, several, ask.examples))

    def close(self) -> None:
        if self.raw is not None:
            self.raw.close()
        for place in self.places:
            place.cleanup()
