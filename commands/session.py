"""What a command has before it: the settings, the store, and the one reading of the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import pandas as pd
import typer

from data import settings
from data.errors import Refused, Unknown
from data.people import Viewer, directory, viewer_of
from data.store import Store, open_store
from metrics import options, period
from metrics.view import EVERYTHING, View
from ui import rights


@dataclass(frozen=True)
class Session:
    """Settings and store are opened when first asked for: ``--help`` needs neither."""

    clock: datetime

    @cached_property
    def settings(self) -> settings.Settings:
        return settings.load()

    @cached_property
    def store(self) -> Store:
        chosen = self.settings
        return open_store(chosen.store, chosen.uploads, chosen.statement_seconds)

    @property
    def now(self) -> datetime:
        return self.settings.now or self.clock

    @property
    def today(self) -> date:
        return self.now.date()

    def person(self, email: str | None) -> Viewer | None:
        """Whom a command looks as. Raises Unknown with the nearest e-mails, Refused for one who is disabled."""
        if email is None:
            return None
        if found := viewer_of(self.store, email):
            return found
        people = directory.everybody(self.store)
        if email.strip().casefold() in (one.email for one in people):
            raise Refused("{email} is disabled: enable the person first.", email=email)
        raise Unknown("person", email, [one.email for one in people])

    def view(self, as_whom: str | None = None, currency: str | None = None) -> View:
        """All there is, for all time: whoever has the store's file sees all of it, unless he looks as
        somebody else."""
        person = self.person(as_whom)
        return View(
            rights.scope_of(person) if person else EVERYTHING,
            self.today,
            currency=currency or self.settings.currency,
            own_currency=self.settings.currency,
        )

    def dated(self, view: View, as_of: date | None) -> View:
        """The view at its as-of date: the one given, else the one the pages take."""
        row = self.store.read(options.bounds(view)).iloc[0]
        first, last = (None if pd.isna(day) else day.date() for day in (row["first_day"], row["last_day"]))
        return view.with_(today=as_of or period.as_of(view.today, last), first_day=first)

    def churn_days(self, view: View, given: int | None) -> int | None:
        if given or self.settings.churn_days:
            return given or self.settings.churn_days
        days = self.store.read(options.churn_window(view))["churn_days"].iloc[0]
        return None if pd.isna(days) else int(days)

    def values_of(self, view: View, key: str) -> Sequence[tuple[str, str]]:
        """What the dimension can be: (value, the name people read)."""
        rows = self.store.read(options.options(view, key))
        return [(str(value), str(label)) for value, label in zip(rows["value"], rows["label"], strict=True)]


def session(context: typer.Context) -> Session:
    return context.obj
