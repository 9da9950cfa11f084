"""A file of rejected rows that comes back mended: the columns that told what was wrong are taken off,
and what kept a spreadsheet from running a cell, so that the rows are read as if in their own file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from data.importing.reading.table import RawTable

MARK = "Voronka: "
"""Before the name of each column that tells of the row, in every language."""

TOLD = 6
"""How many there are: file, row, column, value, reason, what to do."""

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet: it is given an apostrophe."""


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RISKY) else cell


def is_told(headers: Iterable[str]) -> bool:
    """The file begins with our columns."""
    first = [*headers][:TOLD]
    return len(first) == TOLD and all(_plain(header).startswith(_plain(MARK)) for header in first)


def _plain(text: str) -> str:
    return text.strip().lower()


def strip(raw: RawTable) -> None:
    if not is_told(raw.headers):
        return
    cells = (
        f"regexp_replace(c{place}, '^''([-=+@\\t\\r])', '\\1') AS c{place - TOLD}"
        for place in range(TOLD + 1, raw.width + 1)
    )
    raw.database.execute(f"CREATE TABLE own AS SELECT n, {', '.join(cells)} FROM raw")
    raw.database.execute("DROP TABLE raw")
    raw.database.execute("ALTER TABLE own RENAME TO raw")
    raw.torn = [(number, cells[TOLD:]) for number, cells in raw.torn]
    raw.width -= TOLD
    raw.dialect = replace(raw.dialect, width=raw.dialect.width - TOLD, headers=raw.dialect.headers[TOLD:])
    raw.is_part = True
