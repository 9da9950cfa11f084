"""One demo company per as-of day, read back from a store as plain tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd
import pytest
import sqlalchemy as sa

from data import demo, schema
from data.store import Store

DAYS = (date(2026, 11, 20), date(2027, 2, 3))
"""A Friday in a busy month, and a Wednesday at the beginning of a slow one."""


@dataclass(frozen=True)
class Company:
    """Tables as they stand in the store, money as whole kopecks."""

    today: date
    summary: demo.DemoSummary
    managers: pd.DataFrame
    customers: pd.DataFrame
    deals: pd.DataFrame
    items: pd.DataFrame
    visits: pd.DataFrame
    stages: pd.DataFrame
    purchases: pd.DataFrame
    plans: pd.DataFrame
    spend: pd.DataFrame
    payments: pd.DataFrame
    activities: pd.DataFrame
    snapshots: pd.DataFrame
    changes: pd.DataFrame

    @property
    def won(self) -> pd.DataFrame:
        return self.deals[self.deals.status == "won"]

    def manager(self, name: str) -> str:
        return self.managers.loc[self.managers.name == name, "manager_id"].item()

    def before(self, days: int) -> pd.Timestamp:
        """The first moment of the day that many days before tomorrow."""
        return pd.Timestamp(self.today) + pd.Timedelta(days=1 - days)


MONEY = {"amount", "list_amount", "discount", "cost", "price", "potential"}


def rows(store: Store, table: sa.Table) -> pd.DataFrame:
    found = store.read(sa.select(table))
    for column in MONEY & set(found.columns):
        found[column] = [pd.NA if value is None else int(value * 100) for value in found[column]]
        found[column] = found[column].astype("Int64")
    return found


@pytest.fixture(scope="session", params=DAYS, ids=str)
def company(request, tmp_path_factory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("demo")
    store = Store(f"duckdb:///{folder / 'demo.duckdb'}", folder / "uploads")
    today: date = request.param
    summary = demo.create(store, today=today, now=datetime.combine(today, time(14)))
    names = {"items": schema.deal_items, "visits": schema.stage_visits, "spend": schema.channel_spend}
    names |= {"snapshots": schema.deal_snapshots, "changes": schema.deal_changes}
    fields = [name for name in Company.__dataclass_fields__ if name not in ("today", "summary")]
    tables = {name: rows(store, names.get(name, getattr(schema, name, None))) for name in fields}
    yield Company(today, summary, **tables)
    store.close()
