"""Failed formulas and percents in an XLS: its records are walked, and only those that may bear a mark are looked into."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from data.importing import compound

_BOF, _EOF, _SHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_FORMULA, _ERROR, _NUMBER, _SHORT, _SHORTS = 0x0006, 0x0205, 0x0203, 0x027E, 0x00BD
_CELLS = frozenset((_FORMULA, _ERROR, _NUMBER, _SHORT, _SHORTS))
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_EIGHT = 0x0600
Record = tuple[int, bytes]


@dataclass(frozen=True)
class Globals:
    """``sheets``: name → where its records begin; ``percents``: styles that show a number as percent."""

    sheets: Mapping[str, int]
    percents: frozenset[int]


def marks(content: bytes, sheet: str) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Raises ValueError for what is no such workbook, KeyError for a sheet it does not name."""
    book = compound.stream(content, ("workbook", "book"))
    told = _globals(book)
    at, found = -1, dict[int, str]()
    for kind, data in _records(book, told.sheets[sheet]):
        if kind not in _CELLS or len(data) < 6:
            continue
        row, marked = struct.unpack_from("<H", data)[0], dict(_marked(kind, data, told.percents))
        if row != at and found:
            yield at, found
            found = {}
        at, found = row, found | marked
    if found:
        yield at, found


def _records(book: bytes, start: int) -> Iterator[Record]:
    """Up to the end of the part that begins there; a chart within has an end of its own."""
    depth = 0
    while start + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, start)
        depth += (kind == _BOF) - (kind == _EOF)
        yield kind, book[start + 4 : start + 4 + length]
        if depth <= 0:
            return
        start += 4 + length


def _marked(kind: int, data: bytes, percents: frozenset[int]) -> Iterator[tuple[int, str]]:
    column, style = struct.unpack_from("<HH", data, 2)
    if kind == _SHORTS:
        for place in range((len(data) - 6) // 6):
            if struct.unpack_from("<H", data, 4 + 6 * place)[0] in percents:
                yield column + place, "%"
    elif error := _error(kind, data):
        yield column, error
    elif style in percents and kind != _ERROR and not (kind == _FORMULA and data[12:14] == b"\xff\xff"):
        yield column, "%"


def _error(kind: int, data: bytes) -> str | None:
    if kind == _ERROR and len(data) >= 8 and data[7]:
        return _ERRORS.get(data[6], "#ERROR!")
    if kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
        return _ERRORS.get(data[8], "#ERROR!")
    return None


def _globals(book: bytes) -> Globals:
    sheets, formats, styles, wide = dict[str, int](), {9: True, 10: True}, list[int](), True
    for kind, data in _records(book, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", data)[0] >= _EIGHT
        elif kind == _SHEET:
            sheets[_text(data[6:], 1, wide)] = struct.unpack_from("<I", data)[0]
        elif kind == _FORMAT:
            told = _text(data[2:], 2 if wide else 1, wide)
            formats[struct.unpack_from("<H", data)[0]] = "%" in _QUOTED.sub("", told)
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    return Globals(sheets, frozenset(at for at, told in enumerate(styles) if formats.get(told)))


def _text(data: bytes, counted: int, wide: bool) -> str:
    """A text with its length (in one byte or two) before it."""
    letters = int.from_bytes(data[:counted], "little")
    if not wide:
        return data[counted : counted + letters].decode("cp1251", "replace")
    if data[counted] & 1:
        return data[counted + 1 : counted + 1 + 2 * letters].decode("utf-16-le", "replace")
    return data[counted + 1 : counted + 1 + letters].decode("latin-1")
