"""Half-open periods, their presets, and what each is fairly compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from holidays import HolidayBase, country_holidays

from data.errors import BadInput, Unknown

DAY = timedelta(days=1)
STEPS = {
    "day": relativedelta(days=1),
    "week": relativedelta(weeks=1),
    "month": relativedelta(months=1),
    "quarter": relativedelta(months=3),
    "year": relativedelta(years=1),
}


EARLIEST, LATEST = date(1900, 1, 1), date(2101, 1, 1)


@dataclass(frozen=True)
class Period:
    """Days from ``start`` up to, not including, ``end``; None leaves that side open."""

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        for day in (self.start, self.end):
            if day and not EARLIEST <= day <= LATEST:
                raise BadInput("{day} is no day of this trade: give one from 1900 to 2100.", day=day)
        if self.start and self.end and self.start >= self.end:
            raise BadInput(
                "The period {start} – {end} is empty: its end must lie after its start.",
                start=self.start,
                end=self.end,
            )

    def last_day(self, today: date) -> date:
        """The as-of date T of the period: its last day, or today where it reaches further."""
        return min(self.end - DAY, today) if self.end else today

    def is_unfinished(self, today: date) -> bool:
        return self.end is not None and (self.start or self.end) <= today < self.end


ALL_TIME = Period()

PRESETS = (
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_30_days",
    "last_90_days",
    "last_12_months",
    "all_time",
)
COMPARISONS = ("previous", "last_year", "none")

STALE_AFTER = timedelta(days=45)
"""Data that ends longer ago is looked at as of its last day, and whoever shows it says so."""


def as_of(today: date, last_day: date | None) -> date:
    """The day to look from: today, or the data's last day where that lies long ago."""
    return last_day if last_day and today - last_day > STALE_AFTER else today


def bucket_start(grain: str, day: date) -> date:
    if grain == "week":
        return day - timedelta(days=day.weekday())
    if grain == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return day.replace(**{"day": {}, "month": {"day": 1}, "year": {"month": 1, "day": 1}}[grain])


def of(preset: str, today: date) -> Period:
    """``last_12_months`` are this month and the eleven before it."""
    if preset not in PRESETS:
        raise Unknown("period", preset, PRESETS)
    if preset == "all_time":
        return ALL_TIME
    which, _, rest = preset.partition("_")
    if rest.endswith("_days"):
        return Period(today - timedelta(days=int(rest.split("_")[0]) - 1), today + DAY)
    if rest == "12_months":
        month = bucket_start("month", today)
        return Period(month - relativedelta(months=11), month + STEPS["month"])
    start = bucket_start(rest, today)
    return Period(start, start + STEPS[rest]) if which == "this" else Period(start - STEPS[rest], start)


def elapsed(period: Period, today: date) -> Period:
    """The part of the period that has already happened, today included."""
    return Period(period.start, today + DAY) if period.is_unfinished(today) else period


def compared_with(period: Period, today: date, comparison: str, country: str = "RU") -> Period | None:
    """The period that ``elapsed(period)`` is measured against; None where there is none.

    An unfinished calendar month, quarter or year is set beside the same number
    of working days of the one before, and beside nothing before its first working
    day; any other period beside one as long.
    """
    if comparison not in COMPARISONS:
        raise Unknown("comparison", comparison, COMPARISONS)
    if comparison == "none" or period.start is None or period.end is None:
        return None
    step = relativedelta(years=1) if comparison == "last_year" else _length(period)
    start = period.start - step
    before = Period(start, max(period.end - step, start + DAY))  # 28 and 29 February are one day a year ago
    if not period.is_unfinished(today):
        return before
    happened = elapsed(period, today)
    assert before.start and happened.start and happened.end
    if not is_calendar(period):
        assert before.end
        return Period(before.start, min(before.start + (happened.end - happened.start), before.end))
    worked = working_days(happened, country)
    return Period(before.start, _after_working_days(before, worked, country)) if worked else None


def is_calendar(period: Period) -> bool:
    """Is it one whole month, quarter or year?"""
    assert period.start and period.end
    return any(
        bucket_start(grain, period.start) == period.start and period.start + STEPS[grain] == period.end
        for grain in ("month", "quarter", "year")
    )


def _length(period: Period) -> relativedelta:
    """Whole calendar months stay whole months, everything else is counted in days."""
    assert period.start and period.end
    if period.start.day == 1 and period.end.day == 1:
        apart = relativedelta(period.end, period.start)
        return relativedelta(months=apart.years * 12 + apart.months)
    return relativedelta(days=(period.end - period.start).days)


def working_days(period: Period, country: str) -> int:
    return sum(1 for day in _days(period) if _works(day, country))


def _after_working_days(period: Period, count: int, country: str) -> date:
    """The day after the ``count``-th working day of the period, its end where it has fewer."""
    for day in _days(period):
        count -= _works(day, country)
        if count <= 0:
            return day + DAY
    assert period.end
    return period.end


def _days(period: Period) -> Iterator[date]:
    assert period.start and period.end
    day = period.start
    while day < period.end:
        yield day
        day += DAY


def _works(day: date, country: str) -> bool:
    return day.weekday() < 5 and day not in _holidays(country)


@lru_cache
def _holidays(country: str) -> HolidayBase:
    return country_holidays(country)


def series(grain: str, first: date, last: date) -> tuple[date, ...]:
    """Starts of the buckets of ``grain`` from the one that holds ``first`` to that of ``last``."""
    if grain not in STEPS:
        raise Unknown("grain", grain, STEPS)
    start, starts = bucket_start(grain, first), []
    while start <= last:
        starts.append(start)
        start += STEPS[grain]
    return tuple(starts)
