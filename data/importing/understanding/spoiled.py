"""Cells in which a formula of the spreadsheet failed: never read as if they were empty.

Where figures stand on the column the row is rejected; elsewhere the cell is left empty, and that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.values.columns import Remedy
from data.importing.vocabulary import folded_sql, formula_errors, literals

if TYPE_CHECKING:
    from data.importing.understanding.matching import Matching
    from data.importing.understanding.understood import Understood

FAILED = Remedy(
    Message("is an error: the formula in this cell failed"),
    Message("Mend the formula in Excel, or write the value itself, and upload the file again."),
)
NEEDED = frozenset(("money", "time", "date", "month", "id", "stage", "status", "flag", "currency"))
"""Types of columns that figures stand on, whether or not the kind can do without them."""

SHOWN = 3


def leave_out(file: Understood, found: Matching) -> None:
    """Makes such cells empty in ``cells``, so that the others tell how the column is to be read. Table
    ``spoiled`` (n, position) is made of those that reject their rows: ``file.spoiled`` has their columns."""
    needed = {
        match.position
        for match in found.matches
        if found.kind.name == "plans"  # what has lost its manager or team would become everybody's
        or found.kind.fields[match.field].type in NEEDED
        or found.kind.fields[match.field].required
    }
    needed |= set(file.within.values())
    others = {match.position for match in found.matches} | {
        p for places in file.instead.values() for p in places
    }
    for position, (count, rows, values) in _met(file, sorted(needed | others)).items():
        if position not in needed:
            told = {"count": count, "column": file.header(position), "rows": rows, "values": values}
            file.warnings.append(
                Message(
                    "{count} cells of “{column}” hold an error of a formula ({values}) and are left empty: rows {rows}.",
                    told,
                )
            )
        file.spoiled = (*file.spoiled, *([position] if position in needed else []))
        _empty(file, position, position in needed)


def _is_error(column: str) -> str:
    words = f"{folded_sql(column)} IN ({literals(formula_errors())})"
    return f"({_may_be(column)} AND ({words} OR regexp_full_match({column}, 'Err:[0-9]+')))"


def _may_be(column: str) -> str:
    """``#…`` or ``Err:…``, as bounds: the engine tells most texts by their first four bytes."""
    return f"({column} >= '#' AND {column} < '$' OR {column} >= 'Err:' AND {column} < 'Err;')"


def _met(file: Understood, positions: list[int]) -> dict[int, tuple[int, str, str]]:
    """Of the columns that have any: how many, in which rows, which they are."""
    if not positions:
        return {}
    any_ = " OR ".join(_may_be(f"c{p}") for p in positions)
    if not file.database.execute(f"SELECT 1 FROM cells WHERE {any_} LIMIT 1").fetchone():
        return {}
    met = {}
    for position in positions:
        column = f"c{position}"
        count, rows, values = file.database.execute(
            f"SELECT count(*), min(n, {SHOWN}), list_sort(list(DISTINCT {column})) FROM cells WHERE {_is_error(column)}"
        ).fetchone()  # type: ignore[misc]
        if count:
            more = ", …" if count > SHOWN else ""
            met[position] = (count, ", ".join(map(str, rows)) + more, ", ".join(values))
    return met


def _empty(file: Understood, position: int, rejects: bool) -> None:
    column, database = f"c{position}", file.database
    if rejects:
        database.execute("CREATE TABLE IF NOT EXISTS spoiled (n BIGINT, position INTEGER)")
        database.execute(f"INSERT INTO spoiled SELECT n, {position} FROM cells WHERE {_is_error(column)}")
    whole = f"whole_{position}"
    database.execute(f"ALTER VIEW cells RENAME TO {whole}")
    database.execute(
        f"CREATE VIEW cells AS SELECT * REPLACE (CASE WHEN {_is_error(column)} THEN '' ELSE {column} END AS {column}) FROM {whole}"
    )
