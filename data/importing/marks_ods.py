"""Failed formulas and percents in an ODS. Only a sheet that has any is looked at cell by cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TABLE, _ROW = f"{{{_NAMES}:table:1.0}}table", f"{{{_NAMES}:table:1.0}}table-row"
_CELLS = (f"{{{_NAMES}:table:1.0}}table-cell", f"{{{_NAMES}:table:1.0}}covered-table-cell")
_ROWS_REPEATED = f"{{{_NAMES}:table:1.0}}number-rows-repeated"
_COLUMNS_REPEATED = f"{{{_NAMES}:table:1.0}}number-columns-repeated"
_TYPE = f"{{{_NAMES}:office:1.0}}value-type"
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_SIGNS, _PIECE = (b'value-type="error"', b'value-type="percentage"'), 1 << 20
MOST_COLUMNS = 16_384


def marks(archive: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, Mapping[int, str]]]:
    """Raises XMLSyntaxError for a damaged sheet."""
    if not _has_any(archive):
        return
    number, ours = 0, False
    with archive.open("content.xml") as part:
        events = etree.iterparse(
            part, events=("start", "end"), tag=(_TABLE, _ROW), resolve_entities=False, no_network=True
        )
        for event, element in events:
            if element.tag == _TABLE:
                number, ours = 0, event == "start" and element.get(f"{{{_NAMES}:table:1.0}}name") == sheet
            elif event == "end":
                times = int(element.get(_ROWS_REPEATED, "1"))
                found = _of_row(element) if ours else {}
                yield from ((at, found) for at in range(number, number + times) if found)
                number += times
                _drop(element)


def _of_row(row: etree._Element) -> dict[int, str]:
    found, column = dict[int, str](), 0
    for cell in row.iterchildren(*_CELLS):
        times = int(cell.get(_COLUMNS_REPEATED, "1"))
        mark = _mark(cell)
        if mark:
            found |= dict.fromkeys(range(column, min(column + times, MOST_COLUMNS)), mark)
        column += times
    return found


def _mark(cell: etree._Element) -> str | None:
    if cell.get(_CALC_TYPE) == "error":
        return "".join(map(str, cell.itertext())).strip() or "#ERROR!"
    return "%" if cell.get(_TYPE) == "percentage" else None


def _drop(row: etree._Element) -> None:
    """What was read is let go: memory does not grow with the sheet."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _has_any(archive: zipfile.ZipFile) -> bool:
    tail = b""
    with archive.open("content.xml") as part:
        while piece := part.read(_PIECE):
            if any(sign in tail + piece for sign in _SIGNS):
                return True
            tail = piece[-64:]
    return False
