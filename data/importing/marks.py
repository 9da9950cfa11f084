"""What the quick reader of workbooks does not tell of cells: that a formula failed, that a number is shown as percent.

It gives an empty text for the one and 0.35 for the other, where a person sees ``#REF!`` and 35 %.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from data.importing import archives, marks_ods, marks_xls, marks_xlsx
from data.importing import encoding as enc

Marks = Iterable[tuple[int, Mapping[int, str]]]
"""Row → column (both from 0) → ``%``, or the error as it is shown; rows ascend, those without any are left out."""

PERCENT = "%"
_BROKEN = (*archives.BROKEN, etree.XMLSyntaxError, KeyError, ValueError)


def marked(content: bytes | Path, sheet: str, left: int, rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows as a person sees them. ``left``: the column of the sheet that they begin with."""
    marks = _of(content, sheet)
    at, found = next(marks, (-1, {}))
    for number, row in enumerate(rows):
        while 0 <= at < number:
            at, found = next(marks, (-1, {}))
        for column, mark in found.items() if at == number else ():
            place = column - left
            if 0 <= place < len(row):
                row[place] = percent(row[place]) if mark == PERCENT else row[place] or mark
        yield row


def percent(text: str) -> str:
    """``0.35`` is 35%; what is no plain number stays."""
    try:
        return f"{(Decimal(text) * 100).normalize():f}%" if "e" not in text else text
    except InvalidOperation:
        return text


def _of(content: bytes | Path, sheet: str) -> Iterator[tuple[int, Mapping[int, str]]]:
    """None of a part that is not as it should be: the reader has its own say about that."""
    with enc.open_bytes(content) as file:
        packed = file.read(2) == b"PK"
        file.seek(0)
        try:
            if not packed:
                yield from marks_xls.marks(file.read(), sheet)
                return
            with zipfile.ZipFile(file) as archive:
                if "content.xml" in archive.namelist():
                    yield from marks_ods.marks(archive, sheet)
                else:
                    yield from marks_xlsx.marks(archive, sheet)
        except _BROKEN:
            return
