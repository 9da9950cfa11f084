"""Failed formulas and percents in an XLSX, found in the text of the sheet: a parser would take as long as reading it."""

from __future__ import annotations

import heapq
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

PIECE, MOST = 1 << 20, 64 << 20
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_FIRST = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_EVERY = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_PLACE = re.compile(rb"""\sr=["']([A-Z]*)(\d+)["']""")
_STYLE = re.compile(rb"""\ss=["'](\d+)["']""")
_TYPE = re.compile(rb"""\st=["'](\w+)["']""")
_SHOWN = re.compile(rb"(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v[^>]*>([^<]*)<")
_PERCENTS = {9, 10}


def marks(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Raises KeyError where the workbook lacks a part, XMLSyntaxError where one is damaged."""
    styles = _percents(archive)
    at, found = -1, dict[int, str]()
    for row, column, mark in _cells(archive, _path(archive, sheet), styles):
        if row != at and found:
            yield at, found
            found = {}
        at, found = row, found | {column: mark} if row == at else {column: mark}
    if found:
        yield at, found


def _cells(archive: zipfile.ZipFile, path: str, styles: frozenset[bytes]) -> Iterator[tuple[int, int, str]]:
    signs, referenced = _signs(styles), None
    row, column = -1, -1
    for text in _pieces(archive, path):
        if referenced is None and (first := _FIRST.search(text)):
            referenced = bool(_PLACE.search(first[1]))
        for name, attributes, end in _signed(text, signs) if referenced else _every(text):
            letters, number = _place(attributes)
            row = number - 1 if number else row + (name == b"row")
            column = letters - 1 if letters else -1 if name == b"row" else column + 1
            if name == b"c" and (mark := _mark(text, attributes, end, styles)):
                yield row, column, mark


def _signs(styles: frozenset[bytes]) -> list[re.Pattern[bytes]]:
    """What cells that matter bear: patterns that begin with plain letters are looked for quickest."""
    error = re.compile(rb" t=[\"']e[\"']")
    return (
        [error, re.compile(rb" s=[\"'](?:" + rb"|".join(sorted(styles)) + rb")[\"']")] if styles else [error]
    )


def _signed(text: bytes, signs: list[re.Pattern[bytes]]) -> Iterator[tuple[bytes, bytes, int]]:
    """Name, attributes and end of each cell that bears a sign, where cells say themselves where they stand."""
    before = -1
    for place in heapq.merge(*(_places(text, sign) for sign in signs)):
        start, end = text.rfind(b"<", 0, place), text.find(b">", place)
        name, _, attributes = text[start + 1 : end].partition(b" ")
        if start != before and name.rpartition(b":")[2] == b"c":
            yield b"c", b" " + attributes, end + 1
        before = start


def _places(text: bytes, sign: re.Pattern[bytes]) -> Iterator[int]:
    return (found.start() for found in sign.finditer(text))


def _every(text: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """The same of all rows and cells, where they are known only by their turn."""
    return ((cell[1], cell[2], cell.end()) for cell in _EVERY.finditer(text))


def _mark(text: bytes, attributes: bytes, end: int, styles: frozenset[bytes]) -> str | None:
    kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
    if kind and kind[1] == b"e":
        shown = _SHOWN.match(text, end)
        return shown[1].decode("utf-8", "replace") if shown and shown[1] else "#ERROR!"
    number = not kind or kind[1] == b"n"
    return "%" if number and style and style[1] in styles else None


def _place(attributes: bytes) -> tuple[int, int]:
    """Column and row from 1; 0 where it is not said."""
    found = _PLACE.search(attributes)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return column, int(found[2])


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The text cut where a row ends; what is no sheet of rows is not gathered without end."""
    rest = b""
    with archive.open(path) as part:
        while piece := part.read(PIECE):
            rest += piece
            cut = rest.rfind(b"row>") + 4
            if cut > 3 or len(rest) > MOST:
                yield rest[: cut if cut > 3 else len(rest)]
                rest = rest[cut:] if cut > 3 else b""
    yield rest


def _percents(archive: zipfile.ZipFile) -> frozenset[bytes]:
    """Numbers of the styles that show a number as percent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    root = _parsed(archive, "xl/styles.xml")
    own = {
        int(one.get("numFmtId", "0")): "%" in _QUOTED.sub("", one.get("formatCode", ""))
        for one in root.iter("{*}numFmt")
    }
    shown = [
        int(one.get("numFmtId", "0")) for styles in root.iter("{*}cellXfs") for one in styles.iter("{*}xf")
    ]
    return frozenset(str(at).encode() for at, told in enumerate(shown) if own.get(told, told in _PERCENTS))


def _path(archive: zipfile.ZipFile, sheet: str) -> str:
    """Raises KeyError for a sheet that the workbook does not name."""
    book, links = _parsed(archive, "xl/workbook.xml"), _parsed(archive, "xl/_rels/workbook.xml.rels")
    ids = {one.get("name"): _link(one) for one in book.iter("{*}sheet")}
    targets = {one.get("Id"): one.get("Target", "") for one in links.iter("{*}Relationship")}
    return posixpath.join("/xl", targets[ids[sheet]]).lstrip("/")


def _link(sheet: etree._Element) -> str | None:
    return next((value for name, value in sheet.attrib.items() if str(name).endswith("}id")), None)  # type: ignore[return-value]


def _parsed(archive: zipfile.ZipFile, path: str) -> etree._Element:
    with archive.open(path) as part:
        return etree.parse(part, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
