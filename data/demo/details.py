"""What a deal says of itself: why it was lost, when it should close, what comes next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import company, goods
from data.demo.draw import Random, pick, pick_each
from data.demo.facts import LOST, OPEN, Facts

WITH_NEXT_STEP, OVERDUE_STEP = 0.82, 0.24
UNDATED, KEPT_IN_THE_PAST = 0.05, 0.60
RIVAL_KNOWN_OPEN = 0.12


@dataclass(frozen=True)
class Details:
    """Positions into the word lists, with masks of where they are known; days as datetime64[D]."""

    reason: np.ndarray
    rival: np.ndarray
    rival_known: np.ndarray
    expected: np.ndarray
    expected_known: np.ndarray
    next_step: np.ndarray
    next_at: np.ndarray
    next_known: np.ndarray
    channel: np.ndarray


def details_of(facts: Facts, stage: np.ndarray) -> Details:
    random, count = facts.chance.of("details"), len(stage)
    lost, is_open = facts.status == LOST, facts.status == OPEN
    lengths = np.array([len(stages) for stages in company.STAGES])[facts.deals.pipeline]
    third = np.minimum(2, facts.deals.reached * 3 // lengths)
    reason = pick_each(random, np.array([r.weights for r in goods.REASONS]).T[third])
    late = is_open & (stage >= lengths - 3) & (random.random(count) < RIVAL_KNOWN_OPEN)
    offset = np.cumsum([0] + [len(steps) for steps in goods.NEXT_STEPS])[facts.deals.pipeline]
    channel = facts.of_customer("channel")[facts.deals.customer]
    return Details(
        reason=reason,
        rival=pick(random, goods.COMPETITOR_SHARES, count),
        rival_known=(lost & (reason == goods.RIVAL_REASON)) | late,
        expected=_expected(random, facts, is_open),
        expected_known=~is_open | (random.random(count) >= UNDATED),
        next_step=offset + stage,
        next_at=_next_at(random, facts),
        next_known=is_open & (random.random(count) < WITH_NEXT_STEP),
        channel=np.where(random.random(count) < 0.94, channel, 0),
    )


def _expected(random: Random, facts: Facts, is_open: np.ndarray) -> np.ndarray:
    """Near the truth as sellers see it; open deals that slipped are mostly moved on, some forgotten."""
    count = len(is_open)
    end = facts.clock.times(facts.deals.closed).astype("datetime64[D]")
    guess = end + np.round(random.normal(-2.0, 11.0, count)).astype(int)
    today = np.datetime64(facts.today, "D")
    moved = today + random.integers(2, 28, count)
    guess = np.where(is_open & (guess < today) & (random.random(count) > KEPT_IN_THE_PAST), moved, guess)
    created = facts.clock.times(facts.deals.created).astype("datetime64[D]")
    return np.maximum(guess, created + 1)


def _next_at(random: Random, facts: Facts) -> np.ndarray:
    """In working hours of the coming fortnight, or of the last one where it was forgotten."""
    count = len(facts.status)
    ahead = np.where(
        random.random(count) < OVERDUE_STEP, -random.random(count) * 12, random.random(count) * 14
    )
    ahead = np.maximum(ahead, facts.deals.created * 0.9)
    return facts.clock.times(ahead).astype("datetime64[m]")
