"""What is asked of the numbers, once for the oracle and once more for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from metrics import view as views
from metrics.catalogue import METRICS
from metrics.dimensions import NOT_SET
from metrics.metric import NO_COURSE
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, NOBODY, Filters, Scope, View
from tests.metrics import oracle
from tests.metrics.oracle import Question, World

TODAY = date(2026, 3, 20)
WINDOW = 30
FEBRUARY = Period(date(2026, 2, 1), date(2026, 3, 1))
LONG = Period(date(2025, 7, 1), date(2026, 3, 16))
"""Longer than the churn window, and it starts and ends inside a week, a month and a quarter."""

TIMELESS = tuple(key for key, metric in METRICS.items() if metric.clock not in NO_COURSE)


@dataclass(frozen=True)
class Case:
    name: str
    by: tuple[str, ...] = ()
    grain: str | None = None
    scope: Scope = EVERYTHING
    filters: Filters = field(default_factory=Filters)
    period: Period = ALL_TIME

    @property
    def metrics(self) -> tuple[str, ...]:
        return TIMELESS if self.grain else tuple(METRICS)

    def view(self, world: World) -> View:
        days = [oracle.day(d[c]) for d in world.deals for c in ("created_at", "closed_at") if d.get(c)]
        return View(
            self.scope,
            TODAY,
            self.filters,
            self.period,
            churn_days=WINDOW,
            first_day=min(days, default=TODAY),
        )

    def question(self, world: World) -> Question:
        seen = tuple(d for d in world.deals if self._sees(world, d))
        mine = frozenset(d["deal_id"] for d in world.deals if self._in_scope(world, d))
        return Question(
            world,
            seen,
            TODAY,
            self.period.start,
            self.period.end,
            WINDOW,
            in_scope=mine,
            sees_cost=self.scope.kind in ("everything", "team"),
        )

    def _in_scope(self, world: World, d: dict[str, Any]) -> bool:
        return {
            "nobody": False,
            "everything": True,
            "team": world.manager(d).get("team") == self.scope.value,
            "manager": d.get("manager_id") == self.scope.value,
        }[self.scope.kind]

    def _sees(self, world: World, d: dict[str, Any]) -> bool:
        return self._in_scope(world, d) and all(
            (oracle.dimension(world, key, d)[-1] or NOT_SET) in values for key, values in self.filters.chosen
        )


CASES = (
    Case("all_time"),
    Case("a_month", period=FEBRUARY),
    Case("longer_than_the_window", period=LONG),
    Case("since", period=Period(start=date(2026, 2, 1))),
    Case("until", period=Period(end=date(2026, 2, 1))),
    Case("by_team", by=("team",), period=LONG),
    Case("by_manager", by=("manager",)),
    Case("by_source", by=("source",), period=FEBRUARY),
    Case("by_customer", by=("customer",), period=LONG),
    Case("by_region_and_segment", by=("region", "segment")),
    Case("by_currency", by=("currency",)),
    Case("monthly", grain="month"),
    Case("monthly_in_a_period", grain="month", period=LONG),
    Case("weekly", grain="week", period=LONG),
    Case("daily", grain="day", period=FEBRUARY),
    Case("quarterly", grain="quarter"),
    Case("yearly", grain="year", period=LONG),
    Case("monthly_by_team", by=("team",), grain="month", period=LONG),
    Case("weekly_by_customer", by=("customer",), grain="week", period=FEBRUARY),
    Case("one_source", filters=Filters.of(source="Site"), period=LONG),
    Case("no_source_or_calls", filters=Filters.of(source=[NOT_SET, "Call"])),
    Case("no_team", filters=Filters.of(team=NOT_SET), grain="month"),
    Case("region_and_segment", filters=Filters.of(region="North", segment=["Retail", NOT_SET])),
    Case("one_customer", filters=Filters.of(customer="c1"), period=LONG),
    Case("a_team", scope=views.team("East"), by=("manager",), period=LONG),
    Case("a_manager", scope=views.manager("m1"), grain="month"),
    Case("a_manager_of_no_team", scope=views.manager("m9"), period=LONG),
    Case("nobody", scope=NOBODY),
    Case("nobody_by_team_monthly", scope=NOBODY, by=("team",), grain="month"),
)
