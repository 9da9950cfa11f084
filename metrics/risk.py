"""Who is about to leave: silent for more than twice his own rhythm."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from metrics.churn import is_active, was_last_on
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.words import Words

PATIENCE = 2
"""k: how many of his own gaps a customer may stay silent."""

ENOUGH_PURCHASES = 3
"""With fewer, the customer has no rhythm of his own and his segment's is taken."""


def expected_gap(c: Columns) -> ColumnElement[float]:
    return sa.case((c.number >= ENOUGH_PURCHASES, c.rhythm_days), else_=c.segment_rhythm)


def silence(c: Columns, m: Moments) -> ColumnElement[int]:
    """Days from the customer's last purchase to T."""
    return sql.days_between(c.purchased_on, m.last)


def is_at_risk(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.and_(was_last_on(c, m.last), silence(c, m) > PATIENCE * expected_gap(c))


def is_slipping(c: Columns, m: Moments) -> ColumnElement[bool]:
    """At risk, and still inside the churn window: a call may yet save him."""
    return sa.and_(is_at_risk(c, m), is_active(c, m))


METRICS = (
    Metric(
        "customers_at_risk",
        Words("Клиентов под угрозой", "Customers at risk"),
        Words(
            "Молчат дольше двух своих обычных промежутков между покупками (от 3 покупок; у кого меньше — по промежутку сегмента).",
            "Silent for more than twice their own median gap (from 3 purchases on; with fewer, the segment's gap).",
        ),
        Words("T − последняя покупка > 2 × медиана промежутков", "T − last purchase > 2 × median gap"),
        Unit.COUNT,
        Clock.AS_OF,
        lambda c, m: sql.count_where(is_at_risk(c, m)),
        is_at_risk,
        up_is_good=False,
        additive=True,
    ),
    Metric(
        "customers_slipping",
        Words("Вот-вот уйдут", "About to leave"),
        Words(
            "Под угрозой по своему ритму, но ещё не ушли по окну W: им ещё есть смысл позвонить.",
            "At risk by their own rhythm and not yet gone by the window W: a call may still help.",
        ),
        Words("под угрозой и T − последняя покупка ≤ W", "at risk and T − last purchase ≤ W"),
        Unit.COUNT,
        Clock.AS_OF,
        lambda c, m: sql.count_where(is_slipping(c, m)),
        is_slipping,
        up_is_good=False,
        additive=True,
    ),
    Metric(
        "revenue_at_risk",
        Words("Под угрозой", "Revenue at risk"),
        Words(
            "Годовая выручка клиентов, которые вот-вот уйдут: купленное каждым за 365 дней до его последней покупки включительно.",
            "Yearly revenue of the customers about to leave: what each bought in the 365 days that end with his last purchase.",
        ),
        Words(
            "Σ выручка последнего года тех, кто вот-вот уйдёт",
            "Σ last year's revenue of those about to leave",
        ),
        Unit.MONEY,
        Clock.AS_OF,
        lambda c, m: sa.func.coalesce(sql.sum_where(is_slipping(c, m), c.year_amount), 0),
        is_slipping,
        up_is_good=False,
        additive=True,
        value="year_amount",
    ),
)
