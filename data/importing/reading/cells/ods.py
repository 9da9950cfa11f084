"""Marks of an ODS."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from data.importing.reading.cells.model import PERCENT, Mark

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_MOST_COLUMNS = 16384


def marks(path: str, sheet: str) -> Iterator[Mark]:
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as file:
        row, inside = 0, False
        tags = (f"{_TABLE}table", f"{_TABLE}table-row")
        for event, element in etree.iterparse(
            file, ("start", "end"), tag=tags, resolve_entities=False, huge_tree=True
        ):
            if element.tag == tags[0]:
                row, inside = 0, event == "start" and element.get(f"{_TABLE}name") == sheet
            elif event == "end":
                times = int(element.get(f"{_TABLE}number-rows-repeated", 1))
                found = list(_of_row(element)) if inside else []
                if found:
                    yield from (
                        Mark(row + turn, column, what) for turn in range(times) for column, what in found
                    )
                row += times
                element.clear()


def _of_row(row: etree._Element) -> Iterator[tuple[int, str]]:
    column = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        times = min(int(cell.get(f"{_TABLE}number-columns-repeated", 1)), _MOST_COLUMNS)
        what = _what(cell)
        if what:
            yield from ((column + turn, what) for turn in range(times))
        column += times


def _what(cell: etree._Element) -> str:
    if cell.get(f"{_CALC}value-type") == "error":
        return "".join(cell.itertext()).strip() or "#VALUE!"
    return PERCENT if cell.get(f"{_OFFICE}value-type") == "percentage" else ""
