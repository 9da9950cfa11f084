"""The team over time, and what each of its people was asked to sell."""

from __future__ import annotations

import sqlalchemy as sa

from data import sql
from data.errors import Refused
from metrics.breakdown import TIME, breakdown
from metrics.managers import FEWEST
from metrics.period import STEPS, Period, bucket_start
from metrics.remembered import remembered
from metrics.view import View

PERSONAL = ("manager", "team", "role")
"""Filters that a person's plan survives; narrowed by anything else, the fact is a part and the plan is not."""


@remembered
def median_over_time(view: View, grain: str) -> sa.Select:
    """``time`` (bucket's first day) · ``people`` who closed a deal in it, whoever looks (count) ·
    ``revenue``: the median over them (float), NULL where they are fewer than five."""
    of = ("revenue", "deals_won", "deals_lost")
    rows = breakdown(view.whole_base(), of, by=("manager", "team"), grain=grain).order_by(None).subquery()
    median = sa.case((sa.func.count() >= FEWEST, sql.median(rows.c.revenue)))
    return (
        sa.select(rows.c[TIME], sa.func.count().label("people"), median.label("revenue"))
        .where(rows.c.manager.is_not(None), rows.c.deals_won + rows.c.deals_lost > 0)
        .group_by(rows.c[TIME])
        .order_by(rows.c[TIME])
    )


def planned_months(view: View) -> Period:
    """The months of the period that have begun. Raises Refused where it does not consist of whole months,
    or where filters leave only a part of the fact."""
    period = view.period
    edges = [day for day in (period.start, period.end) if day]
    if any(day.day != 1 for day in edges):
        raise Refused("Plans are made by the month: choose whole months to see how far they are fulfilled.")
    if any(key not in PERSONAL for key, _ in view.filters.chosen):
        raise Refused(
            "Plans are a person's whole: take away all filters but manager and team to see them fulfilled."
        )
    start = period.start or bucket_start("month", view.first_day or view.today)
    return Period(start, bucket_start("month", view.as_of) + STEPS["month"])


@remembered
def plans_by_manager(view: View) -> sa.Select:
    """``manager`` (name) · ``plan``: money planned for ``planned_months``. Where a manager's month has both
    a plan as a whole and plans by pipeline or product, the whole counts. Raises Refused."""
    months = planned_months(view)
    plans = view.plans("month", "manager_id", "pipeline", "product_group", "amount")
    is_whole = sa.and_(plans.c.pipeline == "", plans.c.product_group == "")
    by_month = (
        sa.select(
            plans.c.manager_id,
            sa.func.coalesce(sql.sum_where(is_whole, plans.c.amount), sa.func.sum(plans.c.amount)).label(
                "amount"
            ),
        )
        .where(plans.c.month >= months.start, plans.c.month < months.end, plans.c.manager_id != "")
        .group_by(plans.c.manager_id, plans.c.month)
        .subquery("by_month")
    )
    people = view.managers("manager_id", "manager")
    return (
        sa.select(people.c.manager, sa.func.sum(by_month.c.amount).label("plan"))
        .select_from(by_month.join(people, people.c.manager_id == by_month.c.manager_id))
        .group_by(people.c.manager)
        .order_by(people.c.manager)
    )
