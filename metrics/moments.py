"""The days that metrics look from, as bound values or as a table with a row per grain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from data.errors import Refused
from metrics.metric import NO_COURSE, Clock
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
        return _day(_back(self._eve, self.window))

    @property
    def last_limit(self) -> sa.ColumnElement[date]:
        return _day(_back(self.view.as_of, self.window))

    @property
    def today(self) -> sa.ColumnElement[date]:
        return _day(self.view.today)

    def is_kept(self, *columns: str) -> sa.ColumnElement[bool]:
        """Some deal of the base has one of the columns filled, whoever looks."""
        deals = self.view.unfiltered_base().deals(*columns)
        filled = sa.or_(*(deals.c[name].is_not(None) for name in columns))
        return sa.exists().select_from(deals).where(filled)

    @property
    def is_short(self) -> bool:
        """No longer than W: who is gone at its end can have bought nothing within it."""
        return (self.view.as_of - self._eve).days <= self.window

    def bought_lately(self, c: Any) -> sa.ColumnElement[bool]:
        """The customer of the row bought within the W days up to T, whoever sold to him."""
        bought = _everybodys_purchases(self.view)
        lately = bought.c.purchased_on.between(self.last_limit, self.last)
        return c.customer_id.in_(sa.select(bought.c.customer_id).where(lately))

    @property
    def _eve(self) -> date:
        return self.view.period.start - DAY if self.view.period.start else date(1900, 1, 1)


def _back(day: date, days: int) -> date:
    """Before the calendar begins there is nothing to be seen."""
    return day - timedelta(days=min(days, (day - date.min).days))


def _day(value: date) -> sa.ColumnElement[date]:
    return sa.literal(value, sa.Date)


def _everybodys_purchases(view: View) -> sa.Subquery:
    """A customer's standing is his own: it does not depend on who looks, or through which filter."""
    return view.unfiltered_base().purchases("customer_id", "purchased_on")


def _alive(c: Any, before: Any, last: Any) -> list[sa.ColumnElement[bool]]:
    """Bought by then. Where a customer's next purchase is asked for: still his last one on the eve."""
    bought = [c.purchased_on <= last]
    return [*bought, sa.or_(c.next_on.is_(None), c.next_on > before)] if "next_on" in c else bought


class PerBucket:
    """The same days as columns of a table that stands beside the facts; select from ``source``, last of all."""

    def __init__(self, view: View, facts: sa.Subquery, grain: str) -> None:
        rows = _days(view, grain)
        self.view = view
        self.is_short = all((last - before).days <= Moments(view).window for _, before, last, *_ in rows)
        self._table = _table(rows, Moments(view).window)
        self._lately: sa.Subquery | None = None
        self.where = _alive(
            facts.c, min(before for _, before, *_ in rows), max(last for _, _, last, *_ in rows)
        )
        here = _alive(facts.c, self._table.c.before, self._table.c.last)
        # As a CASE, for it is quicker to try each row with each bucket than to sort them for a join by order.
        self.source: sa.FromClause = facts.join(self._table, sa.case((sa.and_(*here), 1), else_=0) == 1)

    def __getattr__(self, name: str) -> sa.ColumnElement[Any]:
        return self._table.c[name]

    def bought_lately(self, c: Any) -> sa.ColumnElement[bool]:
        """As of ``Moments``; a join, for not every engine knows a subquery that looks at the outer row."""
        if self._lately is None:
            bought, days = _everybodys_purchases(self.view), self._table.alias("lately_days")
            lately = bought.c.purchased_on.between(days.c.last_limit, days.c.last)
            pairs = sa.select(days.c.bucket, bought.c.customer_id).select_from(bought.join(days, lately))
            self._lately = pairs.distinct().subquery("lately")
            mine = sa.and_(self._lately.c.bucket == self.bucket, self._lately.c.customer_id == c.customer_id)
            self.source = self.source.outerjoin(self._lately, mine)
        return self._lately.c.customer_id.is_not(None)


def _days(view: View, grain: str) -> list[tuple[date, ...]]:
    """(bucket, before, last, before_limit, last_limit) of each bucket, the outer ones cut at the period."""
    window = Moments(view).window
    first = view.period.start or view.first_day
    if first is None:
        raise Refused("There is no data yet: nothing to show over time.")
    rows: list[tuple[date, ...]] = []
    for start in series(grain, first, view.as_of):
        part = Period(max(start, view.period.start or start), start + STEPS[grain])
        before, last = part.start - DAY, min(part.last_day(view.today), view.as_of)  # type: ignore[operator]
        rows.append((start, before, last, _back(before, window), _back(last, window)))  # type: ignore[arg-type]
    if not rows:
        raise Refused("The period has not begun yet: nothing to show over time.")
    return rows


def _table(rows: list[tuple[date, ...]], days_of_window: int) -> sa.Subquery:
    names = ("bucket", "before", "last", "before_limit", "last_limit")
    window = sa.literal_column(str(days_of_window), sa.Integer).label("window")
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
    if clock in NO_COURSE:
        return []
    if isinstance(at, PerBucket):
        return at.where
    if clock is Clock.AS_OF:
        return _alive(time.table.c, at.before, at.last)  # type: ignore[attr-defined]
    if clock is Clock.LIFETIME:
        return [time <= at.last]
    return [time.is_not(None), *in_period(view, time)]
