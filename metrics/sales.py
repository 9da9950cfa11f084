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


def cycle(c: Columns) -> ColumnElement[int]:
    """Calendar days from creation to closing."""
    return sql.days_between(c.created_at, c.closed_at)


def has_cycle(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, cycle(c) >= 0)


def _cycle_of(status: str, c: Columns) -> ColumnElement:
    return sa.case((sa.and_(c.status == status, cycle(c) >= 0), cycle(c)))


def _average_check(c: Columns) -> ColumnElement[float]:
    return sql.ratio(sql.sum_where(c.status == WON, c.amount), sql.count_where(won_with_amount(c, None)))  # type: ignore[arg-type]


def _win_rate(c: Columns) -> ColumnElement[float]:
    return sql.ratio(sql.count_where(c.status == WON), sql.count_where(c.status.in_((WON, LOST))))


def _velocity(c: Columns) -> ColumnElement[float]:
    worked = sa.cast(sql.count_where(c.status.in_((WON, LOST))), sa.Double)
    return sql.ratio(worked * _win_rate(c) * _average_check(c), sa.func.avg(_cycle_of(WON, c)))


def _discounted(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, c.list_amount.is_not(None), c.discount.is_not(None))


def _with_cost(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.and_(c.status == WON, c.amount.is_not(None), c.cost.is_not(None))


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
        lambda c, m: _average_check(c),
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
        lambda c, m: _win_rate(c),
        is_decided,
        up_is_good=True,
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
    ),
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
