"""The year of months that are named without one: from the title or the headers, else asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.importing.model import Message, Option, Question
from data.importing.values.columns import Columns
from data.importing.values.month_headers import Month, month_of, years

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

KEY = "plans.month.year"
STAND_IN = 2000  # while the question is open


def missing(file: Understood, said: Said, months: Sequence[Month]) -> int:
    """What those of the months without a year are taken to be of. A year that some of them bear is that of
    the others only where they then follow each other: after “December 2025” a bare “January” is of another."""
    if all(month.year for month in months):
        return STAND_IN
    assert file.raw is not None
    told = years((*file.raw.dialect.titles, *file.raw.headers)) | {m.year for m in months if m.year}
    if len(told) == 1 and _follow(months, *told):
        (year,) = told
        file.warnings.append(
            Message(
                "Months are named without their year: {year} was taken, the only year in the title and the headers.",
                {"year": str(year)},
            )
        )
        return year
    answer = said.answer(file.source.name, KEY) or ""
    if re.fullmatch(r"(19|20)\d\d", answer):
        file.used[KEY] = answer
        file.warnings.append(
            Message(
                "Months are named without their year: {year} was taken, as you said of this header.",
                {"year": answer},
            )
        )
        return int(answer)
    _ask(file, said)
    return STAND_IN


def _follow(months: Sequence[Month], year: int) -> bool:
    if not any(month.year for month in months):
        return True
    order = [(month.year or year, month.number) for month in months]
    return order == sorted(order)


def _ask(file: Understood, said: Said) -> None:
    assert file.raw is not None
    near = [said.now.year + step for step in (0, 1, -1)] if said.now else []
    options = tuple(Option(str(year), Message("{year}", {"year": str(year)})) for year in near)
    examples = tuple(header for header in file.raw.headers if month_of(header))[:3]
    text = Message(
        "The months of {file} are named without their year. Which year are they of?",
        {"file": file.source.name},
    )
    file.questions.append(Question(KEY, file.source.name, text, options, examples=examples))


def complete(file: Understood, said: Said, place: int) -> None:
    """“Январь” in a column of months becomes “2026-01”."""
    column = f"c{place}"
    met = f"SELECT {column} FROM cells WHERE {column} <> '' GROUP BY 1 ORDER BY min(n)"
    seen = [value for (value,) in file.database.execute(met).fetchall()]
    bare = {value: month.number for value in seen if (month := month_of(value)) and month.year is None}
    if not bare:
        return
    year = missing(file, said, [month for value in seen if (month := month_of(value))])
    name = Columns(file.database).lookup({value: f"{year:04}-{number:02}" for value, number in bare.items()})
    file.database.execute("ALTER VIEW cells RENAME TO yearless")
    file.database.execute(
        f"CREATE VIEW cells AS SELECT * REPLACE (coalesce((SELECT t FROM {name} WHERE v = {column}), {column}) AS {column}) FROM yearless"
    )
