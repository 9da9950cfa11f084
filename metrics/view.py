"""The only way to data: who looks, at what, over which period.

A view hands out tables that already carry ``scope AND filters``; it and
``rooms`` are the only modules outside ``data`` that touch the store's tables. There is no
default scope. The period is *not* applied here, because each metric reads it
by its own clock (closed, created, bought).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import schema, sql
from metrics.dimensions import dimension
from metrics.period import ALL_TIME, Period
from metrics.rooms import Room, named, no_money


@dataclass(frozen=True)
class Scope:
    """Whose deals may be read at all. Made by name only: ``EVERYTHING``, ``team(…)``, ``manager(…)``.

    Without ``sees_cost`` whatever a deal cost has no value, here and in every aggregate.
    """

    kind: Literal["nobody", "everything", "team", "manager"] = "nobody"
    value: str = ""
    sees_cost: bool = False


NOBODY = Scope()
EVERYTHING = Scope("everything", sees_cost=True)


def team(name: str) -> Scope:
    return Scope("team", name, sees_cost=True)


def manager(manager_id: str) -> Scope:
    return Scope("manager", manager_id)


@dataclass(frozen=True)
class Filters:
    """Dimension keys with the values let through; ``NOT_SET`` lets the empty ones through."""

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, **values: tuple[str, ...] | list[str] | str) -> Filters:
        pairs = ((key, (v,) if isinstance(v, str) else tuple(v)) for key, v in values.items())
        return cls(tuple(sorted((key, v) for key, v in pairs if v)))

    def __post_init__(self) -> None:
        for key, _ in self.chosen:
            dimension(key)

    def values(self, key: str) -> tuple[str, ...]:
        return dict(self.chosen).get(key, ())

    def and_(self, key: str, *values: str) -> Filters:
        """One more condition; on a dimension already filtered, what both let through."""
        already = dict(self.chosen).get(key)
        kept = values if already is None else tuple(v for v in values if v in already)
        return Filters(tuple(sorted({**dict(self.chosen), key: kept}.items())))

    def without(self, *keys: str) -> Filters:
        return Filters(tuple((key, values) for key, values in self.chosen if key not in keys))


@dataclass(frozen=True)
class View:
    """``today`` is the one reading of the clock; ``currency`` the one money is counted in,
    ``own_currency`` that of deals which name none ('' where it is the same);
    ``churn_days`` the window W and ``first_day`` the base's first, None while they are not known."""

    scope: Scope
    today: date
    filters: Filters = field(default_factory=Filters)
    period: Period = ALL_TIME
    currency: str = "RUB"
    own_currency: str = ""
    churn_days: int | None = None
    first_day: date | None = None

    def with_(self, **changes: object) -> View:
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def as_of(self) -> date:
        """T: the last day of the period that has come."""
        return self.period.last_day(self.today)

    def deals(self, *columns: str) -> sa.Subquery:
        return self._scoped(schema.deals, columns, "deals")

    def purchases(self, *columns: str, among: sa.Select | None = None) -> sa.Subquery:
        """Won deals of known customers. ``number``, ``first_on``, ``gap_days``, ``next_on`` and
        ``rhythm_days`` are the customer's own over the whole base, whoever sold to him; ``year_amount``
        is what those in scope sold him.
        ``among``: of these deals only, cut before a name is looked up."""
        return self._scoped(schema.purchases, columns, "purchases", among)

    def customers(self, *columns: str) -> sa.Subquery:
        """The customers of the deals in view."""
        mine = sa.select(self.deals("customer_id").c.customer_id)
        wanted = [named(schema.customers.c, name, "customer column") for name in columns]
        return sa.select(*wanted).where(schema.customers.c.customer_id.in_(mine)).subquery("customers")

    def stage_visits(self, *columns: str, deal_columns: tuple[str, ...] = ()) -> sa.Subquery:
        """Visits of the deals in view, each with ``deal_columns`` of its deal."""
        deals = self.deals("deal_id", *(name for name in deal_columns if name != "deal_id"))
        return self._of_deals(schema.stage_visits, columns, deals, "stage_visits")

    def deal_items(self, *columns: str, deal_columns: tuple[str, ...] = ()) -> sa.Subquery:
        deals = self.deals("deal_id", *(name for name in deal_columns if name != "deal_id"))
        return self._of_deals(schema.deal_items, columns, deals, "deal_items")

    def deals_ever(self, *columns: str) -> sa.Subquery:
        """Also the deals that a person said the CRM deleted: some day they were there."""
        return self._scoped(schema.deals, columns, "deals_ever", ever=True)

    def deal_changes(self, *columns: str) -> sa.Subquery:
        """What successive uploads showed of the deals in view, those deleted since too."""
        return self._of_deals(schema.deal_changes, columns, self.deals_ever("deal_id"), "deal_changes")

    def deal_snapshots(self, *columns: str) -> sa.Subquery:
        """The uploads of deals; that there was one is no one's secret."""
        wanted = [named(schema.deal_snapshots.c, name, "column") for name in columns]
        return sa.select(*wanted).subquery("deal_snapshots")

    def managers(self, *columns: str) -> sa.Subquery:
        """The managers in scope and in the filters by manager, team and role."""
        return self._of_managers(schema.managers, columns, "managers")

    def stages(self, *columns: str) -> sa.Subquery:
        """The stages of the pipelines; no one's secret, so no scope."""
        where = []
        if pipelines := self.filters.values("pipeline"):
            where.append(schema.stages.c.pipeline.in_(pipelines))
        wanted = [named(schema.stages.c, name, "stage column") for name in columns]
        return sa.select(*wanted).where(*where).subquery("stages")

    def quality_scores(self, *columns: str) -> sa.Subquery:
        """What was counted at each import of the deals of the managers in view."""
        return self._of_managers(schema.quality_scores, columns, "quality_scores")

    def plans(self, *columns: str) -> sa.Subquery:
        """Plans of the managers in view; a team's or the company's own plan only for who sees all of it."""
        own = schema.plans.c.manager_id.in_(sa.select(self.managers("manager_id").c.manager_id))
        wide = [schema.plans.c.manager_id == ""]
        if self.scope.kind == "team":
            wide.append(schema.plans.c.team == self.scope.value)
        elif self.scope.kind != "everything":
            wide.append(sa.false())
        wanted = [named(schema.plans.c, name, "plan column") for name in columns]
        return sa.select(*wanted).where(sa.or_(own, sa.and_(*wide))).subquery("plans")

    def whole_base(self) -> View:
        """The same question over everybody. For statements that return *only* aggregates
        of at least five people, such as the team's median. To who may see nothing, nothing."""
        if self.scope.kind == "nobody":
            return self
        return self.with_(
            scope=replace(EVERYTHING, sees_cost=self.scope.sees_cost),
            filters=self.filters.without("manager", "team", "role"),
        )

    def unfiltered_base(self) -> View:
        """The whole base without any filter: what is known of it does not depend on who looks."""
        return self.whole_base().with_(filters=Filters())

    def _of_managers(self, facts: sa.Table, columns: tuple[str, ...], name: str) -> sa.Subquery:
        room = Room(facts, self.currency, self.own_currency)
        where = [self._scope_condition(facts), *self._filter_conditions(room, ("manager", "team", "role"))]
        wanted = [room.column(column) for column in columns]
        return sa.select(*wanted).select_from(room.joined()).where(*where).subquery(name)

    def _scoped(
        self,
        facts: sa.Table,
        columns: tuple[str, ...],
        name: str,
        among: sa.Select | None = None,
        *,
        ever: bool = False,
    ) -> sa.Subquery:
        few = None if among is None else sa.select(facts).where(facts.c.deal_id.in_(among)).subquery("few")
        narrow = self.scope.kind != "everything" and "year_amount" in columns
        years = self._own_years() if narrow else None
        seen = self.scope.sees_cost
        room = Room(facts, self.currency, self.own_currency, few, sees_cost=seen, years=years)
        wanted = [room.column(column) for column in dict.fromkeys(columns)]
        where = [self._scope_condition(room.facts), *self._filter_conditions(room)]
        if "missing_since" in room.facts.c and not ever:  # deleted in the CRM, as somebody said
            where.append(room.facts.c.missing_since.is_(None))
        return sa.select(*wanted).select_from(room.joined()).where(*where).subquery(name)

    def _own_years(self) -> sa.Subquery:
        """What a customer bought in a year from those in scope: what others sold him is not told."""
        p = schema.purchases.c
        day = sql.days_between(p.first_on, p.purchased_on)
        year = sa.func.sum(p.amount).over(
            partition_by=(p.customer_id, p.currency), order_by=day, range_=(-364, 0)
        )
        mine = self._scope_condition(schema.purchases)
        return (
            sa.select(p.deal_id, sa.cast(year, schema.Money).label("year_amount"))
            .where(mine)
            .subquery("own_years")
        )

    def _of_deals(
        self, facts: sa.Table, columns: tuple[str, ...], deals: sa.Subquery, name: str
    ) -> sa.Subquery:
        own = [
            no_money(column)
            if column == "cost" and not self.scope.sees_cost
            else named(facts.c, column, "column")
            for column in columns
        ]
        theirs = [column for column in deals.c if column.key not in columns]
        joined = facts.join(deals, deals.c.deal_id == facts.c.deal_id)
        return sa.select(*own, *theirs).select_from(joined).subquery(name)

    def _scope_condition(self, facts: sa.FromClause) -> ColumnElement[bool]:
        if self.scope.kind == "everything":
            return sa.true()
        if self.scope.kind == "manager":
            return facts.c.manager_id == self.scope.value
        if self.scope.kind == "team":
            return facts.c.manager_id.in_(
                sa.select(schema.managers.c.manager_id).where(schema.managers.c.team == self.scope.value)
            )
        return sa.false()

    def _filter_conditions(
        self, room: Room, only: tuple[str, ...] | None = None
    ) -> list[ColumnElement[bool]]:
        return [
            room.condition(dimension(key).column, values)
            for key, values in self.filters.chosen
            if only is None or key in only
        ]
