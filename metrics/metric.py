"""What a metric is, and the room and clock it is read by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from sqlalchemy.sql.elements import ColumnElement

from metrics.words import Words


class Unit(Enum):
    MONEY = "money"
    COUNT = "count"
    SHARE = "share"  # a fraction, 0.6315
    DAYS = "days"
    TIMES = "times"  # purchases per customer
    MONEY_A_DAY = "money_a_day"


class Clock(Enum):
    """Which rows of the room belong to a period."""

    CLOSED = "closed"  # deals closed in it
    CREATED = "created"  # deals created in it
    NOW = "now"  # open deals as they stand; no period
    BASE = "base"  # all deals as they stand; no period
    BOUGHT = "bought"  # purchases made in it
    LIFETIME = "lifetime"  # purchases up to its last day
    AS_OF = "as_of"  # purchases up to its last day, seen from that day
    UPLOADS = "uploads"  # deals as the uploads at its two ends showed them


STANDING = (Clock.NOW, Clock.BASE)
"""As of now, whatever the period."""

NO_COURSE = (*STANDING, Clock.UPLOADS)
"""A period is one question to them: they have no course over time."""


class Moments(Protocol):
    """The days an AS_OF metric looks from: bound values, or columns where there is a row per grain.

    ``before`` is the day before the period, ``last`` its last day T; ``before_limit`` and
    ``last_limit`` lie ``window`` = W days earlier: who last bought before that day is gone.
    ``is_short``: no period is longer than W. ``bought_lately(columns)``: from ``last_limit`` to ``last``. ``today`` is today, whatever the period; ``is_kept(columns)``:
    some deal of the whole base has a value in one of them.
    """

    @property
    def before(self) -> Any: ...
    @property
    def last(self) -> Any: ...
    @property
    def before_limit(self) -> Any: ...
    @property
    def last_limit(self) -> Any: ...
    @property
    def window(self) -> Any: ...
    @property
    def is_short(self) -> bool: ...
    @property
    def today(self) -> Any: ...
    def is_kept(self, *columns: str) -> ColumnElement[bool]: ...
    def bought_lately(self, c: Any) -> ColumnElement[bool]: ...


Columns = Any
"""A namespace of the room's columns: ``c.amount``, ``c.status`` …"""

Expression = Callable[[Columns, Moments], ColumnElement[Any]]


@dataclass(frozen=True)
class Metric:
    """``expression`` aggregates the room's rows; ``behind`` says which of its rows the number is made of,
    and ``value`` which of their columns it adds up (None where it is not a sum).

    ``up_is_good``: None where neither direction is good in itself. ``additive``: parts sum to the whole.
    """

    key: str
    name: Words
    definition: Words
    formula: Words
    unit: Unit
    clock: Clock
    expression: Expression
    behind: Expression
    up_is_good: bool | None
    additive: bool = False
    value: str | None = None
    of: str | None = None
    """The count that a share is a part of: with it the share is whole cases, “12 of 17”."""

    @property
    def room(self) -> str:
        if self.clock is Clock.UPLOADS:
            return "due_changes"
        return "purchases" if self.clock in (Clock.BOUGHT, Clock.LIFETIME, Clock.AS_OF) else "deals"

    @property
    def time(self) -> str:
        """The room's column the clock reads."""
        return {
            Clock.CLOSED: "closed_at",
            Clock.CREATED: "created_at",
            Clock.NOW: "created_at",
            Clock.BASE: "created_at",
            Clock.UPLOADS: "created_at",
        }.get(self.clock, "purchased_on")

    @property
    def is_whole(self) -> bool:
        """A count, never NULL: no rows means 0."""
        return self.unit is Unit.COUNT
