"""Headers that are months: ``янв 2026``, ``Январь``, ``Jan-26``, ``01.2026``, ``2026-01``, the first of a month as a day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from data.importing.vocabulary import normal, values

_ASIDE = frozenset("план планы plan target quota г год года year month месяц сумма amount руб р".split())
"""Words that a header may have beside its month; another one (“факт”) makes it something else."""

_MONTH_YEAR, _YEAR_MONTH = re.compile(r"(\d\d?)[./-](\d{4})"), re.compile(r"(\d{4})[./-](\d\d?)")
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
    re.compile(r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4})"),
)
_YEAR = re.compile(r"(?<![\d./-])(?:19|20)\d\d(?!\d|[./-]\d)")  # and no part of a day


@dataclass(frozen=True)
class Month:
    number: int
    year: int | None


@dataclass(frozen=True)
class Spread:
    """A table whose months are columns, or whose names are. ``months``: position → month."""

    months: dict[int, Month]
    called: str  # the first and the last of the headers
    width: int  # columns of the file: two more follow, the month and the amount of a cell
    says_plan: bool
    may_count: bool  # of deals, as well as be amounts of money
    times: int  # thousands, of the headers or the title
    names: Mapping[int, str] = field(default_factory=dict)  # position → whose plan, where months are rows
    month_at: int = 0  # the column of the months then
    across: str = "month"  # what stands in the headers
    field: str = "amount"  # or deals

    @property
    def places(self) -> tuple[int, ...]:
        """The columns that are plans."""
        return tuple(sorted(self.names or self.months))


def month_of(cell: str) -> Month | None:
    text = cell.strip().lower().replace("ё", "е")
    if found := _MONTH_YEAR.fullmatch(text):
        return _month(found[1], found[2])
    if found := _YEAR_MONTH.fullmatch(text):
        return _month(found[2], found[1])
    if found := next(filter(None, (day.fullmatch(text) for day in _DAYS)), None):
        month = _month(found["m"], found["y"])
        edge = month and month.year and (1, monthrange(month.year, month.number)[1])
        return month if edge and int(found["d"]) in edge else None
    return _worded(text)


def _month(number: str, year: str | None) -> Month | None:
    return Month(int(number), int(year) if year else None) if 1 <= int(number) <= 12 else None


def _worded(text: str) -> Month | None:
    words, numbers = re.findall(r"[^\W\d_]+", text), re.findall(r"\d+", text)
    known = values("months")
    months = [known[normal(word)] for word in words if normal(word) in known]
    others = {word for word in words if normal(word) not in known}
    if len(months) != 1 or others - _ASIDE or len(numbers) > 1:
        return None
    if not numbers:
        return _month(months[0], None)
    year = f"20{numbers[0]}" if len(numbers[0]) == 2 else numbers[0]
    return _month(months[0], year) if re.fullmatch(r"(19|20)\d\d", year) else None


def are_months(cells: Sequence[str]) -> bool:
    """Two different ones and more: one alone may be a value of a row."""
    return len({month for cell in cells if cell.strip() and (month := month_of(cell))}) >= 2


def years(texts: Iterable[str]) -> set[int]:
    return {int(year) for text in texts for year in _YEAR.findall(text)}
