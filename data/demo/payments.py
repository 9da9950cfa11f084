"""What was invoiced for won deals and what was paid.

A row is an instalment: due on a day, paid on a day or (``paid_on`` NULL) not
yet. A partial payment is two rows with one due day. What customers owe is
therefore the sum of the rows without ``paid_on``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.draw import Random, pick, spread
from data.demo.facts import Facts
from data.demo.prices import Priced

TERMS, TERM_SHARES = np.array([0, 7, 14, 30, 45]), (0.30, 0.10, 0.25, 0.25, 0.10)
ADVANCE_FROM = 250_000_00
ADVANCES, ADVANCE_SHARES = np.array([30, 50]), (0.4, 0.6)
PUNCTUAL, SLOW, BAD = range(3)
PAYER_SHARES = (0.72, 0.23, 0.05)
PARTIAL, PART = 0.035, 60
ADVANCE, FINAL = 0, 1


@dataclass(frozen=True)
class Payments:
    """By deal and due day; ``due``/``paid`` are days, ``paid`` counts only where ``settled``."""

    deal: np.ndarray
    purpose: np.ndarray
    amount: np.ndarray
    due: np.ndarray
    paid: np.ndarray
    settled: np.ndarray


def payments_of(facts: Facts, priced: Priced) -> Payments:
    random = facts.chance.of("payments")
    won = np.nonzero(facts.won)[0]
    terms = TERMS[pick(random, TERM_SHARES, len(facts.kept))][facts.deals.customer[won]]
    closed = facts.clock.times(facts.deals.closed[won]).astype("datetime64[D]")
    late = _late_days(random, facts)[won]
    total = priced.amount[won]
    advance = np.where(
        total >= ADVANCE_FROM, total * ADVANCES[pick(random, ADVANCE_SHARES, len(won))] // 100, 0
    )
    rest = total - advance
    partly = (random.random(len(won)) < PARTIAL) & (rest > 1000_00)
    now = np.where(partly, rest * PART // 100, rest)
    due = closed + np.where(advance > 0, np.maximum(terms, 14), terms)
    again = late + random.integers(6, 40, len(won))
    day = np.zeros(len(won), dtype=int)
    pieces = (  # purpose, amount, due, days late
        (ADVANCE, advance, closed, np.minimum(day, late)),
        (FINAL, now, due, late),
        (FINAL, rest - now, due, again),
    )
    return _gathered(facts, won, closed, pieces)


def _gathered(facts: Facts, won: np.ndarray, closed: np.ndarray, pieces: tuple) -> Payments:
    count = len(pieces)
    amount = np.concatenate([piece[1] for piece in pieces])
    due = np.concatenate([piece[2] for piece in pieces])
    paid = np.maximum(due + np.concatenate([piece[3] for piece in pieces]), np.tile(closed, count))
    purpose = np.repeat([piece[0] for piece in pieces], len(won))
    deal = np.tile(won, count)
    order = np.lexsort((paid, purpose, deal))
    order = order[amount[order] > 0]
    settled = paid <= np.datetime64(facts.today, "D")
    return Payments(*(column[order] for column in (deal, purpose, amount, due, paid, settled)))


def _late_days(random: Random, facts: Facts) -> np.ndarray:
    """Per deal; how a customer pays is his habit."""
    habit = pick(random, PAYER_SHARES, len(facts.kept))[facts.deals.customer]
    count = len(habit)
    punctual = np.minimum(random.normal(-1.5, 2.0, count), 3).round()
    late = np.where(habit == SLOW, spread(random, 8.0, 0.7, count), spread(random, 45.0, 0.8, count)).round()
    return np.where(habit == PUNCTUAL, punctual, late).astype(int)
