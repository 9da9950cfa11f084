"""Who is gone: no purchase for W days, seen from the last day of the period.

A customer's standing on any day is read off his purchase that was the last on
that day: no later one yet (``next_on``), and made before or after the limit W
days earlier. So each customer is counted once, and belongs to whoever sold last.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.words import Words


def was_last_on(c: Columns, day: object) -> ColumnElement[bool]:
    return sa.and_(c.purchased_on <= day, sa.or_(c.next_on.is_(None), c.next_on > day))


def is_gone(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.and_(was_last_on(c, m.last), c.purchased_on < m.last_limit)


def is_active(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.and_(was_last_on(c, m.last), c.purchased_on >= m.last_limit)


def was_active_before(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.and_(was_last_on(c, m.before), c.purchased_on >= m.before_limit)


def left_in_period(c: Columns, m: Moments) -> ColumnElement[bool]:
    """Seen from his last purchase before the period. In a long one he may have bought again and left after that."""
    gone = is_gone(c, m) if m.is_short else sa.not_(m.bought_lately(c))
    return sa.and_(was_active_before(c, m), gone)


def came_back(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.and_(c.gap_days > m.window)


METRICS = (
    Metric(
        "churned_customers",
        Words("Всего ушло", "Churned customers"),
        Words(
            "Клиенты, которые к последнему дню периода не покупали дольше окна W (настройка; иначе P90 промежутков между покупками, не меньше 30 дней).",
            "Customers who by the last day of the period had not bought for more than W days (a setting; else P90 of gaps between purchases, at least 30).",
        ),
        Words("клиенты, у которых T − последняя покупка > W", "customers with T − last purchase > W"),
        Unit.COUNT,
        Clock.AS_OF,
        lambda c, m: sql.count_where(is_gone(c, m)),
        is_gone,
        up_is_good=False,
        additive=True,
    ),
    Metric(
        "active_customers",
        Words("Действующих клиентов", "Active customers"),
        Words("Клиенты, купившие за последние W дней.", "Customers who bought within the last W days."),
        Words("клиенты, у которых T − последняя покупка ≤ W", "customers with T − last purchase ≤ W"),
        Unit.COUNT,
        Clock.AS_OF,
        lambda c, m: sql.count_where(is_active(c, m)),
        is_active,
        up_is_good=True,
        additive=True,
    ),
    Metric(
        "lost_customers",
        Words("Ушло за период", "Lost in the period"),
        Words(
            "Клиенты, действующие накануне периода и ушедшие к его последнему дню.",
            "Customers active on the eve of the period and gone by its last day.",
        ),
        Words("действующие накануне и ушедшие к T", "active before and gone at T"),
        Unit.COUNT,
        Clock.AS_OF,
        lambda c, m: sql.count_where(left_in_period(c, m)),
        left_in_period,
        up_is_good=False,
        additive=True,
    ),
    Metric(
        "customers_before",
        Words("Действовали накануне", "Active before"),
        Words(
            "Клиенты, действующие накануне периода: из них считается отток.",
            "Customers active on the eve of the period: the churn rate is a share of these.",
        ),
        Words(
            "клиенты, купившие за W дней до периода", "customers who bought within W days before the period"
        ),
        Unit.COUNT,
        Clock.AS_OF,
        lambda c, m: sql.count_where(was_active_before(c, m)),
        was_active_before,
        up_is_good=None,
        additive=True,
    ),
    Metric(
        "churn_rate",
        Words("Отток", "Churn rate"),
        Words(
            "Из клиентов, действующих накануне периода, — доля ушедших к его последнему дню.",
            "Of the customers active on the eve of the period, the share gone by its last day.",
        ),
        Words("ушло за период / действующие накануне", "lost in the period / active before it"),
        Unit.SHARE,
        Clock.AS_OF,
        lambda c, m: sql.ratio(
            sql.count_where(left_in_period(c, m)), sql.count_where(was_active_before(c, m))
        ),
        was_active_before,
        up_is_good=False,
        of="customers_before",
    ),
    Metric(
        "reactivated_customers",
        Words("Вернулись", "Reactivated"),
        Words(
            "Клиенты, купившие в периоде после перерыва дольше окна W.",
            "Customers who bought in the period after a break of more than W days.",
        ),
        Words("клиенты с перерывом перед покупкой > W", "customers with a gap before a purchase > W"),
        Unit.COUNT,
        Clock.BOUGHT,
        lambda c, m: sql.distinct_where(came_back(c, m), c.customer_id),
        came_back,
        up_is_good=True,
    ),
)
