"""From a file as it came to the tables in it: one of a text, one of each chosen sheet, those of an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from data.errors import BadInput, Unknown
from data.importing.model import Message, Option, Question, Source
from data.importing.reading import (
    archives,
    bank,
    containers,
    grids,
    html_tables,
    rooms,
    sheet_xml,
    table,
    workbooks,
)
from data.importing.understanding.understood import Understood

Told = Callable[[float], None]
_EVERY = "*"


@dataclass
class Sheets:
    """Which sheets a person wants: ``answers`` as of the import, ``remembered`` by the names of the sheets;
    and where the rows of files go."""

    answers: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[str], str | None] = lambda key: None
    rooms: rooms.Rooms = rooms.apart
    met: set[str] = field(default_factory=set)

    def of(self, file: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """None of them when nothing was said. Raises Unknown for a sheet that the named file lacks."""
        self.met.update(names)
        own = self.answers.get(f"{file}:sheet")
        said = own or self.answers.get("sheet") or self.remembered(key_of(names)) or ""
        if said == _EVERY:
            return names
        chosen = tuple(part for part in said.split("|") if part)
        for name in chosen if own else ():
            if name not in names:
                raise Unknown("sheet", name, names)
        return tuple(name for name in names if name in chosen)

    def check(self) -> None:
        """Raises Unknown for a sheet that no workbook has."""
        for name in self.answers.get("sheet", "").split("|"):
            if name not in ("", _EVERY, *self.met):
                raise Unknown("sheet", name, self.met)


def key_of(names: tuple[str, ...]) -> str:
    return "sheets:" + hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]


def open_file(source: Source, sheets: Sheets, told: Told = lambda _: None) -> list[Understood]:
    """A file that holds no table is set aside with the reason; the others of an archive go on."""
    try:
        kind = containers.what_is(source.name, source.content)
        if kind == containers.ARCHIVE:
            return _archive(source, sheets, told)
        return _tables(source, kind, sheets, told)
    except BadInput as error:
        return [_aside(source, error)]


def _aside(source: Source, error: BadInput) -> Understood:
    return Understood(
        source, *table.fingerprint(source.content), set_aside=Message(error.message, error.values)
    )


def _archive(source: Source, sheets: Sheets, told: Told) -> list[Understood]:
    found: list[Understood] = []
    try:
        for member in archives.members(source):
            inner = _member(member, sheets, _within(told, member))
            for file in inner:
                file.container = source.name
                file.places = (*file.places, member.place)
            found += inner
    except BaseException:
        for file in found:
            file.close()
        raise
    return found


def _within(told: Told, member: archives.Member) -> Told:
    return lambda share: told((member.turn + share) / member.of)


def _member(member: archives.Member, sheets: Sheets, told: Told) -> list[Understood]:
    source = member.source
    inner: list[Understood] = []
    try:
        kind = containers.what_is(source.name, source.content)
        if kind == containers.ARCHIVE:
            raise BadInput(
                "{file} is an archive within an archive. Unpack it and upload what it holds.",
                file=source.name,
            )
        inner = _tables(source, kind, sheets, told)
    except BadInput as error:
        inner = [_aside(source, error)]
    finally:
        if not inner:
            member.place.cleanup()
    return inner


def _tables(source: Source, kind: str, sheets: Sheets, told: Told) -> list[Understood]:
    if kind in _BOOKS:
        return _workbook(source, _BOOKS[kind], sheets, told)
    raw = _READERS[kind](source, told, sheets.rooms)
    return [Understood(source, raw.content_hash, raw.size, raw=raw)]


def _html(source: Source, told: Told, room: rooms.Rooms) -> table.RawTable:
    hashed = table.fingerprint(source.content)
    rows = html_tables.rows(source.content, lambda done: told(done / hashed[1]))
    return grids.read(source, hashed, "HTML", enumerate(rows, 1), rooms=room)


def _bank(source: Source, told: Told, room: rooms.Rooms) -> table.RawTable:
    keys = bank.keys(source.name, source.content)
    rows = (
        (line, [document.get(key, "") for key in keys])
        for line, document in bank.documents(source.name, source.content)
    )
    format_ = f"1CClientBankExchange, {bank.encoding_of(source.content)}"
    return grids.read(source, table.fingerprint(source.content), format_, rows, keys, room)


_Reader = Callable[[Source, Told, rooms.Rooms], table.RawTable]
_READERS: Mapping[str, _Reader] = {
    containers.TEXT: table.read,
    containers.HTML: _html,
    containers.BANK: _bank,
}


_Book = workbooks.Book | sheet_xml.Book
_Opener = Callable[[str, bytes | Path], AbstractContextManager[_Book]]
_BOOKS: Mapping[str, _Opener] = {
    containers.WORKBOOK: workbooks.opened,
    containers.SHEET_XML: sheet_xml.opened,
}


def _workbook(source: Source, opener: _Opener, sheets: Sheets, told: Told) -> list[Understood]:
    """Its only table is taken without asking; of several, those that the person wants."""
    hashed = table.fingerprint(source.content)
    with opener(source.name, source.content) as book:
        found = book.sheets
        names = tuple(sheet.name for sheet in found)
        chosen = sheets.of(source.name, names)
        tables = [sheet.name for sheet in found if sheet.is_table] or list(names)
        if not chosen and len(tables) > 1:
            return [Understood(source, *hashed, questions=[_ask(source, tables)])]
        if not tables:
            raise BadInput("{file} is empty.", file=source.name)
        opened = []
        for name in chosen or tables:
            opened.append(
                _sheet(source, hashed, book, name, sheets.rooms, alone=len(tables) == 1 and not chosen)
            )
            opened[-1].sheets = (key_of(names), "|".join(chosen)) if chosen else None
            told(len(opened) / len(chosen or tables))
    return opened


def _sheet(
    source: Source,
    hashed: tuple[str, int],
    book: _Book,
    name: str,
    room: rooms.Rooms,
    alone: bool,
) -> Understood:
    """A sheet beside others has a name and a hash of its own."""
    shown = source if alone else Source(f"{source.name} › {name}", source.content)
    if not alone:
        hashed = (hashlib.sha256(f"{hashed[0]}\x1f{name}".encode()).hexdigest(), hashed[1])
    rows = enumerate(book.rows(name), 1)
    try:
        raw = grids.read(shown, hashed, "Excel", rows, rooms=room)
    except BadInput as error:
        return Understood(
            shown, *hashed, set_aside=Message(error.message, error.values), container=source.name
        )
    return Understood(shown, *hashed, raw=raw, container=source.name)


def _ask(source: Source, names: list[str]) -> Question:
    options = [Option(name, Message("{sheet}", {"sheet": name})) for name in names if "|" not in name]
    every = Option(_EVERY, Message("Every sheet"))
    text = Message("{file} has several sheets. Which of them are to be imported?", {"file": source.name})
    return Question(f"{source.name}:sheet", source.name, text, (*options, every), several=True)
