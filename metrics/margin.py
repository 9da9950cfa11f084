"""What was given away, and what was left after cost."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import WON
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.words import Words


def _discounted(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, c.list_amount.is_not(None), c.discount.is_not(None))


def _with_cost(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, c.amount.is_not(None), c.cost.is_not(None))


METRICS = (
    Metric(
        "discount_share",
        Words("Доля скидки", "Discount share"),
        Words(
            "Скидки выигранных сделок к их сумме по прайсу — там, где прайс и скидка известны.",
            "Discounts of won deals over their list price, where both are known.",
        ),
        Words("Σ скидка / Σ цена по прайсу", "Σ discount / Σ list price"),
        Unit.SHARE,
        Clock.CLOSED,
        lambda c, m: sql.ratio(
            sql.sum_where(_discounted(c, m), c.discount), sql.sum_where(_discounted(c, m), c.list_amount)
        ),
        _discounted,
        up_is_good=False,
        value="discount",
    ),
    Metric(
        "margin",
        Words("Маржа", "Margin"),
        Words(
            "Сумма выигранных сделок за вычетом себестоимости — там, где она известна.",
            "Won amounts less cost, where the cost is known.",
        ),
        Words("Σ (сумма − себестоимость)", "Σ (amount − cost)"),
        Unit.MONEY,
        Clock.CLOSED,
        lambda c, m: sql.sum_where(_with_cost(c, m), c.amount - c.cost),
        _with_cost,
        up_is_good=True,
        additive=True,
    ),
    Metric(
        "margin_share",
        Words("Рентабельность", "Margin share"),
        Words(
            "Доля маржи в сумме сделок с известной себестоимостью.",
            "Margin over the amount of deals whose cost is known.",
        ),
        Words("Σ (сумма − себестоимость) / Σ сумма", "Σ (amount − cost) / Σ amount"),
        Unit.SHARE,
        Clock.CLOSED,
        lambda c, m: sql.ratio(
            sql.sum_where(_with_cost(c, m), c.amount - c.cost), sql.sum_where(_with_cost(c, m), c.amount)
        ),
        _with_cost,
        up_is_good=True,
    ),
)
