"""What a page has before it: the view of who looks, the store, the language, the theme.

Every page begins by asking for it, and asks again in every fragment: rights,
filters and data may have changed since the page was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache

import pandas as pd
import sqlalchemy as sa
import streamlit as st

from data.errors import Refused
from data.settings import Settings, load
from data.store import DataVersion, Store, open_store
from metrics import options as choices
from metrics import period as periods
from metrics.breakdown import TIME, breakdown
from metrics.dimensions import SIDEBAR
from metrics.period import Period
from metrics.view import View
from ui import filters, tables, viewing
from ui.theme import Palette, palette


@dataclass(frozen=True)
class Desk:
    """``view`` is what was chosen; ``before`` the view it is compared with, None for none."""

    store: Store
    settings: Settings
    now: datetime
    version: DataVersion
    view: View
    before: View | None
    chosen: filters.Chosen
    last_day: date | None
    deals: int = 1
    """How many there are in scope, whatever the filters."""
    unheld: bool = True
    """There are deals in scope that no period, or no sum of money, can hold."""
    options: filters.Options = field(default_factory=dict)
    """What each filter can be set to, in scope."""
    starts_too_late: bool = False
    """There is no comparison, for the data does not reach back to the start of the compared period."""

    def read(self, statement: sa.Select) -> pd.DataFrame:
        return tables.read(self.store, self.version, statement)

    def numbers(self, view: View, keys: Sequence[str]) -> dict[str, object]:
        """Metrics over a whole view, None where undefined. One reading where the widest list is asked for
        first: what is known already is not read again."""
        known = self._numbers.setdefault(view, {})
        if missing := [key for key in dict.fromkeys(keys) if key not in known]:
            found = self.read(breakdown(view, missing))
            known |= {key: None if pd.isna(value := found[key].iloc[0]) else value for key in missing}
        return {key: known[key] for key in keys}

    def over_time(self, keys: Sequence[str], grain: str) -> pd.DataFrame:
        """``breakdown`` of the chosen view by ``grain``; from a wider table where one was read before."""
        for at, table in self._over_time:
            if at == grain and {*keys} <= {*table.columns}:
                return table[[TIME, *dict.fromkeys(keys)]]
        found = self.read(breakdown(self.view, keys, grain=grain))
        self._over_time.append((grain, found))
        return found

    @cached_property
    def _numbers(self) -> dict[View, dict[str, object]]:
        return {}

    @cached_property
    def _over_time(self) -> list[tuple[str, pd.DataFrame]]:
        return []

    @property
    def is_empty(self) -> bool:
        return not self.deals

    def must_be_dated(self) -> None:
        """Raises Refused where no period holds any deal."""
        if self.view.first_day is None:
            raise Refused(
                "The deals have no dates: no period can be shown. Add creation or closing dates to the file and upload it again."
            )

    @property
    def elapsed(self) -> Period:
        """The part of the period that has happened."""
        return periods.elapsed(self.view.period, self.view.today)

    @property
    def is_dated(self) -> bool:
        """The data ends long ago: the page looks from its last day."""
        return self.view.today < self.now.date()

    @property
    def currency(self) -> str:
        return self.view.currency

    @cached_property
    def colours(self) -> Palette:
        return palette(st.context.theme.type == "dark")


def store_and_settings() -> tuple[Store, Settings]:
    settings = load()
    return open_store(settings.store, settings.uploads, settings.statement_seconds), settings


@dataclass(frozen=True)
class Known:
    """What the store holds for a scope, whatever is chosen. ``today`` of its view is the day looked from."""

    view: View
    options: filters.Options
    last_day: date | None
    deals: int
    unheld: bool


@dataclass(frozen=True)
class Ground:
    """What there is before anything is chosen."""

    store: Store
    settings: Settings
    now: datetime
    version: DataVersion
    known: Known

    @property
    def view(self) -> View:
        return self.known.view

    @property
    def options(self) -> filters.Options:
        return self.known.options

    @property
    def deals(self) -> int:
        return self.known.deals


def open_ground() -> Ground:
    store, settings = store_and_settings()
    now, version = settings.now or datetime.now(), store.version()
    anybody = View(viewing.scope(store), now.date(), currency=settings.currency)
    return Ground(store, settings, now, version, _known(store, version, anybody, settings.churn_days))


@lru_cache(maxsize=256)
def _known(store: Store, version: DataVersion, view: View, churn_days: int | None) -> Known:
    """Once for each scope and import: every run asks. The scope is in the view, as in every statement."""
    row = tables.read(store, version, choices.bounds(view)).iloc[0]
    first, last = (None if pd.isna(day) else day.date() for day in (row["first_day"], row["last_day"]))
    window = churn_days or _window(store, version, view)
    view = view.with_(today=periods.as_of(view.today, last), first_day=first, churn_days=window)
    unheld = bool(row["undated"] or row["foreign"])
    return Known(view, options(store, version, view), last, int(row["deals"]), unheld)


def open_desk() -> Desk:
    """Raises Refused or BadInput for filters that make no sense, as the page then says."""
    ground = open_ground()
    base = ground.view
    picked = filters.chosen(ground.options, base.today)
    view = base.with_(filters=picked.filters, period=picked.period)
    compared = periods.compared_with(picked.period, base.today, picked.comparison, ground.settings.country)
    too_late = _starts_after(compared, base.first_day)
    before = view.with_(period=compared) if compared and not too_late else None
    return Desk(
        ground.store,
        ground.settings,
        ground.now,
        ground.version,
        view,
        before,
        picked,
        ground.known.last_day,
        ground.deals,
        ground.known.unheld,
        ground.options,
        too_late,
    )


def _starts_after(compared: Period | None, first_day: date | None) -> bool:
    """A period that the data covers in part looks like a weak one: nothing is set beside it."""
    return bool(compared and compared.start and first_day and compared.start < first_day)


def options(store: Store, version: DataVersion, view: View) -> filters.Options:
    """Read through the scope: a drop-down names nobody the person may not see."""
    rows = tables.read(store, version, choices.all_options(view))
    values = rows.groupby("dimension")["value"].agg(tuple).to_dict()
    return {dimension.key: values.get(dimension.key, ()) for dimension in SIDEBAR}


def _window(store: Store, version: DataVersion, view: View) -> int | None:
    days = tables.read(store, version, choices.churn_window(view)).iloc[0, 0]
    return None if pd.isna(days) else int(days)
