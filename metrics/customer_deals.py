"""The purchases behind a group of customers: of a frequency, or of a cohort's month."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from data.errors import BadInput
from metrics.metric import Clock, Expression
from metrics.moments import in_period
from metrics.period import STEPS, Period

KINDS = ("bought", "cohort", "cohort_until", "cohort_again")
"""``bought:3``: of customers who bought three times in the period (5: or more often);
``cohort:2026-05:2``: of May's cohort, two months later; ``cohort_until:2026-05:2``: up to the end of that
month; ``cohort_again:2026-05:2``: those of them that were not the customer's first."""

MOST = 5
"""Customers who bought this often or more are one group."""


def population(kind: str, argument: str) -> tuple[str, Clock, str, Expression]:
    """The room, clock, time column and condition."""
    if kind == "bought":
        return "purchases", Clock.BOUGHT, "purchased_on", _bought(argument)
    return "purchases", Clock.LIFETIME, "purchased_on", _cohort(kind, argument)


def _bought(argument: str) -> Expression:
    if not argument.isdecimal():
        raise BadInput("“{value}” is not a number of purchases.", value=argument)
    times = int(argument)

    def behind(c: Any, m: Any) -> sa.ColumnElement[bool]:
        rows = m.view.purchases("customer_id", "purchased_on")
        often = sa.func.count() >= MOST if times >= MOST else sa.func.count() == times
        customers = (
            sa.select(rows.c.customer_id)
            .where(*in_period(m.view, rows.c.purchased_on))
            .group_by(rows.c.customer_id)
            .having(often)
        )
        return c.customer_id.in_(customers)

    return behind


def _cohort(kind: str, argument: str) -> Expression:
    month, _, age = argument.partition(":")
    try:
        cohort = date.fromisoformat(f"{month}-01")
        later = cohort + relativedelta(months=int(age))
        later + STEPS["month"]  # the calendar ends somewhere
    except (ValueError, OverflowError):
        raise BadInput(
            "“{value}” is not a cohort and its age in months such as 2026-05:2.", value=argument
        ) from None

    def behind(c: Any, m: Any) -> sa.ColumnElement[bool]:
        rows = m.view.purchases("customer_id", "number", "first_on")
        members = sa.select(rows.c.customer_id).where(
            rows.c.number == 1,
            *in_period(m.view, rows.c.first_on),
            *within(rows.c.first_on, Period(cohort, cohort + STEPS["month"])),
        )
        start = later if kind == "cohort" else cohort
        wanted = [*within(c.purchased_on, Period(start, later + STEPS["month"])), c.customer_id.in_(members)]
        if kind == "cohort_again":
            wanted.append(c.number > 1)
        return sa.and_(*wanted)

    return behind


def within(day: Any, period: Period) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return day >= period.start, day < period.end
