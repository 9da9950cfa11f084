"""Cells whose formula failed, and cells too narrow to show their value: never taken for empty without a word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.importing.columns import Remedy
from data.importing.model import Message
from data.importing.telling import SHOWN, named
from data.importing.vocabulary import is_error, literals

if TYPE_CHECKING:
    from data.importing.understood import Understood

_NUMBERS = frozenset(("amount", "currency", "closed_at", "won_at", "lost_at"))
_WHOSE = frozenset(("manager", "manager_id", "team", "pipeline", "product_group"))


def needed(kind: str) -> frozenset[str]:
    """What numbers are made of: a row is rejected for these, and for what its kind cannot do without. A
    plan that has lost its manager would become everybody's."""
    return _NUMBERS | _WHOSE if kind == "plans" else _NUMBERS


@dataclass(frozen=True)
class Failure:
    """``remedy``: of a row that is rejected for it; ``taken``: said of cells that a row can do without."""

    remedy: Remedy
    taken: Message


_FAILED = Failure(
    Remedy(
        Message("holds an error in place of a value"),
        Message("The formula in this cell failed: mend it in Excel, or write the value itself there."),
    ),
    Message(
        "{count} cells of “{column}” hold an error of a formula and were taken as empty: rows {rows}. "
        "Mend the formula in Excel."
    ),
)
_NARROW = Failure(
    Remedy(
        Message("was too narrow to show its value"),
        Message("Widen the column in Excel until every value is seen, and save the file again."),
    ),
    Message(
        "{count} cells of “{column}” were too narrow to show their value and were taken as empty: rows {rows}. "
        "Widen the column in Excel and save the file again."
    ),
)
_SIGNS = r"regexp_matches({c}, '^(#|(?i:err|ошибка):)')"


def hide(file: Understood) -> None:
    """Whoever reads the view ``cells`` finds them empty; ``raw`` keeps them."""
    assert file.raw is not None
    columns = range(1, file.raw.width + 1)
    begun = ", ".join(f"coalesce(bool_or({_SIGNS.format(c=f'c{i}')}), false)" for i in columns)
    some = file.database.execute(f"SELECT {begun} FROM cells").fetchone() or ()
    found = {i: _errors(file, i) for i, begins in zip(columns, some, strict=True) if begins}
    file.failed = {i: errors for i, errors in found.items() if errors}
    if file.failed:
        emptied = ", ".join(
            f"CASE WHEN c{i} NOT IN ({literals(errors)}) THEN c{i} ELSE '' END AS c{i}"
            for i, errors in file.failed.items()
        )
        file.database.execute("ALTER VIEW cells RENAME TO cells_as_they_are")
        file.database.execute(f"CREATE VIEW cells AS SELECT * REPLACE ({emptied}) FROM cells_as_they_are")


def _errors(file: Understood, position: int) -> tuple[str, ...]:
    column = f"c{position}"
    seen = file.database.execute(
        f"SELECT DISTINCT {column} FROM cells WHERE {_SIGNS.format(c=column)} ORDER BY 1"
    )
    return tuple(value for (value,) in seen.fetchall() if is_error(value) or _is_narrow(value))


def _is_narrow(value: str) -> bool:
    return len(value) >= 3 and not value.strip("#")


def rows(file: Understood, field: str) -> list[tuple[str, Failure]]:
    """Conditions in SQL on the number of the row, and what failed there."""
    position = file.positions[field]
    errors = file.failed.get(position, ())
    narrow = [each for each in errors if _is_narrow(each)]
    other = [each for each in errors if each not in narrow]
    both = ((other, _FAILED), (narrow, _NARROW))
    return [(_in(position, values), failure) for values, failure in both if values]


def _in(position: int, values: list[str]) -> str:
    return f"n IN (SELECT n FROM cells_as_they_are WHERE c{position} IN ({literals(values)}))"


def tell(file: Understood, has: set[str]) -> None:
    """Of columns that a row can do without: how many cells were taken as empty, and where."""
    for field in sorted(has, key=lambda one: file.positions[one]):
        for condition, failure in rows(file, field):
            found = f"(SELECT n FROM keyed WHERE {condition}) ANTI JOIN rejected USING (n)"
            count, first = file.database.execute(f"SELECT count(*), min(n, {SHOWN}) FROM {found}").fetchone()  # type: ignore[misc]
            if count:
                told = {"count": count, "column": file.called(field), "rows": named(count, first)}
                file.warnings.append(Message(failure.taken.text, told))
