"""Customers by their purchases: who is new, who came back, how often."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.words import Words


def _any_purchase(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.true()


def is_first(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.number == 1


def is_repeat(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.number > 1


def _buyers(c: Columns) -> ColumnElement[int]:
    return sa.func.count(c.customer_id.distinct())


def _first_time(c: Columns) -> ColumnElement[int]:
    return sql.distinct_where(c.number == 1, c.customer_id)


METRICS = (
    Metric(
        "customers",
        Words("Покупателей", "Customers"),
        Words(
            "Разные клиенты, купившие в периоде хотя бы раз.",
            "Distinct customers who bought at least once in the period.",
        ),
        Words("число разных клиентов с покупкой", "distinct customers with a purchase"),
        Unit.COUNT,
        Clock.BOUGHT,
        lambda c, m: _buyers(c),
        _any_purchase,
        up_is_good=True,
    ),
    Metric(
        "new_customers",
        Words("Новых клиентов", "New customers"),
        Words(
            "Клиенты, чья самая первая покупка пришлась на период.",
            "Customers whose first purchase ever lies in the period.",
        ),
        Words(
            "число клиентов с первой покупкой в периоде", "distinct customers with their first purchase in it"
        ),
        Unit.COUNT,
        Clock.BOUGHT,
        lambda c, m: _first_time(c),
        is_first,
        up_is_good=True,
        additive=True,
    ),
    Metric(
        "repeat_customers",
        Words("Повторных клиентов", "Repeat customers"),
        Words(
            "Клиенты, сделавшие в периоде вторую или следующую покупку.",
            "Customers who made their second or a later purchase in the period.",
        ),
        Words(
            "число клиентов с не первой покупкой в периоде",
            "distinct customers with a non-first purchase in it",
        ),
        Unit.COUNT,
        Clock.BOUGHT,
        lambda c, m: sql.distinct_where(c.number > 1, c.customer_id),
        is_repeat,
        up_is_good=True,
    ),
    Metric(
        "purchases",
        Words("Покупок", "Purchases"),
        Words(
            "Выигранные сделки с известным клиентом, закрытые в периоде.",
            "Won deals of known customers closed in the period.",
        ),
        Words("число покупок", "count of purchases"),
        Unit.COUNT,
        Clock.BOUGHT,
        lambda c, m: sa.func.count(),
        _any_purchase,
        up_is_good=True,
        additive=True,
    ),
    Metric(
        "customers_ever",
        Words("Клиентов за всё время", "Customers ever"),
        Words(
            "Клиенты, купившие хотя бы раз к последнему дню периода.",
            "Customers who had bought at least once by the last day of the period.",
        ),
        Words("число разных клиентов до T", "distinct customers up to T"),
        Unit.COUNT,
        Clock.LIFETIME,
        lambda c, m: _buyers(c),
        _any_purchase,
        up_is_good=True,
    ),
    Metric(
        "repeat_purchase_rate",
        Words("Доля купивших повторно", "Repeat purchase rate"),
        Words(
            "Какая доля клиентов к концу периода купила два раза или больше — за всё время, не только за период.",
            "Share of customers who by the end of the period had bought twice or more, over their whole lifetime.",
        ),
        Words("клиенты с ≥ 2 покупками / клиенты", "customers with ≥ 2 purchases / customers"),
        Unit.SHARE,
        Clock.LIFETIME,
        lambda c, m: sql.ratio(sql.distinct_where(c.number > 1, c.customer_id), _buyers(c)),
        _any_purchase,
        up_is_good=True,
        of="customers_ever",
    ),
    Metric(
        "returning_share",
        Words("Доля вернувшихся", "Returning share"),
        Words(
            "Среди покупателей периода — доля тех, чья первая покупка была раньше.",
            "Among the period's customers, the share of those whose first purchase was earlier.",
        ),
        Words("вернувшиеся / (вернувшиеся + новые)", "returning / (returning + first-time)"),
        Unit.SHARE,
        Clock.BOUGHT,
        lambda c, m: sql.ratio(_buyers(c) - _first_time(c), _buyers(c)),
        _any_purchase,
        up_is_good=True,
        of="customers",
    ),
    Metric(
        "new_revenue",
        Words("Выручка с первых покупок", "New revenue"),
        Words(
            "Сумма первых в жизни клиента покупок.", "Sum of purchases that were the customer's first ever."
        ),
        Words("Σ сумма первых покупок", "Σ amount of first purchases"),
        Unit.MONEY,
        Clock.BOUGHT,
        lambda c, m: sa.func.coalesce(sql.sum_where(is_first(c, m), c.amount), 0),
        is_first,
        up_is_good=True,
        additive=True,
        value="amount",
    ),
    Metric(
        "repeat_revenue",
        Words("Выручка с повторных покупок", "Repeat revenue"),
        Words("Сумма вторых и следующих покупок.", "Sum of second and later purchases."),
        Words("Σ сумма не первых покупок", "Σ amount of non-first purchases"),
        Unit.MONEY,
        Clock.BOUGHT,
        lambda c, m: sa.func.coalesce(sql.sum_where(is_repeat(c, m), c.amount), 0),
        is_repeat,
        up_is_good=True,
        additive=True,
        value="amount",
    ),
    Metric(
        "repeat_revenue_share",
        Words("Доля повторной выручки", "Repeat revenue share"),
        Words(
            "Какая часть денег от покупок известных клиентов пришла с не первых. Возвраты и продажи без клиента не участвуют.",
            "Share of the money of known customers' purchases that came from non-first ones. Returns and sales without a customer take no part.",
        ),
        Words("Σ не первые покупки / Σ все покупки", "Σ non-first purchases / Σ purchases"),
        Unit.SHARE,
        Clock.BOUGHT,
        lambda c, m: sql.ratio(
            sa.func.coalesce(sql.sum_where(is_repeat(c, m), c.amount), 0), sa.func.sum(c.amount)
        ),
        _any_purchase,
        up_is_good=True,
        value="amount",
    ),
    Metric(
        "purchase_frequency",
        Words("Частота покупок", "Purchase frequency"),
        Words(
            "Сколько покупок в среднем сделал покупатель за период.", "Purchases per customer in the period."
        ),
        Words("покупки / разные клиенты", "purchases / distinct customers"),
        Unit.TIMES,
        Clock.BOUGHT,
        lambda c, m: sql.ratio(sa.func.count(), _buyers(c)),
        _any_purchase,
        up_is_good=True,
    ),
    Metric(
        "rhythm_days",
        Words("Ритм покупок", "Rhythm"),
        Words(
            "Медиана дней между покупками: половина покупок периода пришла не позже, чем через столько дней после прошлой.",
            "Median days between purchases: half of the period's repeat purchases came within this many days.",
        ),
        Words("медиана дней после прошлой покупки", "median days since the previous purchase"),
        Unit.DAYS,
        Clock.BOUGHT,
        lambda c, m: sql.median(c.gap_days),
        is_repeat,
        up_is_good=False,
    ),
)
