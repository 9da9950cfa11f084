"""A workbook read in a process of its own: ``python -P sheets.py book.xlsx``.

The reader lays a sheet out whole in memory. One cell said to be in the last row of the last column,
by damage or by malice, would take a hundred gigabytes and the server with it: here it only takes
this process, whose memory is bounded. Nothing of ours is imported but ``cells``, so that it starts at once.

It writes JSON, a line each: the sheets, or why there are none; then, for every name of a sheet
read from its input, the rows as lists of texts, and ``null``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

EXACT = 2**53
MOST_MEMORY = 4 << 30
LOCKED, DAMAGED = "locked", "damaged"
PERCENT = "%"


def text(cell: object) -> str:
    """As a CSV would hold it: dates as year-month-day, whole numbers without ``.0``, fractions without
    the noise of the binary; a number too long to be exact keeps its exponent, so it is taken for no id."""
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
    if cell < datetime.max - timedelta(seconds=1):
        cell += timedelta(microseconds=500_000)
    whole = cell.replace(microsecond=0)
    return whole.date().isoformat() if whole.time() == time() else whole.isoformat(" ")


def percent(cell: object) -> str:
    """As it is shown, and not rounded as it is shown."""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return text(cell)
    told = format(Decimal(f"{cell:.15g}") * 100, "f")
    return (told.rstrip("0").rstrip(".") if "." in told else told) + PERCENT


def rows(sheet: Any, marks: Iterable[tuple[int, int, str]] = ()) -> Iterator[list[str]]:
    """Every row from the first of the sheet, blank ones too: a row's number is what Excel shows.
    A cell merged downwards speaks for every row beside it. ``marks``: see ``cells``."""
    marked = iter(marks)
    mark = next(marked, None)
    left = sheet.start[1] if sheet.start else 0
    begins: dict[int, list[tuple[int, int]]] = {}
    for (top, column), (bottom, right) in sheet.merged_cell_ranges or ():
        if column == right and bottom > top and left <= column < left + sheet.width:
            begins.setdefault(top, []).append((column - left, bottom))
    open_: dict[int, tuple[int, str]] = {}  # column → last row of the merged cell, its text
    for number, cells in enumerate(sheet.iter_rows()):
        row = [text(cell) for cell in cells]
        while mark and mark[0] <= number:
            place = mark[1] - left
            if mark[0] == number and 0 <= place < len(row):
                row[place] = percent(cells[place]) if mark[2] == PERCENT else row[place] or mark[2]
            mark = next(marked, None)
        for column, (bottom, told) in list(open_.items()):
            row[column] = row[column] or told
            if number == bottom:
                del open_[column]
        open_.update({column: (bottom, row[column]) for column, bottom in begins.get(number, ())})
        yield row


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such bound
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _found(book, calamine) -> dict:  # type: ignore[no-untyped-def]
    told = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    return {
        one.name: (book.get_sheet_by_name(one.name), one.visible == calamine.SheetVisibleEnum.Visible)
        for one in told
    }


def _marks(path: str) -> Any:
    """From the package beside, without the importer around it: that would take a second to come."""
    around = ModuleType("data.importing")
    around.__path__ = [str(Path(__file__).parents[1])]
    sys.modules.setdefault(around.__name__, around)
    sys.path.append(str(Path(__file__).parents[3]))
    from data.importing.reading.cells import marks

    return marks(path)


def main(path: str) -> None:
    import python_calamine as calamine

    _bound()
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n")  # noqa: SIM115
    try:
        found = _found(calamine.load_workbook(path), calamine)
    except calamine.PasswordError:
        out.write(json.dumps(LOCKED) + "\n")
        return
    except Exception:
        out.write(json.dumps(DAMAGED) + "\n")
        return
    sizes = [
        (name, sheet.width if sheet.start else 0, sheet.height, seen) for name, (sheet, seen) in found.items()
    ]
    out.write(json.dumps(sizes) + "\n")
    out.flush()
    marks = _marks(path)
    for line in sys.stdin:
        name = json.loads(line)
        for row in rows(found[name][0], marks(name)):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
        out.write("null\n")
        out.flush()


if __name__ == "__main__":
    main(sys.argv[1])
