"""The sheets of an XML Spreadsheet 2003, which 1C and older programs save under the name of an Excel file.

It is read as a stream, once for its sheets and once for each of them. Nothing outside the file is
looked up, and no entity of it is unfolded.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from lxml import etree

from data.errors import BadInput
from data.importing.reading import sheets
from data.importing.reading.cells.model import is_percent
from data.importing.reading.workbooks import Sheet

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_SS, _EXCEL = f"{{{NAMESPACE}}}", "{urn:schemas-microsoft-com:office:excel}"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_TAGS = (f"{_SS}Style", f"{_SS}Row", f"{_SS}Worksheet", f"{_EXCEL}Visible")
_TRUE = {"1": "true", "0": "false"}


class Book:
    """As ``workbooks.Book``. Raises BadInput for a file that is no such workbook after all."""

    def __init__(self, name: str, content: bytes | Path) -> None:
        self.name, self._content = name, content
        self._percents: set[str] = set()
        self.sheets = list(self._found())

    def rows(self, sheet: str) -> Iterator[list[str]]:
        """Every row from the first of the sheet, blank ones too: a row's number is what Excel shows."""
        reaching: dict[int, tuple[int, str]] = {}  # column → rows yet to fill, text
        number = 0
        for element in self._walk():
            if element.tag == f"{_SS}Row" and _name_of(element) == sheet:
                place = self._place(element, number + 1, _MOST_ROWS)
                for _ in range(place - number - 1):
                    yield _filled([], reaching)
                yield self._row(element, reaching)
                number = place

    def _found(self) -> Iterator[Sheet]:
        height = width = 0
        seen = True
        for element in self._walk():
            if element.tag == f"{_SS}Style":
                self._learn(element)
            elif element.tag == f"{_SS}Row":
                told = self._row(element, {})
                if any(told):
                    height, width = height + 1, max(width, len(told))
            elif element.tag == f"{_EXCEL}Visible":
                seen = False
            else:
                if width:
                    yield Sheet(element.get(f"{_SS}Name", ""), seen and height >= 2 and width >= 2)
                height, width, seen = 0, 0, True

    def _walk(self) -> Iterator[etree._Element]:
        opened = io.BytesIO(self._content) if isinstance(self._content, bytes) else self._content.open("rb")
        with opened as file:
            safe = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}
            try:
                for _, element in etree.iterparse(file, events=("end",), tag=_TAGS, **safe):
                    yield element
                    if element.tag == f"{_SS}Row":
                        _forget(element)
            except etree.XMLSyntaxError as error:
                raise self._damaged() from error

    def _row(self, element: etree._Element, reaching: dict[int, tuple[int, str]]) -> list[str]:
        row: list[str] = []
        for cell in element.iterchildren(f"{_SS}Cell"):
            place = self._place(cell, len(row) + 1, _MOST_COLUMNS)
            while len(row) + 1 < place:
                row.append("")
            told, right, down = self._text(cell), _span(cell, "MergeAcross"), _span(cell, "MergeDown")
            if down and not right:
                reaching[len(row)] = (down + 1, told)
            row += [told, *[""] * min(right, _MOST_COLUMNS)]
        return _filled(row, reaching)

    def _learn(self, style: etree._Element) -> None:
        """Styles stand above the sheets; one that says nothing of numbers is as its parent."""
        format_ = style.find(f"{_SS}NumberFormat")
        told = format_.get(f"{_SS}Format", "") if format_ is not None else ""
        of_parent = format_ is None and style.get(f"{_SS}Parent") in self._percents
        if of_parent or told == "Percent" or is_percent(told):
            self._percents.add(style.get(f"{_SS}ID", ""))

    def _place(self, element: etree._Element, usual: int, most: int) -> int:
        told = element.get(f"{_SS}Index", str(usual))
        if not told.isdecimal() or not usual <= int(told) <= most:
            raise self._damaged()
        return int(told)

    def _text(self, cell: etree._Element) -> str:
        data = cell.find(f"{_SS}Data")
        if data is None:
            return ""
        told = "".join(data.itertext())
        kind = data.get(f"{_SS}Type")
        try:
            if kind == "Number":
                style = cell.get(f"{_SS}StyleID") or cell.getparent().get(f"{_SS}StyleID")
                return (sheets.percent if style in self._percents else sheets.text)(float(told))
            if kind == "DateTime":
                return _moment(told)
        except (ValueError, OverflowError) as error:
            raise self._damaged() from error
        return _TRUE.get(told, told) if kind == "Boolean" else told

    def _damaged(self) -> BadInput:
        return BadInput(
            "{file} is no workbook that can be read. Open it in Excel and save it as XLSX.", file=self.name
        )


@contextmanager
def opened(name: str, content: bytes | Path) -> Iterator[Book]:
    yield Book(name, content)


def _name_of(row: etree._Element) -> str:
    sheet = next(row.iterancestors(f"{_SS}Worksheet"), None)
    return "" if sheet is None else sheet.get(f"{_SS}Name", "")


def _moment(told: str) -> str:
    """A time of no day is one of the day before the first."""
    moment = datetime.fromisoformat(told)
    return moment.time().isoformat() if moment.year < 1900 else sheets.text(moment)


def _span(cell: etree._Element, name: str) -> int:
    told = cell.get(f"{_SS}{name}", "0")
    return int(told) if told.isdecimal() else 0


def _filled(row: list[str], reaching: dict[int, tuple[int, str]]) -> list[str]:
    """A cell merged downwards speaks for every row beside it."""
    for column, (left, told) in sorted(reaching.items()):
        row += [""] * (column + 1 - len(row))
        row[column] = row[column] or told
        if left > 1:
            reaching[column] = (left - 1, told)
        else:
            del reaching[column]
    return row


def _forget(element: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
