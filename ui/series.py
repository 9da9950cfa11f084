"""Tables over time made ready to be drawn: every bucket present, labelled, and linked to its deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.breakdown import TIME
from metrics.period import DAY, STEPS, Period, series
from ui.desk import Desk
from ui.text import day, month


@dataclass(frozen=True)
class Bucket:
    """``period`` is cut at the edges of what is looked at; ``partial``: not over yet."""

    start: date
    period: Period
    label: str
    name: str
    partial: bool


def buckets(desk: Desk, grain: str) -> list[Bucket]:
    """From the period's start, or the first day of the data, to T."""
    first = desk.view.period.start or desk.view.first_day
    if first is None:
        return []
    return [_bucket(desk, grain, start) for start in series(grain, first, desk.view.as_of)]


def _bucket(desk: Desk, grain: str, start: date) -> Bucket:
    end = start + STEPS[grain]
    edge = desk.view.period
    inside = Period(max(start, edge.start or start), min(end, edge.end or end))
    partial = start <= desk.view.today < end - DAY
    return Bucket(start, inside, _label(grain, start), _name(grain, start, end), partial)


def _label(grain: str, start: date) -> str:
    """Short, and never twice the same on one axis."""
    if grain == "year":
        return str(start.year)
    if grain == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    if grain == "month":
        return f"{month(start, with_year=False)[:3]}<br>{start.year}"
    return day(start).rsplit(" ", 1)[0]


def _name(grain: str, start: date, end: date) -> str:
    if grain == "month":
        return month(start)
    if grain == "day":
        return day(start)
    return str(start.year) if grain == "year" else f"{day(start)} – {day(end - DAY)}"


def aligned(rows: pd.DataFrame, over: list[Bucket], column: str, missing: object = None) -> list:
    """The column's value in each bucket; ``missing`` where the table has no row for it."""
    found = {stamp.date(): value for stamp, value in zip(rows[TIME], rows[column], strict=True)}
    return [
        missing if (value := found.get(bucket.start)) is None or pd.isna(value) else value for bucket in over
    ]
