"""Why revenue moved between two periods: parts that add up to the change, to the cent, in any order.

A select supplies a small table, a pure function reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import log
from typing import Any

import sqlalchemy as sa

from data import sql
from data.schema import RETURNED, WON
from metrics.breakdown import columns_by
from metrics.dimensions import dimension
from metrics.moments import in_period
from metrics.period import Period
from metrics.remembered import remembered
from metrics.sales import brings_revenue, is_decided, is_won, won_with_amount
from metrics.view import View

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Inputs:
    """What the revenue of one period is made of; the columns of ``inputs``."""

    decided: int
    won: int
    with_amount: int
    won_amount: Decimal
    returns: Decimal

    @property
    def revenue(self) -> Decimal:
        return self.won_amount + self.returns

    def factors(self) -> tuple[Fraction | None, ...]:
        """Their product is ``won_amount``; None where the one before it is zero."""
        chain: tuple[int | Decimal, ...] = (1, self.decided, self.won, self.with_amount, self.won_amount)
        return tuple(
            Fraction(part) / Fraction(whole) if whole else None
            for whole, part in zip(chain, chain[1:], strict=False)
        )


FACTORS = ("decided", "win_rate", "with_amount", "average_check")
RETURNS = "returns"


@dataclass(frozen=True)
class Move:
    """``name`` is one of FACTORS or RETURNS; ``amount`` its part in the change of revenue."""

    name: str
    amount: Decimal


@remembered
def inputs(view: View) -> sa.Select:
    """One row, the fields of ``Inputs``: deals decided (won + lost), won, won with an amount (counts),
    their amount and the (negative) returns of the period (money). revenue = won_amount + returns."""
    deals = view.deals("status", "amount", "closed_at")
    c: Any = deals.c
    returned = sa.and_(c.status == RETURNED, c.amount < 0)
    nothing: Any = None
    return sa.select(
        sql.count_where(is_decided(c, nothing)).label("decided"),
        sql.count_where(is_won(c, nothing)).label("won"),
        sql.count_where(won_with_amount(c, nothing)).label("with_amount"),
        sa.func.coalesce(sql.sum_where(c.status == WON, c.amount), 0).label("won_amount"),
        sa.func.coalesce(sql.sum_where(returned, c.amount), 0).label("returns"),
    ).where(c.closed_at.is_not(None), *in_period(view, c.closed_at))


def why_revenue_changed(before: Inputs, now: Inputs) -> tuple[Move, ...]:
    """The change of revenue as the parts of FACTORS (decided deals × win rate × share of won deals with an
    amount × average check) and RETURNS, to the cent.

    Log-mean Divisia: each factor's part is L(now, before) · ln(its now / its before), L the logarithmic
    mean; exact, and no factor is favoured by going first (Ang, 2004). Where won amounts are zero on
    one side (or change sign), the limit: the first factor that is zero there explains all.
    """
    total = now.won_amount - before.won_amount
    parts = to_cents(_divisia(before, now), total)
    moves = [Move(name, part) for name, part in zip(FACTORS, parts, strict=True)]
    return (*moves, Move(RETURNS, now.returns - before.returns))


def _divisia(before: Inputs, now: Inputs) -> list[float]:
    old, new = before.factors(), now.factors()
    v0, v1 = float(before.won_amount), float(now.won_amount)
    if v0 * v1 <= 0:
        return _all_to_one(_vanishing(old if v0 == 0 else new), v1 - v0)
    mean = v0 if v0 == v1 else (v1 - v0) / log(v1 / v0)
    return [mean * log(b / a) for a, b in zip(old, new, strict=True)]  # type: ignore[operator]


def _vanishing(factors: tuple[Fraction | None, ...]) -> int:
    """The factor that makes the product zero; the average check where none does."""
    return factors.index(Fraction(0)) if Fraction(0) in factors else len(FACTORS) - 1


def _all_to_one(which: int, amount: float) -> list[float]:
    return [amount if i == which else 0.0 for i in range(len(FACTORS))]


def to_cents(parts: Sequence[float | Fraction], total: Decimal) -> list[Decimal]:
    """The parts rounded to cents; what rounding left over goes to the largest, so that they add up."""
    rounded = [cents(part) for part in parts]
    if rounded:
        largest = max(range(len(rounded)), key=lambda i: abs(rounded[i]))
        rounded[largest] += total - sum(rounded)
    return rounded


def cents(value: float | Fraction) -> Decimal:
    return Decimal(round(Fraction(value) * 100)) * CENT


@remembered
def revenue_by(view: View, before: Period, key: str) -> sa.Select:
    """The dimension ``key`` (and its identifier, if it has one) · ``before``, ``now`` (revenue of the
    period ``before`` and of the view's), ``change`` (money), the largest change first. The changes add
    up to the change of revenue. Raises Unknown."""
    deals, labels, earlier, later = two_periods(view, before, key)
    c: Any = deals.c
    counted = brings_revenue(c, None)  # type: ignore[arg-type]
    old = sa.func.coalesce(sql.sum_where(sa.and_(earlier, counted), c.amount), 0)
    new = sa.func.coalesce(sql.sum_where(sa.and_(later, counted), c.amount), 0)
    rows = (
        sa.select(*labels, old.label("before"), new.label("now"))
        .where(counted, sa.or_(earlier, later))
        .group_by(*labels)
        .subquery("revenue_by")
    )
    change = (rows.c.now - rows.c.before).label("change")
    return sa.select(*rows.c, change).order_by(
        sa.func.abs(rows.c.now - rows.c.before).desc(), rows.c[key].nulls_last()
    )


def two_periods(view: View, before: Period, key: str) -> tuple[sa.Subquery, list[Any], Any, Any]:
    """The deals in view, the columns of the dimension, and the conditions of closing in either period."""
    names = columns_by([dimension(key)])
    deals = view.deals("status", "amount", "closed_at", *(n for n in names if n != "status"))
    closed = deals.c.closed_at
    known = closed.is_not(None)
    earlier, later = (sa.and_(known, *in_period(v, closed)) for v in (view.with_(period=before), view))
    return deals, [deals.c[name] for name in names], earlier, later
