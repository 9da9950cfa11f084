"""Marks of an XLSX. A sheet is looked through as bytes: only the cells in question are met one by one."""

from __future__ import annotations

import heapq
import re
import zipfile
from collections.abc import Iterator

from data.importing.reading.cells.model import BUILT_IN, PERCENT, Mark, is_percent
from data.importing.reading.cells.parts import links, part

_PIECE, _MOST = 1 << 20, 64 << 20
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FIRST = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_EVERY = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d+)["']""")
_STYLE = re.compile(rb"""\ss=["'](\d+)["']""")
_TYPE = re.compile(rb"""\st=["'](\w+)["']""")
_SHOWN = re.compile(rb"\s*(?:<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v[^>]*>([^<]*)<")
Cell = tuple[bytes, bytes, int]
"""“c” (or “row”), its attributes, and where what it holds begins."""


class Book:
    def __init__(self, path: str) -> None:
        self._path = path
        with zipfile.ZipFile(path) as archive:
            self._sheets = _sheets(archive)
            self._percents = {str(style).encode() for style in _percents(archive)}
        self._signs = [
            re.compile(rb" t=[\"']e[\"']")
        ]  # patterns that begin with plain letters are the quickest
        if self._percents:
            self._signs.append(re.compile(rb" s=[\"'](?:" + b"|".join(sorted(self._percents)) + rb")[\"']"))

    def marks(self, sheet: str) -> Iterator[Mark]:
        row, column, placed = -1, -1, None
        for text in self._pieces(self._sheets[sheet]):
            if placed is None and (first := _FIRST.search(text)):
                placed = bool(_PLACE.search(first[1]))
            for name, attributes, begin in self._signed(text) if placed else _every(text):
                letters, number = _place(attributes)
                row = number - 1 if number else row + (name == b"row")
                column = -1 if name == b"row" else letters if letters is not None else column + 1
                what = self._what(text, attributes, begin) if name == b"c" else ""
                if what:
                    yield Mark(row, column, what)

    def _pieces(self, part: str) -> Iterator[bytes]:
        """Cut where a row ends; what has no rows is not gathered without end."""
        rest = b""
        with zipfile.ZipFile(self._path) as archive, archive.open(part) as file:
            while piece := file.read(_PIECE):
                rest += piece
                end = rest.rfind(b"row>") + len(b"row>")
                if end < len(b"row>"):
                    end = len(rest) if len(rest) > _MOST else 0
                if end:
                    yield rest[:end]
                    rest = rest[end:]
        yield rest

    def _signed(self, text: bytes) -> Iterator[Cell]:
        """The cells in question, where cells say themselves where they stand."""
        before = -1
        for at in heapq.merge(*(_ends(text, sign) for sign in self._signs)):
            start, end = text.rfind(b"<", 0, at), text.find(b">", at)
            name, _, attributes = text[start + 1 : end].partition(b" ")
            if start != before and name.rpartition(b":")[2] == b"c":
                yield b"c", b" " + attributes, end + 1
            before = start

    def _what(self, text: bytes, attributes: bytes, begin: int) -> str:
        kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
        if kind and kind[1] == b"e":
            shown = _SHOWN.match(text, begin)
            return shown[1].decode() if shown and shown[1] else "#VALUE!"
        number = kind is None or kind[1] == b"n"
        return PERCENT if number and style and style[1] in self._percents else ""


def _ends(text: bytes, sign: re.Pattern[bytes]) -> Iterator[int]:
    return (found.end() for found in sign.finditer(text))


def _every(text: bytes) -> Iterator[Cell]:
    """All rows and cells, where they are known only by their turn."""
    return ((cell[1], cell[2], cell.end()) for cell in _EVERY.finditer(text))


def _place(attributes: bytes) -> tuple[int | None, int]:
    """The column from 0 and the row from 1: None and 0 where they are not said."""
    found = _PLACE.search(attributes)
    return (_column(found[1]) if found[1] else None, int(found[2])) if found else (None, 0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of a sheet → its part of the archive."""
    parts = links(archive, "xl/_rels/workbook.xml.rels")
    book = part(archive, "xl/workbook.xml")
    return {
        sheet.get("name"): parts[sheet.get(_ID)]
        for sheet in book.iterfind(".//{*}sheet")
        if sheet.get(_ID) in parts
    }


def _percents(archive: zipfile.ZipFile) -> list[int]:
    """The styles of cells that show a percent."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = part(archive, "xl/styles.xml")
    own = {
        int(one.get("numFmtId")): one.get("formatCode", "")
        for one in styles.iterfind(".//{*}numFmts/{*}numFmt")
    }
    known = BUILT_IN | {number for number, format_ in own.items() if is_percent(format_)}
    return [
        at
        for at, one in enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
        if int(one.get("numFmtId", 0)) in known
    ]
