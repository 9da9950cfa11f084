"""The people of the page: their numbers, the team's medians, plans, and who they are compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from data.errors import Refused
from metrics import managers, team_months
from metrics.breakdown import breakdown
from metrics.view import View
from ui import cards, series, text
from ui.codes import value_name
from ui.desk import Desk
from ui.funnel.standings import Standing, standings
from ui.series import Bucket


@dataclass(frozen=True)
class Crew:
    """Everything is read at the first asking, once for a run of the page."""

    desk: Desk

    @cached_property
    def rows(self) -> pd.DataFrame:
        """As ``managers.by_manager``, those who had nothing to do in the period left out."""
        found = self.desk.read(managers.by_manager(self.desk.view))
        works = (found["decided"] > 0) | (found["open_deals"] > 0) | (found["revenue"] != 0)
        return found[works].reset_index(drop=True)

    @cached_property
    def medians(self) -> dict[str, float]:
        """Those that five people or more stand behind."""
        row = self.desk.read(managers.team_medians(self.desk.view)).iloc[0]
        return {key: float(row[key]) for key in managers.KPIS if not text.is_missing(row[key])}

    @cached_property
    def people(self) -> int:
        """Who closed a deal in the period, whoever looks."""
        return int(self.desk.read(managers.team_medians(self.desk.view)).iloc[0]["people"])

    @cached_property
    def standings(self) -> list[Standing]:
        """Everybody at each stage beside the others; empty where stages of loss are not known."""
        every = standings(self.desk, "manager")
        return [one for one in every if one.settled and one.stage is not None]

    @cached_property
    def over(self) -> list[Bucket]:
        return series.buckets(self.desk, self.grain)

    @property
    def grain(self) -> str:
        """Weeks at the finest: a day of one person is noise."""
        view = self.desk.view
        grain = cards.grain_for(view.period, view.first_day, view.today)
        return "week" if grain == "day" else grain

    @cached_property
    def courses(self) -> dict[str, list[float]]:
        """Revenue over time by manager, finished buckets only: a young one would look like a fall."""
        rows = self.desk.read(breakdown(self.desk.view, ["revenue"], by=["manager"], grain=self.grain))
        finished = [bucket for bucket in self.over if not bucket.partial]
        return {
            value_name(name): [float(v) for v in series.aligned(own, finished, "revenue", 0)]
            for name, own in rows.groupby("manager", dropna=False)
        }

    @cached_property
    def before(self) -> dict[str, float]:
        """Revenue of the compared period by manager, where it was above nothing."""
        if self.desk.before is None:
            return {}
        rows = self.desk.read(breakdown(self.desk.before, ["revenue"], by=["manager"]))
        return {row.manager: float(row.revenue) for row in rows.itertuples() if row.revenue > 0}

    def growth(self, name: str | None, revenue: float) -> float | None:
        """0.25: a quarter more than in the compared period."""
        was = self.before.get(name) if name else None
        return float(revenue) / was - 1 if was else None

    @cached_property
    def fastest(self) -> float | None:
        """The largest growth of all in view, where there are several to compare."""
        pairs = zip(self.rows["manager"], self.rows["revenue"], strict=True)
        grown = [g for name, revenue in pairs if (g := self.growth(name, revenue)) is not None]
        return max(grown) if len(grown) > 1 else None

    @cached_property
    def plans(self) -> dict[str, float]:
        """Raises Refused where fact and plan do not speak of the same."""
        rows = self.desk.read(team_months.plans_by_manager(self.desk.view))
        return {row.manager: float(row.plan) for row in rows.itertuples() if row.plan and row.plan > 0}

    def attainment(self) -> tuple[dict[str, float], str]:
        """Revenue over plan by manager, and what to say where there is none."""
        try:
            plans = self.plans
        except Refused as refused:
            return {}, text.say(refused) if self._has_plans() else ""
        fact = dict(zip(self.rows["manager"], self.rows["revenue"], strict=True))
        return {name: float(fact[name]) / plan for name, plan in plans.items() if name in fact}, ""

    def _has_plans(self) -> bool:
        return len(self.desk.read(self.desk.view.plans("manager_id").select().limit(1))) > 0

    def view_of(self, name: str | None) -> View:
        return self.desk.view.with_(filters=self.desk.view.filters.and_("manager", name or ""))

    def row(self, name: str | None) -> Any:
        """The row of one manager."""
        names = [None if text.is_missing(n) else n for n in self.rows["manager"]]
        return self.rows.iloc[names.index(name)]

    def ranks(self, key: str) -> dict[str, tuple[int, int]]:
        """Place and number of people ranked, by name."""
        rows = self.desk.read(managers.ranks(self.desk.view, key))
        return {row.manager: (int(row.place), int(row.ranked)) for row in rows.itertuples()}
