"""Kaplan–Meier in SQL: after how many days a share of cases is over, when some are not over yet.

Leaving out the unfinished cases would make every wait look shorter than it is; counting them as
finished today, too. Each stays at risk up to the day it was last seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql

_NOBODY_LEFT = -100.0
"""ln of the survival after the last case: zero, but a number that every engine can add up."""

_ROUNDING = 1e-9


def after_days(cases: sa.FromClause, by: Sequence[str], shares: Mapping[str, float]) -> sa.Select:
    """``cases`` has ``days`` (≥ 0), ``over`` (boolean, False = censored) and the columns ``by``.

    A row per group: ``by`` · ``cases``, ``censored`` (counts) · for each of ``shares`` (name: fraction
    over) the first day on which at least that fraction is over, NULL while it has not come to that.
    """
    days = _by_day(cases, by)
    groups = [days.c[name] for name in by]
    at_risk = sa.func.sum(days.c.cases).over(partition_by=groups or None, order_by=days.c.days.desc())
    risky = sa.select(*days.c, at_risk.label("at_risk")).subquery("at_risk")
    groups = [risky.c[name] for name in by]
    survival = sa.func.sum(_log_step(risky)).over(partition_by=groups or None, order_by=risky.c.days)
    curve = sa.select(*risky.c, survival.label("log_survival")).subquery("curve")
    groups = [curve.c[name] for name in by]
    return sa.select(
        *groups,
        _whole(sa.func.sum(curve.c.cases)).label("cases"),
        _whole(sa.func.sum(curve.c.cases - curve.c.over)).label("censored"),
        *(_first_day(curve, share).label(name) for name, share in shares.items()),
    ).group_by(*groups)


def _by_day(cases: sa.FromClause, by: Sequence[str]) -> sa.Subquery:
    """To the minute below two days, to the hour above: a million waits of their own length each would
    have to be sorted twice, and nobody acts upon the minutes of a month."""
    parts = sa.case((cases.c.days < 2, 24 * 60.0), else_=24.0)
    days = (sa.func.floor(cases.c.days * parts + 0.5) / parts).label("days")
    rounded = sa.select(*(cases.c[name] for name in by), days, cases.c.over).subquery("rounded")
    keys = [*(rounded.c[name] for name in by), rounded.c.days]
    return (
        sa.select(*keys, sa.func.count().label("cases"), sql.count_where(rounded.c.over).label("over"))
        .group_by(*keys)
        .subquery("by_day")
    )


def _log_step(risky: sa.Subquery) -> ColumnElement[float]:
    left = sql.ratio(risky.c.at_risk - risky.c.over, risky.c.at_risk)
    return sa.case(
        (risky.c.over == 0, 0.0),
        (risky.c.over >= risky.c.at_risk, _NOBODY_LEFT),
        else_=sa.func.ln(sa.case((left > 0, left), else_=1.0)),
    )


def _first_day(curve: sa.Subquery, share: float) -> ColumnElement[float]:
    reached = sa.and_(curve.c.over > 0, curve.c.log_survival <= math.log(1 - share) + _ROUNDING)
    return sa.func.min(sa.case((reached, curve.c.days)))


def _whole(value: Any) -> ColumnElement[int]:
    return sa.cast(sa.func.coalesce(value, 0), sa.BigInteger)
