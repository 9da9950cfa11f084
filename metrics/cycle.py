"""How long a deal takes, and what the deals bring in a day."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, WON
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.sales import average_check, is_decided, is_lost, is_won, win_rate
from metrics.words import Words


def cycle(c: Columns) -> ColumnElement[int]:
    """Calendar days from creation to closing."""
    return sql.days_between(c.created_at, c.closed_at)


def has_cycle(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, cycle(c) >= 0)


def _cycle_of(status: str, c: Columns) -> ColumnElement:
    return sa.case((sa.and_(c.status == status, cycle(c) >= 0), cycle(c)))


def _velocity(c: Columns) -> ColumnElement[float]:
    worked = sa.cast(sql.count_where(c.status.in_((WON, LOST))), sa.Double)
    return sql.ratio(worked * win_rate(c) * average_check(c), sa.func.avg(_cycle_of(WON, c)))


METRICS = (
    Metric(
        "cycle_days",
        Words("Цикл сделки, средний", "Sales cycle, mean"),
        Words(
            "Среднее число дней от создания до закрытия выигранных сделок. Закрытые раньше создания не считаются: это ошибка данных.",
            "Mean days from creation to closing of won deals. Deals closed before they were created are left out: a data error.",
        ),
        Words("среднее (закрыта − создана)", "mean (closed − created)"),
        Unit.DAYS,
        Clock.CLOSED,
        lambda c, m: sa.func.avg(sa.cast(_cycle_of(WON, c), sa.Double)),
        has_cycle,
        up_is_good=False,
    ),
    Metric(
        "median_cycle_days",
        Words("Цикл сделки", "Sales cycle"),
        Words(
            "За сколько дней от создания закрывается половина выигранных сделок.",
            "Days from creation within which half of the won deals close.",
        ),
        Words("медиана (закрыта − создана)", "median (closed − created)"),
        Unit.DAYS,
        Clock.CLOSED,
        lambda c, m: sql.median(_cycle_of(WON, c)),
        has_cycle,
        up_is_good=False,
    ),
    Metric(
        "p75_cycle_days",
        Words("Цикл сделки, P75", "Sales cycle, P75"),
        Words(
            "За столько дней закрываются три из четырёх выигранных сделок.",
            "Three won deals of four close within it.",
        ),
        Words("75-й процентиль (закрыта − создана)", "75th percentile (closed − created)"),
        Unit.DAYS,
        Clock.CLOSED,
        lambda c, m: sql.quantile(_cycle_of(WON, c), 0.75),
        has_cycle,
        up_is_good=False,
    ),
    Metric(
        "median_lost_cycle_days",
        Words("До проигрыша", "Days to a loss"),
        Words(
            "За сколько дней от создания проигрывается половина проигранных сделок.",
            "Days from creation within which half of the lost deals are lost.",
        ),
        Words("медиана (закрыта − создана) проигранных", "median (closed − created) of lost"),
        Unit.DAYS,
        Clock.CLOSED,
        lambda c, m: sql.median(_cycle_of(LOST, c)),
        lambda c, m: sa.and_(is_lost(c, m), cycle(c) >= 0),
        up_is_good=None,
    ),
    Metric(
        "negative_cycles",
        Words("Закрыты раньше создания", "Closed before created"),
        Words(
            "Выигранные сделки, у которых дата закрытия раньше даты создания: в цикл не входят, исправьте даты.",
            "Won deals closed before they were created: left out of the cycle, mend their dates.",
        ),
        Words("число выигранных с закрытием раньше создания", "count of won with closed < created"),
        Unit.COUNT,
        Clock.CLOSED,
        lambda c, m: sql.count_where(sa.and_(is_won(c, m), cycle(c) < 0)),
        lambda c, m: sa.and_(is_won(c, m), cycle(c) < 0),
        up_is_good=False,
        additive=True,
    ),
    Metric(
        "velocity",
        Words("Скорость продаж", "Sales velocity"),
        Words(
            "Сколько денег в день приносят сделки, решённые в периоде: сделки × доля побед × средний чек / цикл.",
            "Money a day from the deals decided in the period: deals × win rate × average check / cycle.",
        ),
        Words(
            "сделки × доля побед × средний чек / средний цикл",
            "deals × win rate × average check / mean cycle",
        ),
        Unit.MONEY_A_DAY,
        Clock.CLOSED,
        lambda c, m: _velocity(c),
        is_decided,
        up_is_good=True,
    ),
)
