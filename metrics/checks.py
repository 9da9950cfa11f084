"""How large the deals are: won amounts of the period in bins that a person can read."""

from __future__ import annotations

import math
from collections.abc import Sequence

import sqlalchemy as sa

from data import sql
from data.errors import BadInput
from metrics.moments import in_period
from metrics.remembered import remembered
from metrics.sales import won_with_amount
from metrics.view import View

WIDE = 30
"""From the largest to the smallest this many times: even steps would leave most of them empty."""

CENT = 0.01


def edges_for(low: float, high: float, count: int = 12) -> tuple[float, ...]:
    """Round edges around ``low`` … ``high``, about ``count`` bins between them, the last edge above high.

    Steps of 1, 2, 5 × 10ⁿ; where the amounts are positive and spread wide, edges of that kind themselves
    (1, 2, 5, 10, 20 …). Take the bulk (P10 and P90) for low and high: ``distribution`` adds open ends.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or low > high or count < 1:
        raise BadInput("There are no bins from {low} to {high}.", low=low, high=high)
    return _growing(low, high) if low > 0 and high / low >= WIDE else _even(low, high, count)


def _even(low: float, high: float, count: int) -> tuple[float, ...]:
    step = max(_round_up((high - low) / count or abs(high) / count or 1), CENT)
    cents = round(step / CENT)
    first, last = (math.floor(round(bound / CENT, 6)) // cents for bound in (low, high))
    return tuple(_clean(k * cents * CENT) for k in range(first, last + 2))


def _growing(low: float, high: float) -> tuple[float, ...]:
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 2)
    every = [_clean(digit * 10.0**power) for power in powers for digit in (1, 2, 5)]
    first = max(i for i, edge in enumerate(every) if edge <= low)
    last = min(i for i, edge in enumerate(every) if edge > high)
    return tuple(every[first : last + 1])


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next(_clean(digit * power) for digit in (1, 2, 5, 10) if digit * power >= step * (1 - 1e-9))


def _clean(value: float) -> float:
    """0.30000000000000004 is 0.3, and -0.0 is 0.0: money has no more than two places."""
    return round(value, 2) + 0.0 if abs(value) >= CENT else value


def key_of(low: float | None, high: float | None) -> str:
    """The drill key of a bin: ``check:1000.0:2000.0``; an open end is empty."""
    return ":".join(["check", *("" if bound is None else repr(float(bound)) for bound in (low, high))])


@remembered
def distribution(view: View, edges: Sequence[float]) -> sa.Select:
    """``bin`` (0 lies below the first edge), ``low`` and ``high`` (floats: low ≤ amount < high; NULL: open),
    ``deals`` (count), ``amount`` (sum) of the deals won in the period, by amount. Each bin between the
    edges has its row; the open ends only where deals lie there, so nothing is ever left out.

    Opens by ``key_of(low, high)``. Raises BadInput for edges that do not rise.
    """
    if len(edges) < 2 or any(not left < right for left, right in zip(edges, edges[1:], strict=False)):
        raise BadInput("The edges of the bins must rise: {edges}.", edges=", ".join(map(str, edges)))
    bounds = [None, *map(float, edges), None]
    found = _found(view, bounds[1:-1])  # type: ignore[arg-type]
    bins = sa.values(sa.column("bin", sa.Integer), name="bins").data([(i,) for i in range(len(edges) + 1)])
    inner = bins.c.bin.between(1, len(edges) - 1)
    return (
        sa.select(
            bins.c.bin,
            _bound(bins.c.bin, bounds[:-1]).label("low"),
            _bound(bins.c.bin, bounds[1:]).label("high"),
            sa.func.coalesce(found.c.deals, 0).label("deals"),
            sa.func.coalesce(found.c.amount, 0).label("amount"),
        )
        .select_from(bins.outerjoin(found, found.c.bin == bins.c.bin))
        .where(sa.or_(inner, found.c.deals > 0))
        .order_by(bins.c.bin)
    )


def _found(view: View, edges: list[float]) -> sa.Subquery:
    deals = view.deals("status", "amount", "closed_at")
    which = sa.case(*((deals.c.amount < edge, i) for i, edge in enumerate(edges)), else_=len(edges))
    placed = sa.select(which.label("bin"), deals.c.amount).where(*_won(view, deals)).subquery("placed")
    return (
        sa.select(placed.c.bin, sa.func.count().label("deals"), sa.func.sum(placed.c.amount).label("amount"))
        .group_by(placed.c.bin)
        .subquery("found")
    )


def _won(view: View, deals: sa.Subquery) -> list[sa.ColumnElement[bool]]:
    in_time = [deals.c.closed_at.is_not(None), *in_period(view, deals.c.closed_at)]
    return [*in_time, won_with_amount(deals.c, None)]  # type: ignore[arg-type]


def _bound(which: sa.ColumnElement[int], bounds: list[float | None]) -> sa.ColumnElement[float]:
    known = [(which == i, sa.cast(bound, sa.Double)) for i, bound in enumerate(bounds) if bound is not None]
    return sa.case(*known)


QUANTILES = {"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}


@remembered
def quantiles(view: View) -> sa.Select:
    """One row on the amounts of the deals won in the period: ``deals`` (count), ``smallest`` and
    ``largest`` (money), ``p10``, ``p25``, ``p50``, ``p75``, ``p90`` (floats, interpolated), ``mean``
    (float), ``top_tenth_share`` (fraction of the money that the largest tenth of the deals brings)."""
    deals = view.deals("status", "amount", "closed_at")
    place = sa.func.row_number().over(order_by=deals.c.amount.desc())
    won = (
        sa.select(deals.c.amount, place.label("place"), sa.func.count().over().label("deals"))
        .where(*_won(view, deals))
        .subquery("won")
    )
    amount = won.c.amount
    in_top = (won.c.place - 1) * 10 < won.c.deals
    return sa.select(
        sa.func.count().label("deals"),
        sa.func.min(amount).label("smallest"),
        sa.func.max(amount).label("largest"),
        *(
            sql.quantile(amount, share, [*QUANTILES.values()]).label(name)
            for name, share in QUANTILES.items()
        ),
        sql.ratio(sa.func.sum(amount), sa.func.count()).label("mean"),
        sql.ratio(sql.sum_where(in_top, amount), sa.func.sum(amount)).label("top_tenth_share"),
    )
