"""What a filter can be set to, and how far the data reach: read through the scope, never through the filters.

Options that ignore the filters already chosen stay the same while a person filters: no chosen
value vanishes from its list, and the list is read once per data version.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from data import sql
from data.schema import LOST, WON
from metrics.dimensions import NOT_SET, SIDEBAR, dimension
from metrics.moments import in_period
from metrics.remembered import remembered
from metrics.view import Filters, View

SHORTEST_WINDOW = 30
"""Days: the churn window is never shorter."""

IN_SIDEBAR = tuple(dimension.key for dimension in SIDEBAR)


@remembered
def options(view: View, key: str) -> sa.Select:
    """``value`` (for ``Filters``; NOT_SET where empty), ``label``, ``deals`` (count), by label, NOT_SET last."""
    rows = _values(view, key).subquery("options")
    return sa.select(rows.c.value, rows.c.label, rows.c.deals).order_by(*_by_label(rows))


@remembered
def all_options(view: View, keys: Sequence[str] = IN_SIDEBAR) -> sa.Select:
    """``dimension`` (its key), ``value``, ``label``, ``deals``: several lists in one reading."""
    rows = sa.union_all(*(_values(view, key) for key in keys)).subquery("options")
    return sa.select(*rows.c).order_by(rows.c.dimension, *_by_label(rows))


def _values(view: View, key: str) -> sa.Select:
    what = dimension(key)
    deals = _unfiltered(view).deals(*dict.fromkeys((what.column, what.label)))
    value, label = deals.c[what.column], deals.c[what.label]
    found = (
        sa.select(value.label("value"), sa.func.max(label).label("label"), sa.func.count().label("deals"))
        .group_by(value)
        .subquery("found")
    )
    texts = (sa.func.coalesce(found.c[name], NOT_SET).label(name) for name in ("value", "label"))
    return sa.select(sa.literal(key, sa.Text).label("dimension"), *texts, found.c.deals)


def _by_label(rows: sa.Subquery) -> list[sa.ColumnElement]:
    return [sa.case((rows.c.value == NOT_SET, 1), else_=0), rows.c.label, rows.c.value]


def _unfiltered(view: View) -> View:
    return view.with_(filters=Filters())


@remembered
def bounds(view: View) -> sa.Select:
    """One row: ``first_day`` and ``last_day`` (dates) on which a deal in scope was created or closed,
    ``deals`` (count), and how many of them no period or no sum of money can hold: ``undated`` and
    ``foreign`` (counts). The days are NULL while there are none."""
    deals = _unfiltered(view).deals("status", "currency", "created_at", "closed_at")
    created, closed = deals.c.created_at, deals.c.closed_at
    first = sa.case((closed < created, closed), else_=sa.func.coalesce(created, closed))
    last = sa.case((closed > created, closed), else_=sa.func.coalesce(created, closed))
    return sa.select(
        sa.cast(sa.func.min(first), sa.Date).label("first_day"),
        sa.cast(sa.func.max(last), sa.Date).label("last_day"),
        sa.func.count().label("deals"),
        sql.count_where(sa.or_(_is_unended(deals.c), created.is_(None))).label("undated"),
        sql.count_where(deals.c.currency != view.currency).label("foreign"),
    )


def _is_unended(c: sa.ColumnCollection) -> sa.ColumnElement[bool]:
    return sa.and_(c["status"].in_((WON, LOST)), c["closed_at"].is_(None))


@remembered
def churn_window(view: View) -> sa.Select:
    """One row: ``churn_days`` W = the 90th percentile of all customers' days between purchases, at least
    30, NULL while nobody bought twice; ``gaps`` (count) it rests on.

    One aggregate over the whole base, whoever looks: the same customer must not be gone for one
    person and active for another. Whole days without loss: days > 97.3 is the same as days > 97.
    """
    bought = view.unfiltered_base().purchases("gap_days")
    found = sa.select(
        sql.quantile(bought.c.gap_days, 0.9).label("days"), sa.func.count(bought.c.gap_days).label("gaps")
    ).subquery("gaps")
    whole = sa.cast(sa.func.floor(found.c.days), sa.Integer)
    window = sa.case((found.c.days < SHORTEST_WINDOW, SHORTEST_WINDOW), else_=whole)
    return sa.select(window.label("churn_days"), found.c.gaps)


@remembered
def currency_left_out(view: View) -> sa.Select:
    """A row per foreign ``currency``: what is left out of every sum because there is no rate.

    ``deals`` and ``amount`` (as given, in that currency) of the deals closed in the period, or still
    open; ``won`` and ``won_amount`` of those won in it. No row: nothing is left out.
    """
    deals = view.deals("currency", "status", "amount_as_given", "closed_at")
    amount = deals.c.amount_as_given
    is_won = sa.and_(deals.c.status == WON, deals.c.closed_at.is_not(None))
    return (
        sa.select(
            deals.c.currency,
            sa.func.count().label("deals"),
            sa.func.coalesce(sa.func.sum(amount), 0).label("amount"),
            sql.count_where(is_won).label("won"),
            sa.func.coalesce(sql.sum_where(is_won, amount), 0).label("won_amount"),
        )
        .where(deals.c.currency != view.currency)
        .where(sa.or_(deals.c.closed_at.is_(None), sa.and_(sa.true(), *in_period(view, deals.c.closed_at))))
        .group_by(deals.c.currency)
        .order_by(deals.c.currency)
    )


@remembered
def undated(view: View) -> sa.Select:
    """One row of counts over the deals in view, whatever the period: ``closed``, won or lost without a
    closing date, and ``created``, without a creation date. Neither can lie in any period."""
    deals = view.deals("status", "created_at", "closed_at")
    return sa.select(
        sql.count_where(_is_unended(deals.c)).label("closed"),
        sql.count_where(deals.c.created_at.is_(None)).label("created"),
    ).where(sa.or_(deals.c.closed_at.is_(None), deals.c.created_at.is_(None)))


@remembered
def freshness(view: View) -> sa.Select:
    """One row: the newest ``created_at``, ``closed_at`` and ``last_activity_at`` among the deals in scope,
    to say how far the data reach; when they were imported is the store's own knowledge."""
    deals = _unfiltered(view).deals("created_at", "closed_at", "last_activity_at")
    return sa.select(*(sa.func.max(column).label(column.key) for column in deals.c))
