"""How the store is: versions, counts, and what in the data keeps numbers from being whole."""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from data import schema
from data.importing.model import Message
from data.settings import ROOT
from data.store import DataVersion, Store

LIBRARIES = ("duckdb", "duckdb-sqlalchemy", "SQLAlchemy", "pandas", "pyarrow", "streamlit", "plotly")
COUNTED = (
    schema.deals,
    schema.customers,
    schema.managers,
    schema.products,
    schema.deal_items,
    schema.stage_visits,
    schema.purchases,
    schema.plans,
    schema.channel_spend,
    schema.payments,
    schema.activities,
    schema.imports,
    schema.uploads,
    schema.rejected_rows,
)


@dataclass(frozen=True)
class Problem:
    """``is_data``: the export is to be mended; otherwise the store is."""

    message: Message
    rows: int
    is_data: bool = True


@dataclass(frozen=True)
class Health:
    """``store`` is the address without its password; ``demo`` the language of the demo company in it."""

    versions: dict[str, str]
    store: str
    schema_version: int
    data: DataVersion
    demo: str | None
    counts: dict[str, int]
    problems: tuple[Problem, ...]


def program_version() -> str:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def versions() -> dict[str, str]:
    found = {"voronka": program_version(), "python": platform.python_version()}
    return found | {name: version(name) for name in LIBRARIES}


def examine(store: Store, *, currency: str, now: datetime) -> Health:
    return Health(
        versions=versions(),
        store=make_url(store.url).render_as_string(hide_password=True),
        schema_version=int(store.state("schema_version") or 0),
        data=store.version(),
        demo=store.state("demo"),
        counts=store.count(*COUNTED),
        problems=tuple(_problems(store, currency, now)),
    )


def _problems(store: Store, currency: str, now: datetime) -> Iterator[Problem]:
    conditions = _conditions(currency, now)
    counts = store.read(
        sa.select(*(sa.func.count(sa.case((bad, 1))).label(str(n)) for n, (bad, _) in enumerate(conditions)))
    ).iloc[0]
    for (_, message), count in zip(conditions, counts, strict=True):
        if count:
            yield Problem(message, int(count))
    if missing := _not_derived(store):
        yield Problem(
            Message("Purchases do not match the won deals: import any file again to have them rebuilt."),
            missing,
            is_data=False,
        )
    if lost := _lost_files(store):
        yield Problem(
            Message("Kept upload files are missing from the folder of uploads."), lost, is_data=False
        )


def _conditions(currency: str, now: datetime) -> list[tuple[sa.ColumnElement[bool], Message]]:
    d = schema.deals.c
    is_won, known = d.status == schema.WON, sa.select(schema.managers.c.manager_id)
    return [
        (
            sa.and_(d.status.in_((schema.WON, schema.LOST)), d.closed_at.is_(None)),
            Message("Won or lost deals without a closing date: no period counts them."),
        ),
        (sa.and_(is_won, d.amount.is_(None)), Message("Won deals without an amount: left out of the check.")),
        (
            sa.and_(is_won, d.customer_id.is_(None)),
            Message("Won deals without a customer: left out of repeat sales and churn."),
        ),
        (
            sa.and_(d.closed_at < d.created_at),
            Message("Deals closed before they were created: left out of the cycle."),
        ),
        (d.closed_at > now, Message("Deals closed in the future.")),
        (
            d.currency.is_not(None) & (d.currency != currency),
            Message("Deals in another currency: left out of sums, for there is no rate."),
        ),
        (
            d.manager_id.is_not(None) & d.manager_id.not_in(known),
            Message("Deals of managers who are not in the list of managers."),
        ),
    ]


def _not_derived(store: Store) -> int:
    d = schema.deals.c
    bought = sa.and_(d.status == schema.WON, d.closed_at.is_not(None), d.customer_id.is_not(None))
    won = sa.select(sa.func.count(sa.case((bought, 1))).label("n"))
    kept = sa.select(sa.func.count().label("n")).select_from(schema.purchases)
    return abs(int(store.read(won)["n"].iloc[0]) - int(store.read(kept)["n"].iloc[0]))


def _lost_files(store: Store) -> int:
    paths = store.read(sa.select(schema.uploads.c.path))["path"]
    return sum(not (store.uploads / path).is_file() for path in paths)
