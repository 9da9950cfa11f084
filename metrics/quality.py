"""How far the base can be trusted: what its deals lack, what is overdue, what seems to be entered twice.

Of the whole base as it stands, whatever the period. A column that no deal has ever filled is not kept
by whoever exports it: nothing is counted as lacking there, and the score leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, OPEN
from metrics.metric import Clock, Columns, Expression, Metric, Moments, Unit
from metrics.remembered import remembered
from metrics.view import View
from metrics.words import Words


def _all(c: Columns, _: Moments) -> ColumnElement[bool]:
    return sa.true()


def _is_open(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == OPEN


def _is_lost(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.status == LOST


def _lacks(name: str, among: Expression) -> Expression:
    return lambda c, m: sa.and_(among(c, m), getattr(c, name).is_(None), m.is_kept(name))


def _is_overdue(c: Columns, m: Moments) -> ColumnElement[bool]:
    """Open past its expected closing, or past its next step."""
    late = sa.or_(c.expected_close < m.today, sa.cast(c.next_step_at, sa.Date) < m.today)
    return sa.and_(c.status == OPEN, sa.func.coalesce(late, sa.false()))


def _is_alike(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.alike.is_not(None)


def _customer_is_alike(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.customer_alike.is_not(None)


@dataclass(frozen=True)
class Measure:
    """``key`` and ``of`` are metrics: so many bad ones of so many. ``columns``: those of a deal that the
    measure reads; where the base has never filled any of them it has nothing to say."""

    key: str
    of: str
    behind: Expression
    among: Expression
    columns: tuple[str, ...]
    people: bool = False
    """Customers are counted, not deals."""


MEASURES = (
    Measure("without_amount", "deals_in_base", _lacks("amount_as_given", _all), _all, ("amount_as_given",)),
    Measure("without_source", "deals_in_base", _lacks("source", _all), _all, ("source",)),
    Measure("without_customer", "deals_in_base", _lacks("customer_id", _all), _all, ("customer_id",)),
    Measure("without_next_step", "open_in_base", _lacks("next_step", _is_open), _is_open, ("next_step",)),
    Measure("overdue_deals", "open_in_base", _is_overdue, _is_open, ("expected_close", "next_step_at")),
    Measure(
        "without_loss_reason", "lost_in_base", _lacks("loss_reason", _is_lost), _is_lost, ("loss_reason",)
    ),
    Measure("alike_deals", "deals_in_base", _is_alike, _all, ("customer_id",)),
    Measure("alike_customers", "customers_in_base", _customer_is_alike, _all, ("customer_id",), people=True),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


def _count(condition: Expression, people: bool = False) -> Expression:
    if people:
        return lambda c, m: sql.distinct_where(condition(c, m), c.customer_id)
    return lambda c, m: sql.count_where(condition(c, m))


def _in_order(measure: Measure) -> Expression:
    """The share of those that are as they should be; NULL where there is nothing to ask or nothing kept."""
    bad, total = _count(measure.behind, measure.people), _count(measure.among, measure.people)

    def share(c: Columns, m: Moments) -> ColumnElement[float]:
        return sa.case((m.is_kept(*measure.columns), 1 - sql.ratio(bad(c, m), total(c, m))))

    return share


def _score(c: Columns, m: Moments) -> ColumnElement[float]:
    """The mean of the shares that there are."""
    shares = [_in_order(measure)(c, m) for measure in MEASURES]
    known = [sa.case((share.is_not(None), 1), else_=0) for share in shares]
    added = [sa.func.coalesce(share, 0.0) for share in shares]
    return sql.ratio(sum(added[1:], added[0]), sum(known[1:], known[0]))  # type: ignore[arg-type]


def _any_fault(c: Columns, m: Moments) -> ColumnElement[bool]:
    return sa.or_(*(measure.behind(c, m) for measure in MEASURES))


@remembered
def kept(view: View) -> sa.Select:
    """One row: each measure's key → whether the base has ever filled what it reads (boolean), whoever
    looks and through whichever filter."""
    columns = dict.fromkeys(name for measure in MEASURES for name in measure.columns)
    deals = view.unfiltered_base().deals(*columns)
    filled = [
        sa.func.count(sa.func.coalesce(*(sa.cast(deals.c[name], sa.Text) for name in measure.columns))) > 0
        if len(measure.columns) > 1
        else sa.func.count(deals.c[measure.columns[0]]) > 0
        for measure in MEASURES
    ]
    return sa.select(*(value.label(measure.key) for value, measure in zip(filled, MEASURES, strict=True)))


@remembered
def trend(view: View) -> sa.Select:
    """A row per import and measure, oldest first: ``import_id``, ``at`` (its time), ``measure`` (a metric's
    key), ``bad`` and ``total`` (counts over the managers in view). Of the filters only those by manager,
    team and role narrow it: more is not kept of the past."""
    rows = view.quality_scores("import_id", "at", "measure", "bad", "total")
    keys = [rows.c.import_id, rows.c.at, rows.c.measure]
    sums = [sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger).label(name) for name in ("bad", "total")]
    return sa.select(*keys, *sums).group_by(*keys).order_by(*keys)


def _metric(
    key: str,
    name: Words,
    definition: Words,
    formula: Words,
    expression: Expression,
    behind: Expression,
    *,
    additive: bool = True,
    bad: bool = True,
) -> Metric:
    good = False if bad else None
    return Metric(key, name, definition, formula, Unit.COUNT, Clock.BASE, expression, behind, good, additive)


def _counted(key: str, name: Words, definition: Words, formula: Words) -> Metric:
    measure = BY_KEY[key]
    expression = _count(measure.behind, measure.people)
    return _metric(key, name, definition, formula, expression, measure.behind, additive=not measure.people)


METRICS = (
    Metric(
        "quality_score",
        Words("Качество базы", "Quality of the base"),
        Words(
            "Среднее по проверкам: какая доля сделок в порядке. Проверки: сумма, источник, клиент, следующий шаг и сроки открытых, причина проигранных, похожие сделки и клиенты. Столбец, который база никогда не заполняла, не считается.",
            "Mean over the checks of the share in order. Checks: amount, source, customer, next step and dates of open deals, reason of lost ones, deals and customers alike. A column the base has never filled is left out.",
        ),
        Words("среднее (1 − плохих / всех) по проверкам", "mean over checks (1 − bad / all)"),
        Unit.SHARE,
        Clock.BASE,
        _score,
        _any_fault,
        up_is_good=True,
    ),
    _metric(
        "deals_in_base",
        Words("Сделок в базе", "Deals in the base"),
        Words(
            "Все сделки, когда бы они ни были созданы и закрыты.", "All deals, whenever created or closed."
        ),
        Words("число сделок", "count of deals"),
        _count(_all),
        _all,
        bad=False,
    ),
    _metric(
        "open_in_base",
        Words("Открытых в базе", "Open in the base"),
        Words("Все сделки в работе, независимо от периода.", "All deals in work, whatever the period."),
        Words("число открытых", "count of open"),
        _count(_is_open),
        _is_open,
        bad=False,
    ),
    _metric(
        "lost_in_base",
        Words("Проигранных в базе", "Lost in the base"),
        Words("Все проигранные сделки, независимо от периода.", "All lost deals, whatever the period."),
        Words("число проигранных", "count of lost"),
        _count(_is_lost),
        _is_lost,
        bad=False,
    ),
    _metric(
        "customers_in_base",
        Words("Клиентов в сделках", "Customers in the deals"),
        Words(
            "Клиенты всех сделок, независимо от периода.", "The customers of all deals, whatever the period."
        ),
        Words("число разных клиентов", "count of different customers"),
        _count(_all, people=True),
        lambda c, m: c.customer_id.is_not(None),
        additive=False,
        bad=False,
    ),
    _counted(
        "without_amount",
        Words("Нет суммы", "No amount"),
        Words("Сделки без суммы, в любой валюте.", "Deals without an amount, in whichever currency."),
        Words("число сделок без суммы", "count of deals without an amount"),
    ),
    _counted(
        "without_source",
        Words("Нет источника", "No source"),
        Words(
            "Сделки, о которых неизвестно, откуда они пришли.",
            "Deals of which nobody knows where they came from.",
        ),
        Words("число сделок без источника", "count of deals without a source"),
    ),
    _counted(
        "without_customer",
        Words("Нет клиента", "No customer"),
        Words(
            "Сделки без клиента: в повторных продажах и оттоке их нет.",
            "Deals without a customer: repeat sales and churn know nothing of them.",
        ),
        Words("число сделок без клиента", "count of deals without a customer"),
    ),
    _counted(
        "without_next_step",
        Words("Нет следующего шага", "No next step"),
        Words("Открытые сделки, по которым ничего не намечено.", "Open deals for which nothing is planned."),
        Words("число открытых без следующего шага", "count of open without a next step"),
    ),
    _counted(
        "overdue_deals",
        Words("Просрочено", "Overdue"),
        Words(
            "Открытые сделки, у которых прошёл ожидаемый день закрытия или срок следующего шага.",
            "Open deals past their expected closing or past their next step.",
        ),
        Words(
            "число открытых: закрытие или шаг раньше сегодня",
            "count of open with closing or step before today",
        ),
    ),
    _counted(
        "without_loss_reason",
        Words("Нет причины потери", "No loss reason"),
        Words("Проигранные сделки без причины.", "Lost deals without a reason."),
        Words("число проигранных без причины", "count of lost without a reason"),
    ),
    _counted(
        "alike_deals",
        Words("Похожие сделки", "Deals alike"),
        Words(
            "Сделки одного клиента с одной суммой и названием, созданные в пределах недели (без названия — в один день): вероятно, заведены дважды.",
            "Deals of one customer with one amount and name created within a week (without a name, on one day): probably entered twice.",
        ),
        Words("число сделок, похожих на другую", "count of deals that look like another"),
    ),
    _counted(
        "alike_customers",
        Words("Похожие клиенты", "Customers alike"),
        Words(
            "Клиенты, у которых с другим совпадает ИНН, телефон или почти совпадает имя (если ИНН не разные): вероятно, один и тот же.",
            "Customers who share a tax number, a phone or nearly a name with another (unless tax numbers differ): probably the same one.",
        ),
        Words("число клиентов, похожих на другого", "count of customers that look like another"),
    ),
)
