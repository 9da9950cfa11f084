"""Marks of an XLSX. A sheet is looked through as bytes: only the cells in question are met one by one."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from data.importing.cells.model import BUILT_IN, PERCENT, Mark, is_percent

_PIECE = 4 << 20
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?:[^>]*\s)?t="e"[^>]*(?<!/)>\s*'
    rb"(?:<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?<(?:\w+:)?v>([^<]*)<"
)
_ROW_END = b"</row>"


class Book:
    def __init__(self, path: str) -> None:
        self._path = path
        with zipfile.ZipFile(path) as archive:
            self._sheets = _sheets(archive)
            percents = _percents(archive)
        styles = b"|".join(str(style).encode() for style in percents)
        self._percent = (
            re.compile(rb'<(?:\w+:)?c\s(?:[^>]*\s)?s="(?:' + styles + rb')"[^>]*>') if percents else None
        )

    def marks(self, sheet: str) -> Iterator[Mark]:
        with zipfile.ZipFile(self._path) as archive, archive.open(self._sheets[sheet]) as file:
            rest, passed = b"", 0
            while piece := file.read(_PIECE):
                rest += piece
                end = rest.rfind(b"row>") + len(b"row>")
                if end < len(b"row>"):
                    continue
                rows, rest = rest[:end], rest[end:]
                yield from self._of_rows(rows, passed)
                passed += rows.count(_ROW_END)

    def _of_rows(self, rows: bytes, passed: int) -> Iterator[Mark]:
        found = [(m, m[1].decode()) for m in _ERROR.finditer(rows)] if b't="e"' in rows else []
        if self._percent:
            found += [(m, PERCENT) for m in self._percent.finditer(rows)]
        for m, what in sorted(found, key=lambda one: one[0].start()):
            place = _PLACE.search(m[0], 0, m[0].index(b">"))
            yield _placed(place, what) if place else _counted(rows[: m.start()], passed, what)


def _placed(place: re.Match[bytes], what: str) -> Mark:
    return Mark(int(place[2]) - 1, _column(place[1]), what)


def _counted(before: bytes, passed: int, what: str) -> Mark:
    """Some programs leave out the places of cells: they follow each other."""
    row = before[before.rfind(_ROW_END) + 1 :]
    return Mark(passed + before.count(_ROW_END), len(re.findall(rb"<(?:\w+:)?c[\s>/]", row)), what)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The name of a sheet → its part of the archive."""
    links = _part(archive, "xl/_rels/workbook.xml.rels")
    parts = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in links
    }
    book = _part(archive, "xl/workbook.xml")
    return {
        sheet.get("name"): parts[sheet.get(_ID)]
        for sheet in book.iterfind(".//{*}sheet")
        if sheet.get(_ID) in parts
    }


def _percents(archive: zipfile.ZipFile) -> list[int]:
    """The styles of cells that show a percent."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    styles = _part(archive, "xl/styles.xml")
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
