"""The tables of an HTML page, which Bitrix24 and others save under the name of an Excel file.

As in Excel, tables that follow each other are one sheet. The page is read as a
stream: what was read is thrown away, so a page of a gigabyte needs no more than its longest row.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from data.importing.reading import encoding as enc

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
_MOST_SPAN = 1000


def encoding_of(content: bytes | Path, otherwise: str | None = None) -> str:
    """As the page says of itself, else as whoever sent it, else as its letters tell."""
    with enc.open_bytes(content) as file:
        said = _CHARSET.search(file.read(8192))
    found, name = enc.detect(content), said[1].decode() if said else otherwise
    if name is None or found.startswith("utf"):
        return found
    try:
        return codecs.lookup(name).name
    except LookupError:
        return found


def rows(
    content: bytes | Path, told: Callable[[int], None] | None = None, encoding: str | None = None
) -> Iterator[list[str]]:
    """A cell that reaches down speaks for the rows below; one that reaches right leaves blanks there.
    ``encoding``: as whoever sent the page says, where it does not say it itself."""
    with enc.Recoded(content, encoding_of(content, encoding), told) as stream:
        reaching: dict[int, tuple[int, str]] = {}  # column → rows yet to fill, text
        walk = etree.iterparse(
            stream, events=("end",), tag=("tr", "table"), html=True, encoding="utf-8", huge_tree=True
        )
        for _, element in walk:
            if element.tag == "table":
                reaching.clear()
            else:
                yield _row(element, reaching)
            _forget(element)


def _row(element: etree._Element, reaching: dict[int, tuple[int, str]]) -> list[str]:
    row: list[str] = []
    for cell in element.iterchildren("td", "th"):
        _fill(row, reaching)
        told = "".join(_pieces(cell)).strip()
        down, right = _span(cell, "rowspan"), _span(cell, "colspan")
        if down > 1:
            reaching[len(row)] = (down - 1, told)
        row += [told, *[""] * (right - 1)]
    _fill(row, reaching)
    return row


def _fill(row: list[str], reaching: dict[int, tuple[int, str]]) -> None:
    while len(row) in reaching:
        left, told = reaching.pop(len(row))
        if left > 1:
            reaching[len(row)] = (left - 1, told)
        row.append(told)


def _pieces(cell: etree._Element) -> Iterator[str]:
    for part in cell.iter():
        if part.tag == "br":
            yield "\n"
        if isinstance(part.tag, str) and part.text:
            yield part.text
        if part is not cell and part.tail:
            yield part.tail


def _span(cell: etree._Element, name: str) -> int:
    told = cell.get(name, "1").strip()
    return max(1, min(int(told), _MOST_SPAN)) if told.isascii() and told.isdecimal() else 1


def _forget(element: etree._Element) -> None:
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
