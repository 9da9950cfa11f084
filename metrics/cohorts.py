"""Whether customers come back: cohorts by month of first purchase, time to the second, frequency.

A customer belongs to the view in which his *first* purchase lies. Counting in also those who came over
later would count only the ones that did come, and make every seller's retention look better than it is.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.errors import Refused
from metrics import survival
from metrics.customer_deals import MOST
from metrics.moments import Moments, in_period
from metrics.period import DAY, bucket_start, series
from metrics.remembered import remembered
from metrics.view import View


@remembered
def retention(view: View) -> sa.Select:
    """Cohorts whose first purchase lies in the period, month by month up to the period's last day T.

    ``cohort`` (its month's first day), ``age`` (k: 0 is the month itself), ``month`` (first day) ·
    ``size`` (customers of the cohort) · ``customers`` who bought in the month, ``share`` of the size,
    ``purchases``, ``revenue`` · up to the month's end: ``repurchased`` (customers who had bought twice or
    more), ``repurchased_share``, ``revenue_per_customer`` and ``margin_per_customer`` (floats: the empirical
    LTV; the margin NULL from the first purchase on whose cost nobody knows) ·
    ``is_partial``: the month had not ended at T.

    Months still to come are absent, a month without buyers is there with 0. Ask with the period of the
    cohorts wanted (twelve months, all time). Refused while neither period nor view knows a first day.
    """
    members, months = _members(view), _months(view)
    cohort_month, month = months.alias("cohort_months"), months.alias("later_months")
    sizes = _counted(members, members.c.cohort)
    seconds = _counted(members, members.c.second_month)
    bought = _bought(view, members)
    grid = (
        sizes.join(cohort_month, cohort_month.c.month == sizes.c.cohort)
        .join(month, month.c.number >= cohort_month.c.number)
        .outerjoin(bought, sa.and_(bought.c.cohort == sizes.c.cohort, bought.c.month == month.c.month))
        .outerjoin(seconds, sa.and_(seconds.c.cohort == sizes.c.cohort, seconds.c.month == month.c.month))
    )
    cells = (
        sa.select(
            sizes.c.cohort,
            (month.c.number - cohort_month.c.number).label("age"),
            month.c.month,
            sizes.c.customers.label("size"),
            *(
                sa.func.coalesce(bought.c[name], 0).label(name)
                for name in ("customers", "purchases", "revenue", "margin", "without_margin")
            ),
            sa.func.coalesce(seconds.c.customers, 0).label("seconds"),
        )
        .select_from(grid)
        .subquery("cells")
    )
    return _with_running_sums(cells, view)


def _with_running_sums(cells: sa.Subquery, view: View) -> sa.Select:
    def so_far(column: ColumnElement) -> ColumnElement:
        return sa.func.sum(column).over(partition_by=cells.c.cohort, order_by=cells.c.month)

    margin = sql.ratio(so_far(cells.c.margin), cells.c.size)
    repurchased = sa.cast(so_far(cells.c.seconds), sa.BigInteger)
    return sa.select(
        cells.c.cohort,
        cells.c.age,
        cells.c.month,
        cells.c.size,
        cells.c.customers,
        sql.ratio(cells.c.customers, cells.c.size).label("share"),
        cells.c.purchases,
        cells.c.revenue,
        repurchased.label("repurchased"),
        sql.ratio(repurchased, cells.c.size).label("repurchased_share"),
        sql.ratio(so_far(cells.c.revenue), cells.c.size).label("revenue_per_customer"),
        sa.case((so_far(cells.c.without_margin) == 0, margin)).label("margin_per_customer"),
        _is_partial(cells.c.month, view),
    ).order_by(cells.c.cohort, cells.c.age)


def _is_partial(month: ColumnElement, view: View) -> ColumnElement[bool]:
    last = view.as_of
    unfinished = bucket_start("month", last) if (last + DAY).day != 1 else date(1, 1, 1)
    return (month == sa.literal(unfinished, sa.Date)).label("is_partial")


def _purchases(view: View, *columns: str) -> tuple[sa.Subquery, list[ColumnElement[bool]]]:
    """Up to T, of customers who first bought in the period."""
    rows = view.purchases("customer_id", "number", "first_on", "purchased_on", *columns)
    return rows, [*in_period(view, rows.c.first_on), rows.c.purchased_on <= Moments(view).last]


def _members(view: View) -> sa.CTE:
    """A row per customer whose first purchase is in view: customer_id, cohort, second_month (or NULL)."""
    rows, where = _purchases(view)
    second = sa.func.min(sa.case((rows.c.number > 1, rows.c.purchased_on)))
    each = (
        sa.select(
            rows.c.customer_id, sa.func.min(rows.c.first_on).label("first_on"), second.label("second_on")
        )
        .where(*where)
        .group_by(rows.c.customer_id)
        .having(sa.func.min(rows.c.number) == 1)
        .subquery("each")
    )
    return sa.select(
        each.c.customer_id,
        sql.bucket("month", each.c.first_on).label("cohort"),
        sql.bucket("month", each.c.second_on).label("second_month"),
    ).cte("members")


def _counted(members: sa.CTE, month: ColumnElement) -> sa.Subquery:
    keys = [members.c.cohort] if month is members.c.cohort else [members.c.cohort, month.label("month")]
    return (
        sa.select(*keys, sa.func.count().label("customers"))
        .where(month.is_not(None))
        .group_by(members.c.cohort, month)
        .subquery("sizes" if month is members.c.cohort else "seconds")
    )


def _bought(view: View, members: sa.CTE) -> sa.Subquery:
    rows, where = _purchases(view, "amount", "cost")
    each = (
        sa.select(
            members.c.cohort,
            members.c.customer_id,
            sql.bucket("month", rows.c.purchased_on).label("month"),
            rows.c.amount,
            (rows.c.amount - rows.c.cost).label("margin"),
        )
        .select_from(rows.join(members, members.c.customer_id == rows.c.customer_id))
        .where(*where)
        .subquery("cohort_purchases")
    )
    return (
        sa.select(
            each.c.cohort,
            each.c.month,
            sa.func.count(each.c.customer_id.distinct()).label("customers"),
            sa.func.count().label("purchases"),
            sa.func.coalesce(sa.func.sum(each.c.amount), 0).label("revenue"),
            sa.func.sum(each.c.margin).label("margin"),
            (sa.func.count() - sa.func.count(each.c.margin)).label("without_margin"),
        )
        .group_by(each.c.cohort, each.c.month)
        .subquery("bought")
    )


def _months(view: View) -> sa.FromClause:
    """The months from the first cohort's to T's, numbered: their difference is the age."""
    first = view.period.start or view.first_day
    if first is None:
        raise Refused("There is no data yet: nothing to show over time.")
    rows = list(enumerate(series("month", first, view.as_of)))
    return sa.values(sa.column("number", sa.Integer), sa.column("month", sa.Date), name="months").data(rows)


@remembered
def time_to_second(view: View) -> sa.Select:
    """One row on the customers who first bought in the period, seen at T: ``customers``, ``waiting``
    (counts; not bought again yet) · ``p25_days``, ``median_days``, ``p75_days``: days within which a
    quarter, half, three quarters of them bought again, by Kaplan–Meier; NULL while so many have not.

    The second purchase counts whoever sold it.
    """
    rows = view.purchases("number", "purchased_on", "next_on")
    last = Moments(view).last
    came_back = sa.and_(rows.c.next_on.is_not(None), rows.c.next_on <= last)
    until = sa.case((came_back, rows.c.next_on), else_=last)
    waits = (
        sa.select(sql.days_between(rows.c.purchased_on, until).label("days"), came_back.label("over"))
        .where(rows.c.number == 1, *in_period(view, rows.c.purchased_on), rows.c.purchased_on <= last)
        .subquery("waits")
    )
    found = survival.after_days(waits, (), {"p25_days": 0.25, "median_days": 0.5, "p75_days": 0.75}).subquery(
        "found"
    )
    return sa.select(
        found.c.cases.label("customers"),
        found.c.censored.label("waiting"),
        found.c.p25_days,
        found.c.median_days,
        found.c.p75_days,
    )


@remembered
def frequency_distribution(view: View) -> sa.Select:
    """``times`` (1, 2, 3, 4, 5 = five or more), ``customers`` (count) who bought so often in the period,
    their ``share``, ``purchases`` (count), ``revenue`` (sum), ``revenue_share``. Only the rows there are.

    Opens by ``bought:<times>``.
    """
    rows = view.purchases("customer_id", "purchased_on", "amount")
    each = (
        sa.select(sa.func.count().label("purchases"), sa.func.sum(rows.c.amount).label("revenue"))
        .where(*in_period(view, rows.c.purchased_on))
        .group_by(rows.c.customer_id)
        .subquery("each")
    )
    times = sa.case((each.c.purchases >= MOST, MOST), else_=each.c.purchases)
    ranked = sa.select(times.label("times"), *each.c).subquery("ranked")
    groups = (
        sa.select(
            ranked.c.times,
            sa.func.count().label("customers"),
            sa.cast(sa.func.sum(ranked.c.purchases), sa.BigInteger).label("purchases"),
            sa.func.coalesce(sa.func.sum(ranked.c.revenue), 0).label("revenue"),
        )
        .group_by(ranked.c.times)
        .subquery("groups")
    )
    return sa.select(
        groups.c.times,
        groups.c.customers,
        sql.ratio(groups.c.customers, sa.func.sum(groups.c.customers).over()).label("share"),
        groups.c.purchases,
        groups.c.revenue,
        sql.ratio(groups.c.revenue, sa.func.sum(groups.c.revenue).over()).label("revenue_share"),
    ).order_by(groups.c.times)
