"""The year of months that are named without one: from the title or the headers, else asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.importing.columns import Columns
from data.importing.model import Message, Option, Question
from data.importing.month_headers import month_of, years

if TYPE_CHECKING:
    from data.importing.understood import Said, Understood

KEY = "plans.month.year"
_STAND_IN = 2000  # while the question is open


def missing(file: Understood, said: Said, known: Sequence[int | None]) -> int:
    """What the months without a year are taken to be of; ``known``: the years of all of them."""
    if None not in known:
        return _STAND_IN
    assert file.raw is not None
    told = years((*file.raw.dialect.titles, *file.raw.headers)) | {year for year in known if year}
    if len(told) == 1:
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
    return _STAND_IN


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
    seen = [
        value
        for (value,) in file.database.execute(f"SELECT DISTINCT {column} FROM cells").fetchall()
        if value
    ]
    bare = {value: month.number for value in seen if (month := month_of(value)) and month.year is None}
    if not bare:
        return
    found = (month_of(value) for value in seen)
    year = missing(file, said, [month.year for month in found if month])
    name = Columns(file.database).lookup({value: f"{year:04}-{number:02}" for value, number in bare.items()})
    file.database.execute("ALTER VIEW cells RENAME TO yearless")
    file.database.execute(
        f"CREATE VIEW cells AS SELECT * REPLACE (coalesce((SELECT t FROM {name} WHERE v = {column}), {column}) AS {column}) FROM yearless"
    )
