"""A web page in one file (MHTML), which 1C, web reports and Excel itself save under the name of a workbook.

Its parts are those of a letter; each page with a table in it is a sheet.
"""

from __future__ import annotations

import email
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Part
from pathlib import Path, PurePosixPath

from data.errors import BadInput
from data.importing.reading import encoding as enc
from data.importing.reading import html_tables
from data.importing.reading.workbooks import Sheet

MOST_BYTES = 256 << 20
"""A letter is taken apart as a whole, in memory."""

_BEGINS = re.compile(
    r"(mime-version|content-type|from|subject|date|snapshot-content-location|x-[\w-]+):", re.I
)
_IS = re.compile(r"content-type:\s*(multipart/related|multipart/alternative|text/html)", re.I)
_NAMED = re.compile(
    r"<x:ExcelWorksheet>.*?<x:Name>(.*?)</x:Name>.*?<x:WorksheetSource\s+HRef=[\"'](.*?)[\"']", re.S
)


def is_one(head: str) -> bool:
    return bool(_BEGINS.match(head) and _IS.search(head))


class Book:
    """``sheets``: the pages with a table, by the names that Excel gave them or by their own."""

    def __init__(self, pages: dict[str, tuple[bytes, str | None]]) -> None:
        self._pages = pages
        self.sheets = [Sheet(name, self._is_table(name)) for name in pages]

    def rows(self, sheet: str) -> Iterator[list[str]]:
        page, charset = self._pages[sheet]
        return html_tables.rows(page, encoding=charset)

    def _is_table(self, name: str) -> bool:
        """Not only the strip with the names of the sheets."""
        full = (row for row in self.rows(name) if sum(map(bool, row)) > 1)
        return next(full, None) is not None and next(full, None) is not None


@contextmanager
def opened(name: str, content: bytes | Path) -> Iterator[Book]:
    """Raises BadInput for a page without a table, or one that is too long."""
    with enc.open_bytes(content) as file:
        told = file.read(MOST_BYTES + 1)
    if len(told) > MOST_BYTES:
        raise BadInput("{file} is too long a web page. Open it in Excel and save it as XLSX.", file=name)
    parts = [part for part in email.message_from_bytes(told).walk() if part.get_content_type() == "text/html"]
    pages = [(part, body) for part in parts if isinstance(body := part.get_payload(decode=True), bytes)]
    names = dict(pair for _, body in pages for pair in _names(body))
    found: dict[str, tuple[bytes, str | None]] = {}
    for number, (part, body) in enumerate(pages, 1):
        if b"<tr" in body.lower():
            own = _file(part)
            found[names.get(own) or f"№{number} {own}".rstrip()] = (body, part.get_content_charset())
    if not found:
        raise BadInput("{file} is a web page without a table. Upload the export as CSV or XLSX.", file=name)
    yield Book(found)


def _names(page: bytes) -> Iterator[tuple[str, str]]:
    """As Excel lists its sheets: the file of the page, and the name of the sheet."""
    told = page.decode(html_tables.encoding_of(page), "replace") if b"<x:ExcelWorksheet>" in page else ""
    for name, place in _NAMED.findall(told):
        yield PurePosixPath(place.replace("\\", "/")).name, html.unescape(name)


def _file(part: Part) -> str:
    return PurePosixPath(str(part.get("Content-Location", "")).replace("\\", "/")).name
