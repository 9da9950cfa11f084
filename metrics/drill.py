"""The deals behind a number: same view, same clock, same condition, so list and number agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from data import sql
from data.errors import BadInput, Unknown
from data.schema import WON
from metrics import catalogue, changed_deals, changes, customer_deals, funnel_deals, moments
from metrics.asked import asked_for
from metrics.metric import Clock, Expression
from metrics.remembered import remembered
from metrics.view import View

COLUMNS = (
    "deal_id",
    "name",
    "customer",
    "customer_id",
    "manager",
    "team",
    "pipeline",
    "stage",
    "status",
    "amount",
    "amount_as_given",
    "currency",
    "list_amount",
    "discount",
    "cost",
    "source",
    "channel",
    "product_group",
    "region",
    "segment",
    "loss_reason",
    "created_at",
    "closed_at",
    "expected_close",
    "last_activity_at",
)


@dataclass(frozen=True)
class Population:
    """Which rows of which room a number is made of; ``value`` is the column it adds up, if it does, and
    ``beside`` are columns that tell of the number and that no deal has by itself."""

    room: str
    clock: Clock
    time: str
    behind: Expression
    value: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def is_of_deals(self) -> bool:
        """A row of the room is a deal with all its columns: none has to be looked up."""
        return self.room == "deals" or self.room in changes.ROOMS

    @property
    def columns(self) -> tuple[str, ...]:
        """Of a deal, and of the number."""
        own = [self.value] if self.value and self.value not in COLUMNS else []
        return (*COLUMNS, *own, *self.beside)


def population(key: str) -> Population:
    """``key`` is a metric, or one of the funnel's with its stage: ``reached:3``, ``lost_at:2``, of the
    customers' with its argument: ``bought:3``, ``cohort:2026-05:2``, of what changed between two uploads:
    ``changed:due:lost``, or ``check:1000:2000``, won deals with an amount from 1000 up to 2000. Raises
    Unknown."""
    name, _, argument = key.partition(":")
    if not argument:
        metric = catalogue.metric(key)
        beside: tuple[str, ...] = changed_deals.BESIDE if metric.clock is Clock.UPLOADS else ()
        return Population(metric.room, metric.clock, metric.time, metric.behind, metric.value, beside)
    if name == "check":
        return Population("deals", Clock.CLOSED, "closed_at", _check_between(argument), "amount")
    if name in changed_deals.KINDS:
        room, behind, value, beside = changed_deals.population(argument)
        return Population(room, Clock.UPLOADS, "created_at", behind, value, beside)
    for family in (funnel_deals, customer_deals):
        if name in family.KINDS:
            room, clock, time, behind = family.population(name, argument)
            return Population(room, clock, time, behind, "amount")
    raise Unknown(
        "list of deals", name, [*funnel_deals.KINDS, *customer_deals.KINDS, *changed_deals.KINDS, "check"]
    )


def _check_between(argument: str) -> Expression:
    low, _, high = argument.partition(":")
    try:
        bounds = [float(bound) if bound else None for bound in (low, high)]
    except ValueError:
        bounds = [math.nan]
    if not all(bound is None or math.isfinite(bound) for bound in bounds):
        raise BadInput("“{value}” is not a range of amounts such as 1000:2000.", value=argument)

    def between(c, m):
        conditions = [c.status == "won", c.amount.is_not(None)]
        if bounds[0] is not None:
            conditions.append(c.amount >= bounds[0])
        if bounds[1] is not None:
            conditions.append(c.amount < bounds[1])
        return sa.and_(*conditions)

    return between


@remembered
def deal_ids(view: View, key: str) -> sa.Select:
    """The identifiers of the deals behind ``key``."""
    what = population(key)
    facts = changes.rows(view, what.room, "deal_id", what.time, *asked_for(view, what.behind))
    at = moments.Moments(view)
    where = moments.on_the_clock(view, what.clock, facts.c[what.time], at)
    return sa.select(facts.c.deal_id).where(*where, what.behind(facts.c, at))


@remembered
def deals_behind(
    view: View,
    key: str,
    search: str = "",
    order: str = "closed_at",
    *,
    descending: bool = True,
    most: int | None = None,
) -> sa.Select:
    """COLUMNS of each deal behind ``key``, or of the first ``most``; newest closing first unless ``order``
    names another column; ``search`` narrows by name, customer, manager or id, letter case ignored. Raises
    Unknown.

    ``amount`` is in the view's currency and NULL for a deal in another one, whose own amount is
    ``amount_as_given``. A number that adds up a column no deal has (``year_amount``) brings it along.
    """
    names = population(key).columns
    if order not in names:
        raise Unknown("column", order, names)
    rows = _rows(view, key, search, names)
    if most is not None:  # ordered by two columns before the others are looked up
        narrow = _rows(view, key, search, ("deal_id", order))
        first = sa.select(narrow.c.deal_id).order_by(*_placed(narrow, order, descending)).limit(most)
        rows = _with_value(view, population(key), names, [lambda deals: deals.c.deal_id.in_(first)])
    return sa.select(*rows.c).order_by(*_placed(rows, order, descending))


def _placed(rows: sa.Subquery, order: str, descending: bool) -> list[sa.ColumnElement]:
    column = rows.c[order]
    newest_first = order == "closed_at" and descending
    ordered = column.desc() if descending else column
    return [ordered.nulls_first() if newest_first else ordered.nulls_last(), rows.c.deal_id]


Condition = Callable[[sa.Subquery], sa.ColumnElement[bool]]


def _rows(view: View, key: str, search: str, names: Sequence[str]) -> sa.Subquery:
    """The columns ``names`` of the deals behind ``key``."""
    what, at = population(key), moments.Moments(view)
    own = (what.time, *asked_for(view, what.behind)) if what.is_of_deals else ()
    conditions: list[Condition] = [lambda deals: deals.c.deal_id.in_(deal_ids(view, key))]
    if what.is_of_deals:  # no need to look the deals up by what they are
        conditions = [
            lambda deals: sa.and_(
                *moments.on_the_clock(view, what.clock, deals.c[what.time], at), what.behind(deals.c, at)
            )
        ]
    if search.strip():
        own, conditions = (*own, *SEARCHED), [*conditions, lambda deals: _found(deals, search)]
    return _with_value(view, what, names, conditions, own)


def _with_value(
    view: View,
    what: Population,
    names: Sequence[str],
    conditions: Sequence[Condition],
    own: Sequence[str] = (),
) -> sa.Subquery:
    added = [] if what.is_of_deals else [name for name in names if name not in COLUMNS]
    shown = [name for name in names if name not in added]
    room = what.room if what.is_of_deals else "deals"
    deals = changes.rows(view, room, *dict.fromkeys(("deal_id", *shown, *own)))
    columns: list[sa.ColumnElement] = [deals.c[name] for name in shown]
    source: sa.FromClause = deals
    if added:
        facts = changes.rows(view, what.room, "deal_id", *added)
        columns, source = (
            [*columns, *(facts.c[name] for name in added)],
            deals.join(facts, facts.c.deal_id == deals.c.deal_id),
        )
    where = [condition(deals) for condition in conditions]
    return sa.select(*columns).select_from(source).where(*where).subquery("behind")


SEARCHED = ("name", "customer", "deal_id", "manager")


def _found(deals: sa.Subquery, search: str) -> sa.ColumnElement[bool]:
    part = sa.literal(search.strip(), sa.Text)
    return sa.or_(*(sql.contains_text(sa.func.coalesce(deals.c[name], ""), part) for name in SEARCHED))


SUMMED = ("customer_id", "status", "currency", "amount_as_given", "amount", "list_amount", "discount", "cost")


@remembered
def totals(view: View, key: str, search: str = "") -> sa.Select:
    """One row over the list: ``deals``, ``customers`` (distinct), ``won`` (counts) · ``amount``,
    ``won_amount``, ``list_amount``, ``discount``, ``cost`` (in the view's currency, NULL where no deal
    has one) · ``value``: the sum of the column the number adds up, if it does (``amount`` else) ·
    ``counted`` (deals whose amount is in the sum), ``without_amount`` and ``foreign`` (deals in a currency
    that is not counted)."""
    value = population(key).value or "amount"
    rows = _rows(view, key, search, tuple(dict.fromkeys((*SUMMED, value))))
    foreign = sa.and_(rows.c.currency.is_not(None), rows.c.currency != view.currency)
    return sa.select(
        sa.func.count().label("deals"),
        sa.func.count(rows.c.customer_id.distinct()).label("customers"),
        sql.count_where(rows.c.status == WON).label("won"),
        *(sa.func.sum(rows.c[name]).label(name) for name in ("amount", "list_amount", "discount", "cost")),
        sql.sum_where(rows.c.status == WON, rows.c.amount).label("won_amount"),
        sa.func.sum(rows.c[value]).label("value"),
        sa.func.count(rows.c.amount).label("counted"),
        sql.count_where(rows.c.amount_as_given.is_(None)).label("without_amount"),
        sql.count_where(foreign).label("foreign"),
    )
