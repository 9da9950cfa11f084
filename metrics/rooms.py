"""A fact table with the tables around it, as one wide table of named columns."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import schema
from data.errors import Unknown
from metrics.dimensions import NOT_SET


def named(columns: sa.ColumnCollection, name: str, kind: str) -> ColumnElement:
    if name not in columns:
        raise Unknown(kind, name, columns.keys())
    return columns[name]


def no_money(name: str) -> ColumnElement:
    """In place of money that the person may not see."""
    return sa.cast(sa.null(), schema.Money).label(name)


def lets_through(column: ColumnElement, values: tuple[str, ...]) -> ColumnElement[bool]:
    """True where the column holds one of the values; with no values at all, nothing passes."""
    named = [value for value in values if value != NOT_SET]
    conditions = [column.in_(named)] if named else []
    if NOT_SET in values:
        conditions.append(column.is_(None))
    return sa.or_(*conditions) if conditions else sa.false()


class Room:
    """One fact table with the tables around it; a table is joined only when one of its columns is asked
    for, for no engine drops an unneeded join by itself."""

    def __init__(
        self,
        table: sa.Table,
        currency: str,
        own_currency: str = "",
        few: sa.Subquery | None = None,
        *,
        sees_cost: bool = False,
        years: sa.Subquery | None = None,
    ) -> None:
        """``few``: some of the table's rows, to be read instead of all. ``years``: by deal the
        ``year_amount`` that counts, instead of the table's own."""
        self.table = table
        self.facts: sa.FromClause = table if few is None else few
        self.currency = currency
        self.own_currency = own_currency or currency
        self.neighbours: dict[sa.FromClause, str] = {}
        self.people: sa.Subquery | None = None
        self.derived: dict[str, Callable[[], ColumnElement]] = {
            "manager": self._manager,
            "team": lambda: self._of_manager("team"),
            "role": lambda: self._of_manager("role"),
            "customer": lambda: sa.func.coalesce(self._of_customer("name"), self.facts.c.customer_id),
            "segment": self._segment,
            "alike": lambda: self._of(schema.alike_deals, "deal_id", "alike"),
            "customer_alike": lambda: self._of(schema.alike_customers, "customer_id", "alike"),
            "phone": lambda: self._of_customer("phone"),
            "email": lambda: self._of_customer("email"),
            "region": lambda: sa.func.coalesce(self._own("region"), self._of_customer("region")),
            "currency": lambda: sa.func.coalesce(
                self._own("currency"), sa.literal(self.own_currency, sa.Text)
            ),
            "status": lambda: self._own("status") if "status" in self.facts.c else sa.literal(schema.WON),
        }
        for money in ("amount", "cost", "list_amount", "discount", "year_amount"):
            self.derived[money] = self._counted(lambda money=money: self._own(money))  # type: ignore[misc]
            self.derived[f"{money}_as_given"] = lambda money=money: self._own(money)  # type: ignore[misc]
        if years is not None:
            self.derived["year_amount"] = self._counted(lambda: self._of(years, "deal_id", "year_amount"))
        if not sees_cost:
            for name in ("cost", "cost_as_given"):
                self.derived[name] = lambda name=name: no_money(name)  # type: ignore[misc]

    def column(self, name: str) -> ColumnElement:
        return self.raw(name).label(name)

    def raw(self, name: str) -> ColumnElement:
        if name in self.derived:
            return self.derived[name]()
        return self._own(name)

    def condition(self, name: str, values: tuple[str, ...]) -> ColumnElement[bool]:
        """A purchase lacks some columns of its deal (its stage, say): there the deal is asked."""
        if name in self.derived or name in self.facts.c or self.table is not schema.purchases:
            return lets_through(self.raw(name), values)
        deals = sa.select(schema.deals.c.deal_id).where(lets_through(schema.deals.c[name], values))
        return self.facts.c.deal_id.in_(deals)

    def joined(self) -> sa.FromClause:
        joined: sa.FromClause = self.facts
        for table, key in self.neighbours.items():
            joined = joined.outerjoin(table, self.facts.c[key] == table.c[key])
        if self.people is not None:
            joined = joined.outerjoin(self.people, self.people.c.manager_id == self.facts.c.manager_id)
        return joined

    def _own(self, name: str) -> ColumnElement:
        if name not in self.facts.c:
            raise Unknown("column", name, [*self.facts.c.keys(), *self.derived])
        return self.facts.c[name]

    def _of_manager(self, name: str) -> ColumnElement:
        return self._of(schema.managers, "manager_id", name)

    def _of_customer(self, name: str) -> ColumnElement:
        return self._of(schema.customers, "customer_id", name)

    def _manager(self) -> ColumnElement[str]:
        """The name, or the identifier where there is none; namesakes, in scope or not, stay two people."""
        if self.people is None:
            m = schema.managers.c
            shared = sa.func.count().over(partition_by=m.name) > 1
            name = sa.case((shared, m.name + " (" + m.manager_id + ")"), else_=m.name)
            self.people = sa.select(m.manager_id, name.label("label")).subquery("people")
        return sa.func.coalesce(self.people.c.label, self.facts.c.manager_id)

    def _segment(self) -> ColumnElement:
        """A base that is cut by industry only is cut by it."""
        if "segment" in self.facts.c and self.table is not schema.customers:
            return self.facts.c.segment  # worked out at import: no customer has to be looked up
        return sa.func.coalesce(self._of_customer("segment"), self._of_customer("industry"))

    def _of(self, table: sa.FromClause, key: str, name: str) -> ColumnElement:
        if table is not self.table:
            self.neighbours[table] = key
        return table.c[name]

    def _counted(self, money: Callable[[], ColumnElement]) -> Callable[[], ColumnElement]:
        """Money in another currency has no value here: it is never added up without a rate."""

        def counted() -> ColumnElement:
            own = self.facts.c.currency
            named = own == self.currency
            counts = sa.or_(own.is_(None), named) if self.own_currency == self.currency else named
            return sa.case((counts, money()))

        return counted
