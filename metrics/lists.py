"""Customers by name: who left and who is about to, with what a caller needs to know.

The conditions are those of the catalogue's metrics, so a list is as long as its number and adds up to
its money: ``gone`` to churned_customers, ``lost`` to lost_customers, ``slipping`` to customers_slipping
and revenue_at_risk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
    return _list(view, _left(view))


@remembered
def slipping(view: View) -> sa.Select:
    """Customers to call: silent for more than twice their rhythm and not gone yet, the most money at stake
    first. Columns as of ``gone``."""
    return _list(view, risk.is_slipping)


@remembered
def at_risk(view: View) -> sa.Select:
    """Customers silent for more than twice their rhythm, gone ones too. Columns as of ``gone``."""
    return _list(view, risk.is_at_risk)


def _left(view: View) -> Expression:
    at = Moments(view)
    if at.is_short:  # then his last purchase before the period is his last of all
        return churn.left_in_period
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
    return lambda c, m: sa.tuple_(c.customer_id, c.number).in_(latest)


def _list(view: View, condition: Expression, among: sa.Select | None = None) -> sa.Select:
    rows, where = _rows(view, condition, SHOWN, among)
    at, c = Moments(view), rows.c
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
        .where(*where)
        .order_by(*_most_money_first(c))
    )


def _rows(
    view: View, condition: Expression, names: Sequence[str], among: sa.Select | None = None
) -> tuple[sa.Subquery, list[sa.ColumnElement[bool]]]:
    own = ("deal_id", "purchased_on", *asked_for(view, condition))
    rows, at = view.purchases(*dict.fromkeys((*names, *own)), among=among), Moments(view)
    return rows, [rows.c.purchased_on <= at.last, condition(rows.c, at)]


def _most_money_first(c: sa.ColumnCollection) -> list[sa.ColumnElement]:
    return [c["year_amount"].desc().nulls_last(), c["purchased_on"], c["customer_id"]]


SEARCHED = ("customer", "customer_id", "manager", "segment", "region")


@remembered
def first(view: View, which: str, most: int | None = None, search: str = "") -> sa.Select:
    """The first ``most`` rows of the list ``which`` (gone, lost or slipping) in which every word of
    ``search`` is found, letter case ignored."""
    words = search.split()
    condition = _condition(view, which)
    if words or most is None:
        found = _list(view, lambda c, m: sa.and_(condition(c, m), *(_has(c, word) for word in words)))
        return found.limit(most) if most is not None else found
    rows, where = _rows(view, condition, ("year_amount", "customer_id"))
    chosen = sa.select(rows.c.deal_id).where(*where).order_by(*_most_money_first(rows.c)).limit(most)
    return _list(view, lambda c, m: sa.true(), among=chosen)


@remembered
def summed(view: View, which: str, search: str = "") -> sa.Select:
    """One row over the list ``which``: ``customers`` (count), those ``found`` by ``search`` (count) and
    their ``year_amount`` (sum, 0 where none is known)."""
    rows, where = _rows(view, _condition(view, which), ("year_amount", *_if(search)))
    is_found = sa.and_(sa.true(), *(_has(rows.c, word) for word in search.split()))
    return sa.select(
        sa.func.count().label("customers"),
        sql.count_where(is_found).label("found"),
        sa.func.coalesce(sql.sum_where(is_found, rows.c.year_amount), 0).label("year_amount"),
    ).where(*where)


def _condition(view: View, which: str) -> Expression:
    if which == "lost":
        return _left(view)
    return {"gone": churn.is_gone, "slipping": risk.is_slipping}[which]


def _if(search: str) -> tuple[str, ...]:
    """Names are looked up only to be searched."""
    return SEARCHED if search.split() else ()


def _has(c: Any, word: str) -> sa.ColumnElement[bool]:
    part = sa.literal(word, sa.Text)
    return sa.or_(*(sql.contains_text(sa.func.coalesce(getattr(c, name), ""), part) for name in SEARCHED))


@remembered
def left_by_month(view: View) -> sa.Select:
    """``time`` (month's first day) · ``active_customers``, ``lost_customers``, ``reactivated_customers``
    (counts), ``churn_rate`` (lost / active at the month's start), each seen from the month's last day."""
    metrics = ("active_customers", "lost_customers", "reactivated_customers", "churn_rate")
    return breakdown(view, metrics, grain="month")
