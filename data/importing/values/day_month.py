"""Which comes first in the dates of a column, the day or the month: from all values, else from the other
columns, else asked. Each separator has an order of its own: 03/04/2024 and 16.01.2024 have two authors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from data.importing.model import Message
from data.importing.values.date_shapes import DAY, MONTH, PARTS, bare
from data.importing.values.reading import Ask, Shape, rows_of

_ENOUGH = 5  # values of each sort that are no chance
BOTH = "both"


@dataclass(frozen=True)
class Order:
    """``by``: separator → what comes first. ``label``: of the whole column; "" where it has no such dates."""

    by: Mapping[str, str]
    ask: Ask | None = None
    problem: Message | None = None

    @property
    def label(self) -> str:
        found = set(self.by.values())
        return BOTH if len(found) > 1 else next(iter(found), "")

    def of(self, shape: str) -> str:
        return self.by[mark_of(shape)]


def mark_of(shape: str) -> str:
    parts = PARTS.fullmatch(bare(shape)[0])
    assert parts is not None
    return parts[1]


class Orders:
    """Decides over one column of the table ``cells``. ``whole``: shapes are of all values, not of a sample."""

    def __init__(self, database: duckdb.DuckDBPyConnection, column: str, whole: bool) -> None:
        self.database, self.column, self.whole = database, column, whole

    def decide(self, parted: Sequence[Shape], answer: str | None) -> Order:
        by: dict[str, str] = {}
        ask = problem = None
        for shape in parted:
            mark = mark_of(shape.text)
            if mark not in by:
                alike = [one for one in parted if mark_of(one.text) == mark]
                by[mark], asked, wrong = self._order(mark, alike, answer)
                ask, problem = ask or asked, problem or wrong
        if not problem and DAY in by.values():
            problem = self._swapped()
        return Order(by, ask, problem)

    def _order(
        self, mark: str, parted: Sequence[Shape], answer: str | None
    ) -> tuple[str, Ask | None, Message | None]:
        first, second = (self._beyond(mark, place) for place in (1, 2))
        if first and second:
            return DAY, None, _both(first, second)
        if first or second:
            return (DAY if first else MONTH), None, None
        if mark == ".":
            return DAY, None, None
        if answer in (DAY, MONTH):
            return answer, None, None
        if order := self._beside(mark):
            return order, None, None
        example = self._telling(mark) if self.whole else parted[0].example
        return DAY, _ask(example, parted) if example else None, None

    def _telling(self, mark: str) -> str | None:
        """A date that is another day in the other order. None: all are the 1st of January, the 2nd of
        February …, and there is nothing to ask."""
        first, second = (self._number(mark, place) for place in (1, 2))
        found = self.database.execute(
            f"SELECT {self.column} FROM cells WHERE {first} <> {second} AND {self._in_order()} ORDER BY n LIMIT 1"
        ).fetchone()
        return found[0] if found else None

    def _beside(self, mark: str) -> str | None:
        """The order of the other columns of dates written alike, where they leave no doubt: one program
        writes all its dates in one way."""
        if not self.whole:
            return None
        begins = rf"^(\d\d?)[{mark}](\d\d?)[{mark}]\d{{2,4}}\b"
        names = [
            name for (name,) in self.database.execute("SELECT column_name FROM (DESCRIBE cells)").fetchall()
        ]
        others = [name for name in names if name not in ("n", self.column)]
        if not others:
            return None
        beyond = ", ".join(
            f"count(*) FILTER (TRY_CAST(regexp_extract({name}, '{begins}', {place}) AS INTEGER) > 12)"
            for name in others
            for place in (1, 2)
        )
        counts = self.database.execute(f"SELECT {beyond} FROM cells").fetchone()
        first, second = sum(counts[::2]), sum(counts[1::2])  # type: ignore[index]
        if bool(first) == bool(second):
            return None
        return DAY if first else MONTH

    def _swapped(self) -> Message | None:
        """A spreadsheet of another country reads 02/03/2024 with the day and the month swapped and leaves
        13/02/2024 a text: then the texts have days after the 12th only, and the dates none."""
        if not self.whole:
            return None
        text = f"TRY_CAST(regexp_extract({self.column}, '^(\\d\\d?)[./-]\\d\\d?[./-]\\d', 1) AS INTEGER)"
        date = f"TRY_CAST(regexp_extract({self.column}, '^\\d{{4}}-\\d\\d-(\\d\\d)', 1) AS INTEGER)"
        late, early, beyond, within, one, other = self.database.execute(
            f"SELECT count(*) FILTER ({text} > 12), count(*) FILTER ({text} <= 12), count(*) FILTER ({date} > 12), "
            f"count(*) FILTER ({date} <= 12), any_value({self.column}) FILTER ({text} > 12), "
            f"any_value({self.column}) FILTER ({date} <= 12) FROM cells"
        ).fetchone()  # type: ignore[misc]
        if early or beyond or late < _ENOUGH or within < _ENOUGH:
            return None
        return Message(
            "“{column}”: its texts (such as {text}) have days after the 12th only, its dates (such as {date}) none: a spreadsheet has "
            "swapped the day and the month of the dates. Export it again and do not save it from a spreadsheet, or leave it out.",
            {"text": one, "date": other},
        )

    def _beyond(self, mark: str, place: int) -> list[Shape]:
        """Some rows whose first or second number is no month, and the other one can be. A slip of the pen
        (32.13.2026) is a date in no order: it tells nothing of the others, and only its own row is rejected."""
        if not self.whole:
            return []
        number, other = self._number(mark, place), self._number(mark, 3 - place)
        rows = self.database.execute(
            f"SELECT n, {self.column} FROM cells WHERE {number} > 12 AND {other} <= 12 AND {self._in_order()} "
            "ORDER BY n LIMIT 5"
        ).fetchall()
        return [Shape(value, 1, value, row) for row, value in rows]

    def _number(self, mark: str, place: int) -> str:
        return (
            f"TRY_CAST(regexp_extract({self.column}, '^(\\d+)[{mark}](\\d+)[{mark}]\\d', {place}) AS INTEGER)"
        )

    def _in_order(self) -> str:
        """The year does not come first."""
        return f"NOT regexp_matches({self.column}, '^\\d{{4}}')"


def _both(first: Sequence[Shape], second: Sequence[Shape]) -> Message:
    return Message(
        "“{column}”: the day comes first in some rows ({day_rows}…, e.g. {day}) and the month in others ({month_rows}…, e.g. {month}): "
        "its dates cannot be told. Export it in one order, or leave it out.",
        {
            "day_rows": rows_of(first),
            "day": first[0].example,
            "month_rows": rows_of(second),
            "month": second[0].example,
        },
    )


def _ask(example: str, parted: Sequence[Shape]) -> Ask:
    return Ask(
        "order",
        Message("Every date of “{column}” fits two orders: what is {value}?", {"value": example}),
        (
            (
                DAY,
                Message(
                    "the day comes first: {value} is {date}", {"value": example, "date": _told(example, DAY)}
                ),
            ),
            (
                MONTH,
                Message(
                    "the month comes first: {value} is {date}",
                    {"value": example, "date": _told(example, MONTH)},
                ),
            ),
        ),
        (example, *(shape.example for shape in parted[:3] if shape.text != re.sub(r"\d", "9", example))),
    )


def _told(example: str, order: str) -> date | str:
    """Of a mere sample the example may be no date in one of the orders: nobody is shown that question."""
    first, second, year = map(int, re.findall(r"\d+", example)[:3])
    day, month = (first, second) if order == DAY else (second, first)
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return example
