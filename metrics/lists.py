"""Customers by name: who left and who is about to, with what a caller needs to know.

The conditions are those of the catalogue's metrics, so a list is as long as its number and adds up to
its money: ``gone`` to churned_customers, ``lost`` to lost_customers, ``slipping`` to customers_slipping
and revenue_at_risk.
"""

from __future__ import annotations

import sqlalchemy as sa

from data import sql
from metrics import churn, risk
from metrics.asked import asked_for
from metrics.breakdown import breakdown
from metrics.metric import Expression
from metrics.moments import Moments
from metrics.remembered import remembered
from metrics.view import View

SHOWN = (
    "customer_id",
    "customer",
    "segment",
    "region",
    "manager",
    "phone",
    "email",
    "purchased_on",
    "number",
    "rhythm_days",
    "segment_rhythm",
    "year_amount",
)


@remembered
def gone(view: View) -> sa.Select:
    """Customers silent for more than W days at T, the largest yearly amount first.

    ``customer_id``, ``customer`` (name), ``segment``, ``region``, ``manager`` (of the last purchase),
    ``phone``, ``email`` · ``last_purchase`` (date), ``purchases`` (count up to then, ever),
    ``days_silent`` (whole days to T), ``rhythm_days`` (float: the customer's median gap; NULL before a
    second purchase), ``expected_gap`` (float: days after which a purchase was due: his rhythm, or with
    fewer than three purchases his segment's), ``year_amount`` (money bought in the 365 days that end
    with the last purchase; NULL where it was in another currency), ``deal_id`` of the last purchase.
    """
    return _list(view, churn.is_gone)


@remembered
def lost(view: View) -> sa.Select:
    """Customers active on the eve of the period and gone at T. Columns as of ``gone``, each customer shown by
    his last purchase in view: in a long period he may have bought again before he left."""
    at = Moments(view)
    if at.is_short:  # then his last purchase before the period is his last of all
        return _list(view, churn.left_in_period)
    rows = view.purchases("customer_id", "number", *asked_for(view, churn.left_in_period))
    left = sa.select(rows.c.customer_id).where(
        rows.c.purchased_on <= at.last, churn.left_in_period(rows.c, at)
    )
    mine = view.purchases("customer_id", "number", "purchased_on")
    latest = (
        sa.select(mine.c.customer_id, sa.func.max(mine.c.number))
        .where(mine.c.purchased_on <= at.last, mine.c.customer_id.in_(left))
        .group_by(mine.c.customer_id)
    )
    return _list(view, lambda c, m: sa.tuple_(c.customer_id, c.number).in_(latest))


@remembered
def slipping(view: View) -> sa.Select:
    """Customers to call: silent for more than twice their rhythm and not gone yet, the most money at stake
    first. Columns as of ``gone``."""
    return _list(view, risk.is_slipping)


@remembered
def at_risk(view: View) -> sa.Select:
    """Customers silent for more than twice their rhythm, gone ones too. Columns as of ``gone``."""
    return _list(view, risk.is_at_risk)


def _list(view: View, condition: Expression) -> sa.Select:
    rows = view.purchases("deal_id", *dict.fromkeys((*SHOWN, *asked_for(view, condition))))
    at = Moments(view)
    c = rows.c
    return (
        sa.select(
            *(c[name] for name in SHOWN[:7]),
            c.purchased_on.label("last_purchase"),
            c.number.label("purchases"),
            risk.silence(c, at).label("days_silent"),
            c.rhythm_days,
            risk.expected_gap(c).label("expected_gap"),
            c.year_amount,
            c.deal_id,
        )
        .where(c.purchased_on <= at.last, condition(c, at))
        .order_by(*_most_money_first(c))
    )


SEARCHED = ("customer", "customer_id", "manager", "segment", "region")


@remembered
def first(customers: sa.Select, most: int, search: str = "") -> sa.Select:
    """The first ``most`` rows of one of the lists above in which every word of ``search`` is found, letter
    case ignored."""
    rows, where = _searched(customers, search)
    return sa.select(*rows.c).where(*where).order_by(*_most_money_first(rows.c)).limit(most)


@remembered
def summed(customers: sa.Select, search: str = "") -> sa.Select:
    """One row over one of the lists above: ``customers`` (count), those ``found`` by ``search`` (count) and
    their ``year_amount`` (sum, 0 where none is known)."""
    rows, where = _searched(customers, search)
    is_found = sa.and_(sa.true(), *where)
    return sa.select(
        sa.func.count().label("customers"),
        sql.count_where(is_found).label("found"),
        sa.func.coalesce(sql.sum_where(is_found, rows.c.year_amount), 0).label("year_amount"),
    ).select_from(rows)


def _searched(customers: sa.Select, search: str) -> tuple[sa.Subquery, list[sa.ColumnElement[bool]]]:
    rows = customers.order_by(None).subquery("listed")
    return rows, [
        sa.or_(
            *(
                sql.contains_text(sa.func.coalesce(rows.c[name], ""), sa.literal(word, sa.Text))
                for name in SEARCHED
            )
        )
        for word in search.split()
    ]


def _most_money_first(c: sa.ColumnCollection) -> list[sa.ColumnElement]:
    bought = c["last_purchase"] if "last_purchase" in c else c["purchased_on"]
    return [c["year_amount"].desc().nulls_last(), bought, c["customer_id"]]


@remembered
def left_by_month(view: View) -> sa.Select:
    """``time`` (month's first day) · ``active_customers``, ``lost_customers``, ``reactivated_customers``
    (counts), ``churn_rate`` (lost / active at the month's start), each seen from the month's last day."""
    metrics = ("active_customers", "lost_customers", "reactivated_customers", "churn_rate")
    return breakdown(view, metrics, grain="month")
