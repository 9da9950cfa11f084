"""Marks of an XLS: records of the old format, one after the other."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from data.importing.reading.cells.compound import stream
from data.importing.reading.cells.model import BUILT_IN, ERRORS, PERCENT, Mark, is_percent

_BEGIN, _END = {0x0009, 0x0209, 0x0409, 0x0809}, 0x000A
_SHEET, _STYLE, _FORMAT = 0x0085, 0x00E0, 0x041E
_FORMULA, _NUMBER, _SHORT, _SHORTS, _ERROR = 0x0006, 0x0203, 0x027E, 0x00BD, 0x0205


class Book:
    def __init__(self, path: str) -> None:
        self._records = stream(Path(path).read_bytes(), "Workbook", "Book")
        self._sheets: dict[str, int] = {}
        styles: list[int] = []
        percents = set(BUILT_IN)
        for kind, body in self._from(0):
            if kind == _SHEET:
                self._sheets[_name(body)] = struct.unpack_from("<I", body)[0]
            elif kind == _STYLE:
                styles.append(struct.unpack_from("<H", body, 2)[0])
            elif kind == _FORMAT and is_percent(_text(body[2:])):
                percents.add(struct.unpack_from("<H", body)[0])
        self._percents = {at for at, format_ in enumerate(styles) if format_ in percents}

    def _from(self, at: int) -> Iterator[tuple[int, bytes]]:
        """The records of a sheet, without those of the charts in it."""
        depth = 0
        while at + 4 <= len(self._records):
            kind, size = struct.unpack_from("<HH", self._records, at)
            depth += (kind in _BEGIN) - (kind == _END)
            if depth == 0:
                return
            if depth == 1:
                yield kind, self._records[at + 4 : at + 4 + size]
            at += 4 + size

    def marks(self, sheet: str) -> Iterator[Mark]:
        found: dict[tuple[int, int], Mark] = {}
        for kind, body in self._from(self._sheets[sheet]):
            for mark in self._of(kind, body):
                found[mark.row, mark.column] = mark
        yield from (found[place] for place in sorted(found))

    def _of(self, kind: int, body: bytes) -> Iterator[Mark]:
        if kind not in (_FORMULA, _NUMBER, _SHORT, _SHORTS, _ERROR):
            return
        row, column, style = struct.unpack_from("<3H", body)
        if kind == _SHORTS:
            styles = [struct.unpack_from("<H", body, at)[0] for at in range(4, len(body) - 2, 6)]
            yield from (
                Mark(row, column + at, PERCENT) for at, one in enumerate(styles) if one in self._percents
            )
        elif kind == _ERROR and body[7]:
            yield Mark(row, column, ERRORS.get(body[6], "#VALUE!"))
        elif kind == _FORMULA and body[12:14] == b"\xff\xff":
            if body[6] == 2:
                yield Mark(row, column, ERRORS.get(body[8], "#VALUE!"))
        elif kind != _ERROR and style in self._percents:
            yield Mark(row, column, PERCENT)


def _name(body: bytes) -> str:
    length, wide = body[6], body[7] & 1
    return body[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _text(told: bytes) -> str:
    """Enough of it to find a sign in."""
    wide = len(told) > 2 and told[2] & 1
    return told[3:].decode("utf-16-le" if wide else "latin-1", "replace")
