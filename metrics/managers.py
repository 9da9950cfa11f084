"""People: each one's numbers, the team's medians beside them, and where one stands.

Medians and ranks look beyond the viewer's scope, on purpose and nowhere else: they return aggregates of
at least five people, and a rank only for the people in view.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from metrics import catalogue
from metrics.breakdown import breakdown
from metrics.remembered import remembered
from metrics.view import View

KPIS = (
    "revenue",
    "deals_won",
    "deals_lost",
    "win_rate",
    "average_check",
    "median_cycle_days",
    "open_pipeline",
    "open_deals",
    "discount_share",
    "margin_share",
    "customers",
    "new_customers",
)

FEWEST = 5
"""People behind a median or a rank: with fewer it would tell on somebody."""

RANKED_FROM = 20
"""Closed deals: with fewer a place among others is luck."""

Z = 1.959963984540054
"""The normal deviate of a 95 % interval."""


def wilson(won: int, decided: int) -> tuple[float, float] | None:
    """The 95 % interval of a win rate: where the true one may lie. None without a decided deal."""
    if not decided:
        return None
    share, z2 = won / decided, Z * Z
    middle, width = (
        share + z2 / (2 * decided),
        Z * sqrt(share * (1 - share) / decided + z2 / (4 * decided**2)),
    )
    scale = 1 + z2 / decided
    return max(0.0, (middle - width) / scale), min(1.0, (middle + width) / scale)


def _wilson(won: Any, decided: Any) -> tuple[ColumnElement[float], ColumnElement[float]]:
    n, share, z2 = sa.cast(decided, sa.Double), sql.ratio(won, decided), Z * Z
    middle = share + sql.ratio(z2 / 2, n)
    width = Z * sa.func.sqrt(sql.ratio(share * (1 - share), n) + sql.ratio(z2 / 4, n * n))
    scale = 1 + sql.ratio(z2, n)
    low, high = (middle - width) / scale, (middle + width) / scale
    return sa.case((low < 0, 0.0), else_=low), sa.case((high > 1, 1.0), else_=high)


@remembered
def by_manager(view: View) -> sa.Select:
    """A row per manager in view, revenue first: ``manager`` (name; NULL: deals without one), ``team`` ·
    each of KPIS in its catalogue unit · ``decided`` (count won + lost) · ``win_rate_low`` and
    ``win_rate_high`` (Wilson 95 %, NULL without decided deals) · ``revenue_share`` of the view's."""
    rows = breakdown(view, KPIS, by=("manager", "team")).order_by(None).subquery("managers")
    decided = rows.c.deals_won + rows.c.deals_lost
    low, high = _wilson(rows.c.deals_won, decided)
    return sa.select(
        *rows.c,
        decided.label("decided"),
        low.label("win_rate_low"),
        high.label("win_rate_high"),
        sql.ratio(rows.c.revenue, sa.func.sum(rows.c.revenue).over()).label("revenue_share"),
    ).order_by(rows.c.revenue.desc(), rows.c.manager.nulls_last())


@remembered
def team_medians(view: View) -> sa.Select:
    """One row: ``people`` (count of managers who closed a deal in the period, whoever looks) · each of
    KPIS: the median over them (float), NULL where fewer than five have a value."""
    rows = _everybody(view, KPIS)
    medians = [
        sa.case((sa.func.count(rows.c[key]) >= FEWEST, sql.median(rows.c[key]))).label(key) for key in KPIS
    ]
    return sa.select(sa.func.count().label("people"), *medians)


@remembered
def ranks(view: View, key: str = "revenue") -> sa.Select:
    """Where each manager in view stands by the metric ``key``: ``manager``, ``team`` · ``place`` (1 = best)
    · ``ranked`` (count of people ranked). Only managers with 20 closed deals or more and a value are
    ranked, and only when there are five of them; who is not ranked has no row. Raises Unknown."""
    metric = catalogue.metric(key)
    rows = _everybody(view, (key, "deals_won", "deals_lost"))
    best = rows.c[key].desc() if metric.up_is_good is not False else rows.c[key]
    placed = (
        sa.select(
            rows.c.manager,
            rows.c.team,
            sa.func.rank().over(order_by=best).label("place"),
            sa.func.count().over().label("ranked"),
        )
        .where(rows.c.deals_won + rows.c.deals_lost >= RANKED_FROM, rows.c[key].is_not(None))
        .subquery("placed")
    )
    in_place = sa.select(*placed.c).order_by(placed.c.place, placed.c.manager)
    if view == view.whole_base():
        return in_place.where(placed.c.ranked >= FEWEST)
    deals = view.deals("manager", "team")
    mine = sa.select(deals.c.manager, deals.c.team).distinct().subquery("mine")
    same_team = sa.func.coalesce(mine.c.team, "") == sa.func.coalesce(placed.c.team, "")
    both = placed.join(mine, sa.and_(mine.c.manager == placed.c.manager, same_team))
    return in_place.select_from(both).where(placed.c.ranked >= FEWEST)


def _everybody(view: View, keys: tuple[str, ...]) -> sa.Subquery:
    """Everyone who closed a deal in the period, beyond the scope: for aggregates only."""
    rows = breakdown(view.whole_base(), keys, by=("manager", "team")).order_by(None).subquery("managers")
    return (
        sa.select(*rows.c)
        .where(rows.c.manager.is_not(None), rows.c.deals_won + rows.c.deals_lost > 0)
        .subquery("everybody")
    )
