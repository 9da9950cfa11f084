"""From a file as it came to the tables in it: one of a text, one of each chosen sheet, those of an archive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from data.errors import BadInput
from data.importing.model import Message, Source
from data.importing.reading import (
    abreast,
    archives,
    bank,
    containers,
    grids,
    html_tables,
    mhtml,
    rooms,
    sheet_xml,
    stacked,
    table,
    workbooks,
)
from data.importing.understanding import sheet_names, wanted
from data.importing.understanding.understood import Understood

Told = Callable[[float], None]


def open_file(source: Source, sheets: wanted.Sheets, told: Told = lambda _: None) -> list[Understood]:
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


def _archive(source: Source, sheets: wanted.Sheets, told: Told) -> list[Understood]:
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


def _member(member: archives.Member, sheets: wanted.Sheets, told: Told) -> list[Understood]:
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


def _tables(source: Source, kind: str, sheets: wanted.Sheets, told: Told) -> list[Understood]:
    if kind in _BOOKS:
        return _workbook(source, _BOOKS[kind], sheets, told)
    if kind == containers.HTML:
        return _html(source, sheets, told)
    raw = _READERS[kind](source, told, sheets.rooms)
    if kind == containers.TEXT and (found := stacked.of_text(raw)):
        raw.close()
        hashed = (raw.content_hash, raw.size)
        return _stacked(source, hashed, raw.encoding, raw.dialect.delimiter, found, sheets)
    return [Understood(source, raw.content_hash, raw.size, raw=raw)]


def _html(source: Source, sheets: wanted.Sheets, told: Told) -> list[Understood]:
    hashed = table.fingerprint(source.content)
    found, rows = stacked.part(html_tables.rows(source.content, lambda done: told(done / hashed[1])))
    if found:
        return _stacked(source, hashed, "HTML", "", found, sheets)
    return [
        Understood(
            source, *hashed, raw=grids.read(source, hashed, "HTML", enumerate(rows, 1), rooms=sheets.rooms)
        )
    ]


def _stacked(
    source: Source,
    hashed: tuple[str, int],
    format_: str,
    delimiter: str,
    found: stacked.Tables,
    sheets: wanted.Sheets,
) -> list[Understood]:
    """Tables one below the other are as sheets are: those that the person wants."""
    chosen = sheets.of(source.name, found.names)
    if not chosen:
        return [Understood(source, *hashed, questions=[wanted.ask(source, found.names, wanted.TABLES)])]
    if len(chosen) > 1:
        chosen = tuple(name for name in chosen if name != abreast.WHOLE)
    opened = []
    for name in chosen:
        begins, rows = found.of(name)
        shown, own = (source, hashed) if name == abreast.WHOLE else _beside(source, hashed, name)
        raw = grids.read(shown, own, format_, enumerate(rows, 1), rooms=sheets.rooms)
        raw.dialect = replace(raw.dialect, delimiter=delimiter)
        opened.append(
            Understood(
                shown,
                *own,
                raw=raw,
                container=source.name,
                sheets=(wanted.key_of(found.names), "|".join(chosen)),
            )
        )
        if begins:
            opened[-1].warnings.append(
                Message(
                    "Rows are counted within this table: its first is row {row} of the file.",
                    {"row": begins + 1},
                )
            )
    return opened


def _beside(source: Source, hashed: tuple[str, int], name: str) -> tuple[Source, tuple[str, int]]:
    """The name and the hash that one of several tables of a file has."""
    digest = hashlib.sha256(f"{hashed[0]}\x1f{name}".encode()).hexdigest()
    return Source(f"{source.name} › {name}", source.content), (digest, hashed[1])


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
    containers.BANK: _bank,
}


_Book = workbooks.Book | sheet_xml.Book | mhtml.Book
_Opener = Callable[[str, bytes | Path], AbstractContextManager[_Book]]
_BOOKS: Mapping[str, _Opener] = {
    containers.WORKBOOK: workbooks.opened,
    containers.SHEET_XML: sheet_xml.opened,
    containers.MHTML: mhtml.opened,
}


def _workbook(source: Source, opener: _Opener, sheets: wanted.Sheets, told: Told) -> list[Understood]:
    """Its only table is taken without asking; of several, those that the person wants."""
    hashed = table.fingerprint(source.content)
    with opener(source.name, source.content) as book:
        found = book.sheets
        names = tuple(sheet.name for sheet in found)
        chosen = sheets.of(source.name, names)
        tables = [sheet.name for sheet in found if sheet.is_table] or list(names)
        if not chosen and len(tables) > 1:
            return [Understood(source, *hashed, questions=[wanted.ask(source, tables)])]
        if not tables:
            raise BadInput("{file} is empty.", file=source.name)
        opened: list[Understood] = []
        named: list[tuple[str, Understood]] = []
        for name in chosen or tables:
            own = _sheet(source, hashed, book, name, sheets, alone=len(tables) == 1 and not chosen)
            for one in own if chosen else ():
                one.sheets = one.sheets or (wanted.key_of(names), "|".join(chosen))
            opened += own
            named += [(name, one) for one in own]
            told(len(opened) / len(chosen or tables))
    sheet_names.notice(named)
    return opened


def _sheet(
    source: Source, hashed: tuple[str, int], book: _Book, name: str, sheets: wanted.Sheets, alone: bool
) -> list[Understood]:
    """A sheet beside others has a name and a hash of its own."""
    shown, own = (source, hashed) if alone else _beside(source, hashed, name)
    found, rows = stacked.part(book.rows(name))
    try:
        if found:
            return _stacked(shown, own, "Excel", "", found, sheets)
        raw = grids.read(shown, own, "Excel", enumerate(rows, 1), rooms=sheets.rooms)
    except BadInput as error:
        aside = Message(error.message, error.values)
        return [Understood(shown, *own, set_aside=aside, container=source.name)]
    return [Understood(shown, *own, raw=raw, container=source.name)]
