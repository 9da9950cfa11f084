"""Why the average check moved between two periods: another mix of deals, or other checks.

The parts add up to the change, to the cent, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from data import sql
from metrics.moves import cents, to_cents, two_periods
from metrics.period import Period
from metrics.remembered import remembered
from metrics.sales import won_with_amount
from metrics.view import View


@remembered
def checks_by(view: View, before: Period, key: str) -> sa.Select:
    """The dimension ``key`` (and its identifier, if it has one) · ``deals_before``, ``amount_before``,
    ``deals_now``, ``amount_now``: won deals with an amount (count) and their sum in the period
    ``before`` and in the view's. What ``why_check_changed`` reads. Raises Unknown."""
    deals, labels, earlier, later = two_periods(view, before, key)
    c: Any = deals.c
    rows = sa.select(
        *labels,
        sql.count_where(earlier).label("deals_before"),
        sa.func.coalesce(sql.sum_where(earlier, c.amount), 0).label("amount_before"),
        sql.count_where(later).label("deals_now"),
        sa.func.coalesce(sql.sum_where(later, c.amount), 0).label("amount_now"),
    )
    with_amount = won_with_amount(c, None)  # type: ignore[arg-type]
    return rows.where(with_amount, sa.or_(earlier, later)).group_by(*labels).order_by(*labels)


@dataclass(frozen=True)
class CheckPart:
    """A row of ``checks_by``; ``value`` is whatever names it."""

    value: Any
    deals_before: int
    amount_before: Decimal
    deals_now: int
    amount_now: Decimal


@dataclass(frozen=True)
class CheckMove:
    """A value's part in the change of the average check: ``mix``, because its share of the deals changed,
    and ``own``, because its own average check did."""

    value: Any
    mix: Decimal
    own: Decimal


def check_change(parts: Sequence[CheckPart]) -> Decimal | None:
    """The average check now less that before, each rounded to the cent; None where there is none on a side."""
    before, now = _whole(parts)
    return None if before is None or now is None else cents(now) - cents(before)


def _whole(parts: Sequence[CheckPart]) -> tuple[Fraction | None, Fraction | None]:
    return (
        _check(sum(p.amount_before for p in parts), sum(p.deals_before for p in parts)),
        _check(sum(p.amount_now for p in parts), sum(p.deals_now for p in parts)),
    )


def _check(amount: Decimal | int, deals: int) -> Fraction | None:
    return Fraction(amount) / deals if deals else None


def why_check_changed(parts: Sequence[CheckPart]) -> tuple[CheckMove, ...]:
    """The change of the average check by value, mix and own effect; all of them add up to ``check_change``.

    With share w and average check p of each value, and C the mean of both periods' average checks:
    mix = Δw · (p̄ − C), own = w̄ · Δp (bars: means of both periods). A value absent from one
    period has no price there: all of its part is mix. Empty where one period has no deals.
    """
    change, (before, now) = check_change(parts), _whole(parts)
    if change is None or before is None or now is None:
        return ()
    effects = [effect for part in parts for effect in _effects(part, parts, (before + now) / 2)]
    rounded = to_cents(effects, change)
    return tuple(CheckMove(part.value, *rounded[2 * i : 2 * i + 2]) for i, part in enumerate(parts))


def _effects(part: CheckPart, parts: Sequence[CheckPart], level: Fraction) -> tuple[Fraction, Fraction]:
    old_share = Fraction(part.deals_before, sum(p.deals_before for p in parts))
    new_share = Fraction(part.deals_now, sum(p.deals_now for p in parts))
    old = _check(part.amount_before, part.deals_before)
    new = _check(part.amount_now, part.deals_now)
    old, new = (new if old is None else old), (old if new is None else new)
    if old is None or new is None:
        return Fraction(0), Fraction(0)
    mix = (new_share - old_share) * ((old + new) / 2 - level)
    return mix, (old_share + new_share) / 2 * (new - old)
