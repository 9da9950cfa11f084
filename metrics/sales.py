"""Sales results: what was won, what was lost, how fast, and what it was worth."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, OPEN, RETURNED, WON
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.words import Words


def is_won(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == WON


def is_lost(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == LOST


def is_open(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == OPEN


def is_decided(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status.in_((WON, LOST))


def brings_revenue(c: Columns, _: Moments) -> ColumnElement[bool]:
    """A sale, or the negative line of one that came back."""
    return sa.or_(c.status == WON, sa.and_(c.status == RETURNED, c.amount < 0))


def won_with_amount(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, c.amount.is_not(None))


def _everything(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.true()


def average_check(c: Columns) -> ColumnElement[float]:
    return sql.ratio(sql.sum_where(c.status == WON, c.amount), sql.count_where(won_with_amount(c, None)))  # type: ignore[arg-type]


def win_rate(c: Columns) -> ColumnElement[float]:
    return sql.ratio(sql.count_where(c.status == WON), sql.count_where(c.status.in_((WON, LOST))))


METRICS = (
    Metric(
        "revenue",
        Words("Выручка", "Revenue"),
        Words(
            "Сумма выигранных сделок, закрытых в периоде. Возвраты (отрицательные строки) её уменьшают.",
            "Sum of the amounts of deals won and closed in the period. Returns (negative lines) lower it.",
        ),
        Words("Σ сумма выигранных − Σ возвраты", "Σ amount of won − Σ returns"),
        Unit.MONEY,
        Clock.CLOSED,
        lambda c, m: sa.func.coalesce(sql.sum_where(brings_revenue(c, m), c.amount), 0),
        brings_revenue,
        up_is_good=True,
        additive=True,
        value="amount",
    ),
    Metric(
        "deals_won",
        Words("Выиграно сделок", "Deals won"),
        Words("Сделки, выигранные и закрытые в периоде.", "Deals won and closed in the period."),
        Words("число выигранных", "count of won"),
        Unit.COUNT,
        Clock.CLOSED,
        lambda c, m: sql.count_where(is_won(c, m)),
        is_won,
        up_is_good=True,
        additive=True,
    ),
    Metric(
        "deals_lost",
        Words("Проиграно сделок", "Deals lost"),
        Words("Сделки, проигранные и закрытые в периоде.", "Deals lost and closed in the period."),
        Words("число проигранных", "count of lost"),
        Unit.COUNT,
        Clock.CLOSED,
        lambda c, m: sql.count_where(is_lost(c, m)),
        is_lost,
        up_is_good=False,
        additive=True,
    ),
    Metric(
        "deals_closed",
        Words("Закрыто сделок", "Deals closed"),
        Words(
            "Сделки, выигранные или проигранные в периоде: из них считается доля побед.",
            "Deals won or lost in the period: the win rate is a share of these.",
        ),
        Words("выиграно + проиграно", "won + lost"),
        Unit.COUNT,
        Clock.CLOSED,
        lambda c, m: sql.count_where(is_decided(c, m)),
        is_decided,
        up_is_good=None,
        additive=True,
    ),
    Metric(
        "deals_created",
        Words("Создано сделок", "Deals created"),
        Words(
            "Сделки, созданные в периоде, что бы с ними ни стало.",
            "Deals created in the period, whatever became of them.",
        ),
        Words("число созданных", "count of created"),
        Unit.COUNT,
        Clock.CREATED,
        lambda c, m: sa.func.count(),
        _everything,
        up_is_good=True,
        additive=True,
    ),
    Metric(
        "average_check",
        Words("Средний чек", "Average check"),
        Words(
            "Сумма выигранных сделок, делённая на число выигранных сделок с суммой. Сделки без суммы не считаются.",
            "Sum of won amounts over the number of won deals that have an amount. Deals without one are left out.",
        ),
        Words("Σ сумма выигранных / число выигранных с суммой", "Σ won amounts / won deals with an amount"),
        Unit.MONEY,
        Clock.CLOSED,
        lambda c, m: average_check(c),
        won_with_amount,
        up_is_good=True,
        value="amount",
    ),
    Metric(
        "median_check",
        Words("Медианный чек", "Median check"),
        Words(
            "Половина выигранных сделок меньше этой суммы, половина больше: крупные сделки её не сдвигают.",
            "Half of the won deals are smaller, half larger: a few huge deals do not move it.",
        ),
        Words("медиана сумм выигранных", "median of won amounts"),
        Unit.MONEY,
        Clock.CLOSED,
        lambda c, m: sql.median(sa.case((won_with_amount(c, m), c.amount))),
        won_with_amount,
        up_is_good=True,
        value="amount",
    ),
    Metric(
        "amount_missing_share",
        Words("Без суммы", "Without amount"),
        Words(
            "Доля выигранных сделок, у которых нет суммы: средний чек о них ничего не знает.",
            "Share of won deals with no amount: the average check knows nothing of them.",
        ),
        Words("выиграно без суммы / выиграно", "won without an amount / won"),
        Unit.SHARE,
        Clock.CLOSED,
        lambda c, m: sql.ratio(
            sql.count_where(sa.and_(is_won(c, m), c.amount_as_given.is_(None))), sql.count_where(is_won(c, m))
        ),
        lambda c, m: sa.and_(is_won(c, m), c.amount_as_given.is_(None)),
        up_is_good=False,
        of="deals_won",
    ),
    Metric(
        "win_rate",
        Words("Доля побед", "Win rate"),
        Words(
            "Выигранные среди закрытых в периоде (выигранных и проигранных). Открытые сделки не участвуют.",
            "Won among the deals closed in the period (won and lost). Open deals take no part.",
        ),
        Words("выиграно / (выиграно + проиграно)", "won / (won + lost)"),
        Unit.SHARE,
        Clock.CLOSED,
        lambda c, m: win_rate(c),
        is_decided,
        up_is_good=True,
        of="deals_closed",
    ),
    Metric(
        "win_rate_value",
        Words("Доля побед по деньгам", "Win rate by value"),
        Words(
            "Сумма выигранных среди суммы всех закрытых в периоде.",
            "Amount won among the amount of all deals closed in the period.",
        ),
        Words("Σ выиграно / Σ (выиграно + проиграно)", "Σ won / Σ (won + lost)"),
        Unit.SHARE,
        Clock.CLOSED,
        lambda c, m: sql.ratio(
            sa.func.coalesce(sql.sum_where(is_won(c, m), c.amount), 0),
            sql.sum_where(is_decided(c, m), c.amount),
        ),
        is_decided,
        up_is_good=True,
        value="amount",
    ),
    Metric(
        "win_rate_created",
        Words("Доля побед от созданных", "Win rate of created"),
        Words(
            "Выигранные среди созданных в периоде, считая ещё открытые. Молодой период ещё дозреет.",
            "Won among the deals created in the period, open ones counted. A young period has yet to ripen.",
        ),
        Words("выиграно / создано", "won / created"),
        Unit.SHARE,
        Clock.CREATED,
        lambda c, m: sql.ratio(sql.count_where(is_won(c, m)), sa.func.count()),
        _everything,
        up_is_good=True,
        of="deals_created",
    ),
    Metric(
        "open_deals",
        Words("Открытых сделок", "Open deals"),
        Words("Сделки в работе сейчас, независимо от периода.", "Deals in work now, whatever the period."),
        Words("число открытых", "count of open"),
        Unit.COUNT,
        Clock.NOW,
        lambda c, m: sql.count_where(is_open(c, m)),
        is_open,
        up_is_good=None,
        additive=True,
    ),
    Metric(
        "open_pipeline",
        Words("Открытый портфель", "Open pipeline"),
        Words(
            "Сумма сделок в работе сейчас, независимо от периода.",
            "Sum of the deals in work now, whatever the period.",
        ),
        Words("Σ сумма открытых", "Σ amount of open"),
        Unit.MONEY,
        Clock.NOW,
        lambda c, m: sa.func.coalesce(sql.sum_where(is_open(c, m), c.amount), 0),
        is_open,
        up_is_good=True,
        additive=True,
        value="amount",
    ),
)
