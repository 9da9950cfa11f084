"""Marks of an XLSB: an XLSX whose parts are records."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from data.importing.reading.cells.model import BUILT_IN, ERRORS, PERCENT, Mark, is_percent
from data.importing.reading.cells.parts import links

_ROW, _ERROR, _FAILED = 0, 3, 11
_NUMBERS = (2, 5, 9)
_FORMAT, _STYLE, _SHEET = 44, 47, 156
_STYLES_BEGIN, _STYLES_END = 617, 618


class Book:
    def __init__(self, path: str) -> None:
        self._path = path
        with zipfile.ZipFile(path) as archive:
            parts = links(archive, "xl/_rels/workbook.bin.rels")
            book = archive.read("xl/workbook.bin")
            styles = archive.read("xl/styles.bin") if "xl/styles.bin" in archive.namelist() else b""
        self._sheets = dict(_sheet(body, parts) for kind, body in _records(book) if kind == _SHEET)
        self._percents = _percents(styles)

    def marks(self, sheet: str) -> Iterator[Mark]:
        with zipfile.ZipFile(self._path) as archive:
            content = archive.read(self._sheets[sheet])
        row = 0
        for kind, body in _records(content):
            if kind == _ROW:
                row = struct.unpack_from("<I", body)[0]
            elif kind in (_ERROR, _FAILED):
                yield Mark(row, struct.unpack_from("<I", body)[0], ERRORS.get(body[8], "#VALUE!"))
            elif kind in _NUMBERS and self._percents:
                column, style = struct.unpack_from("<II", body)
                if style & 0xFFFFFF in self._percents:
                    yield Mark(row, column, PERCENT)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(content):
        kind, at = _number(content, at, 2)
        size, at = _number(content, at, 4)
        yield kind, content[at : at + size]
        at += size


def _number(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Seven bits a byte, the least first; and where it ends."""
    told = 0
    for turn in range(most):
        byte = content[at + turn]
        told |= (byte & 0x7F) << (7 * turn)
        if byte < 0x80:
            return told, at + turn + 1
    return told, at + most


def _text(body: bytes, at: int) -> tuple[str, int]:
    end = at + 4 + 2 * struct.unpack_from("<I", body, at)[0]
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _sheet(body: bytes, parts: dict[str, str]) -> tuple[str, str]:
    link, at = _text(body, 8)
    return _text(body, at)[0], parts[link]


def _percents(styles: bytes) -> set[int]:
    known, found, inside, at = set(BUILT_IN), set(), False, 0
    for kind, body in _records(styles):
        inside = (inside or kind == _STYLES_BEGIN) and kind != _STYLES_END
        if kind == _FORMAT and is_percent(_text(body, 2)[0]):
            known.add(struct.unpack_from("<H", body)[0])
        elif kind == _STYLE and inside:
            if struct.unpack_from("<H", body, 2)[0] in known:
                found.add(at)
            at += 1
    return found
