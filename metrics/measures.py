"""What a deal should have, as measures: so many bad ones of so many.

Of the whole base as it stands, whatever the period. A column that no deal has ever filled is not kept
by whoever exports it: nothing is counted as lacking there, and the score leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, OPEN
from metrics.metric import Columns, Expression, Moments


def every_deal(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.true()


def is_open(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == OPEN


def is_lost(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == LOST


def _lacks(name: str, among: Expression) -> Expression:
    return lambda c, m: sa.and_(among(c, m), getattr(c, name).is_(None))


def _is_overdue(c: Columns, m: Moments) -> ColumnElement[bool]:
    """Open past its expected closing, or past its next step."""
    late = sa.or_(c.expected_close < m.today, sa.cast(c.next_step_at, sa.Date) < m.today)
    return sa.and_(c.status == OPEN, sa.func.coalesce(late, sa.false()))


def _is_alike(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.alike.is_not(None)


def _customer_is_alike(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.customer_alike.is_not(None)


@dataclass(frozen=True)
class Measure:
    """``key`` and ``of`` are metrics: so many bad ones of so many. ``columns``: those of a deal that the
    measure reads; where the base has never filled any of them it has nothing to say."""

    key: str
    of: str
    fault: Expression
    among: Expression
    columns: tuple[str, ...]
    people: bool = False
    """Customers are counted, not deals."""
    lacks: bool = False
    """What is bad of a deal is that it has nothing there: where nobody has, nothing is bad."""

    def behind(self, c: Columns, m: Moments) -> ColumnElement[bool]:
        fault = self.fault(c, m)
        return sa.and_(fault, m.is_kept(*self.columns)) if self.lacks else fault


MEASURES = (
    Measure(
        "without_amount",
        "deals_in_base",
        _lacks("amount_as_given", every_deal),
        every_deal,
        ("amount_as_given",),
        lacks=True,
    ),
    Measure(
        "without_source", "deals_in_base", _lacks("source", every_deal), every_deal, ("source",), lacks=True
    ),
    Measure(
        "without_customer",
        "deals_in_base",
        _lacks("customer_id", every_deal),
        every_deal,
        ("customer_id",),
        lacks=True,
    ),
    Measure(
        "without_next_step", "open_in_base", _lacks("next_step", is_open), is_open, ("next_step",), lacks=True
    ),
    Measure("overdue_deals", "open_in_base", _is_overdue, is_open, ("expected_close", "next_step_at")),
    Measure(
        "without_loss_reason",
        "lost_in_base",
        _lacks("loss_reason", is_lost),
        is_lost,
        ("loss_reason",),
        lacks=True,
    ),
    Measure("alike_deals", "deals_in_base", _is_alike, every_deal, ("customer_id",)),
    Measure(
        "alike_customers", "customers_in_base", _customer_is_alike, every_deal, ("customer_id",), people=True
    ),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


def counted(condition: Expression, people: bool = False) -> Expression:
    if people:
        return lambda c, m: sql.distinct_where(condition(c, m), c.customer_id)
    return lambda c, m: sql.count_where(condition(c, m))


def score(c: Columns, m: Moments) -> ColumnElement[float]:
    """The mean over the measures of the share in order, where something is kept and there is whom to ask."""
    shares, asked = zip(*(_in_order(measure, c, m) for measure in MEASURES), strict=True)
    return sql.ratio(sum(shares[1:], shares[0]), sum(asked[1:], asked[0]))


def _in_order(measure: Measure, c: Columns, m: Moments) -> tuple[ColumnElement[float], ColumnElement[int]]:
    """The share, and 1; twice 0 where the measure has nothing to say."""
    bad = counted(measure.fault, measure.people)(c, m)
    total = counted(measure.among, measure.people)(c, m)
    speaks = sa.and_(m.is_kept(*measure.columns), total > 0)
    return sa.case((speaks, 1 - sql.ratio(bad, total)), else_=0.0), sa.case((speaks, 1), else_=0)


def has_fault(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.or_(*(measure.behind(c, m) for measure in MEASURES))
