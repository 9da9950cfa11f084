"""The sheets of a workbook (XLSX, XLSB, XLS, ODS), their cells as the texts a CSV would hold.

Dates become year-month-day, whole numbers lose their ``.0``, fractions the noise of the
binary; a number too long to be exact keeps its exponent, so that it is never taken for an id.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import python_calamine as calamine

from data.errors import BadInput

EXACT = 2**53
MOST_BYTES, MOST_RATIO, SMALL = 4 << 30, 300, 64 << 20


@dataclass(frozen=True)
class Sheet:
    name: str
    is_table: bool  # not only a title or a note, and not hidden


@contextmanager
def opened(name: str, content: bytes | Path) -> Iterator[calamine.CalamineWorkbook]:
    """Raises BadInput for a workbook that is locked or damaged."""
    _within_bounds(name, content)
    try:
        book = calamine.load_workbook(io.BytesIO(content) if isinstance(content, bytes) else str(content))
    except calamine.PasswordError as error:
        raise _locked(name) from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError) as error:
        raise (_locked if _encrypted(content) else _damaged)(name) from error
    try:
        yield book
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as error:
        raise _damaged(name) from error
    finally:
        book.close()


def _locked(name: str) -> BadInput:
    return BadInput("{file} is protected by a password. Remove it and upload the file again.", file=name)


def _damaged(name: str) -> BadInput:
    return BadInput(
        "{file} is no workbook that can be read. Open it in Excel and save it as XLSX.", file=name
    )


def _encrypted(content: bytes | Path) -> bool:
    head = content[: 1 << 20] if isinstance(content, bytes) else content.open("rb").read(1 << 20)
    return "EncryptedPackage".encode("utf-16-le") in head


def _within_bounds(name: str, content: bytes | Path) -> None:
    """The reader unpacks a sheet whole: what would not fit is refused before."""
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            found = archive.infolist()
    except zipfile.BadZipFile:
        return  # the old format is not packed
    size, packed = sum(info.file_size for info in found), sum(info.compress_size for info in found)
    if size > MOST_BYTES or size > max(SMALL, MOST_RATIO * packed):
        raise BadInput("{file} unpacks to too much to be an export. Save the sheet as CSV.", file=name)


def sheets(book: calamine.CalamineWorkbook) -> list[Sheet]:
    """Those with anything in them."""
    found = []
    for told in book.sheets_metadata:
        if told.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(told.name)
        if sheet.start is None:
            continue
        seen = told.visible == calamine.SheetVisibleEnum.Visible
        found.append(Sheet(told.name, seen and sheet.height >= 2 and sheet.width >= 2))
    return found


def rows(book: calamine.CalamineWorkbook, name: str) -> Iterator[list[str]]:
    """Every row from the first of the sheet, blank ones too: a row's number is what Excel shows.
    A cell merged downwards speaks for every row beside it."""
    sheet = book.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0
    begins: dict[int, list[tuple[int, int]]] = {}
    for (top, column), (bottom, right) in sheet.merged_cell_ranges or ():
        if column == right and bottom > top:
            begins.setdefault(top, []).append((column - left, bottom))
    open_: dict[int, tuple[int, str]] = {}  # column → last row of the merged cell, its text
    for number, cells in enumerate(sheet.iter_rows()):
        row = [text(cell) for cell in cells]
        for column, (bottom, told) in list(open_.items()):
            row[column] = row[column] or told
            if number == bottom:
                del open_[column]
        open_.update({column: (bottom, row[column]) for column, bottom in begins.get(number, ())})
        yield row


def text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _number(cell: int | float) -> str:
    if cell == int(cell):
        return str(int(cell)) if abs(cell) < EXACT else f"{cell:.15g}"
    return format(Decimal(f"{cell:.15g}"), "f")


def _moment(cell: datetime) -> str:
    """A day is told without its midnight; the binary may be a hair from the second that was meant."""
    whole = (cell + timedelta(microseconds=500_000)).replace(microsecond=0)
    return whole.date().isoformat() if whole.time() == time() else whole.isoformat(" ")
