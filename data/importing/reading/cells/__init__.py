"""What the reader of workbooks does not tell of their cells: errors of formulas, and formats of percent.

It gives an error as an empty cell and 35 % as 0.35; a person sees neither. Read beside it, in its process
(see ``sheets.py``), so nothing else of ours is imported here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator

from data.importing.reading.cells.model import PERCENT, Mark

__all__ = ["PERCENT", "Mark", "marks"]


def marks(path: str) -> Callable[[str], Iterator[Mark]]:
    """Of a sheet, by its name: the cells that hold an error or a percent, in the order of the rows.
    Of a workbook that is built otherwise than expected: none."""
    with open(path, "rb") as file:
        head = file.read(8)
    try:
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            from data.importing.reading.cells import xls

            return _patient(xls.Book(path).marks)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
        if "content.xml" in names:
            from data.importing.reading.cells import ods

            return _patient(lambda sheet: ods.marks(path, sheet))
        if "xl/workbook.bin" in names:
            from data.importing.reading.cells import xlsb

            return _patient(xlsb.Book(path).marks)
        if "xl/workbook.xml" in names:
            from data.importing.reading.cells import xlsx

            return _patient(xlsx.Book(path).marks)
    except Exception:  # noqa: BLE001 - the reader took the workbook all the same
        pass
    return lambda sheet: iter(())


def _patient(of: Callable[[str], Iterator[Mark]]) -> Callable[[str], Iterator[Mark]]:
    def told(sheet: str) -> Iterator[Mark]:
        try:
            yield from of(sheet)
        except Exception:  # noqa: BLE001 - as above
            return

    return told
