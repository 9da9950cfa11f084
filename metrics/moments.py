"""The days that metrics look from, as bound values or as a table with a row per grain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data.errors import Refused
from metrics.metric import Clock
from metrics.period import DAY, STEPS, Period, series
from metrics.view import View


@dataclass(frozen=True)
class Moments:
    """The days of one view, bound into the statement. Without a start, the eve of the period
    lies before every purchase: nobody was active then."""

    view: View

    @property
    def window(self) -> int:
        """Raises Refused while nobody has set W and no purchase lets it be worked out."""
        if self.view.churn_days is None:
            raise Refused("The churn window is not known yet: set VORONKA_CHURN_DAYS or import purchases.")
        return self.view.churn_days

    @property
    def before(self) -> sa.ColumnElement[date]:
        return _day(self._eve)

    @property
    def last(self) -> sa.ColumnElement[date]:
        return _day(self.view.as_of)

    @property
    def before_limit(self) -> sa.ColumnElement[date]:
        return _day(self._eve - timedelta(days=self.window))

    @property
    def last_limit(self) -> sa.ColumnElement[date]:
        return _day(self.view.as_of - timedelta(days=self.window))

    @property
    def _eve(self) -> date:
        return self.view.period.start - DAY if self.view.period.start else date(1900, 1, 1)


def _day(value: date) -> sa.ColumnElement[date]:
    return sa.literal(value, sa.Date)


def table(view: View, grain: str) -> sa.FromClause:
    """A row per bucket (bucket, before, last, before_limit, last_limit), the outer ones cut at the period."""
    back = timedelta(days=Moments(view).window)
    first = view.period.start or view.first_day
    if first is None:
        raise Refused("There is no data yet: nothing to show over time.")
    rows = []
    for start in series(grain, first, view.as_of):
        part = Period(max(start, view.period.start or start), start + STEPS[grain])
        before, last = part.start - DAY, min(part.last_day(view.today), view.as_of)  # type: ignore[operator]
        rows.append((start, before, last, before - back, last - back))
    names = ("bucket", "before", "last", "before_limit", "last_limit")
    window = sa.literal_column(str(Moments(view).window), sa.Integer).label("window")
    days = sa.values(*(sa.column(name, sa.Date) for name in names), name="days").data(rows)
    return sa.select(*days.c, window).subquery("moments")


def in_period(view: View, time: sa.ColumnElement) -> list[sa.ColumnElement[bool]]:
    """``time`` lies in the view's half-open period."""
    conditions = []
    if view.period.start:
        conditions.append(time >= view.period.start)
    if view.period.end:
        conditions.append(time < view.period.end)
    return conditions


def on_the_clock(view: View, clock: Clock, time: sa.ColumnElement, at: Any) -> list[sa.ColumnElement[bool]]:
    """The rows of the room that this clock lets take part."""
    if clock is Clock.NOW:
        return []
    if clock in (Clock.LIFETIME, Clock.AS_OF):
        return [time <= at.last]
    return [time.is_not(None), *in_period(view, time)]
