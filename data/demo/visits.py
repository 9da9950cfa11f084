"""Stage visits as they can be known today: entered, left, and where open deals stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.facts import OPEN, Facts

STEPPED_BACK = 0.015


@dataclass(frozen=True)
class Visits:
    """By deal, then by time; ``left`` is NaN where the deal stands now. Working days."""

    deal: np.ndarray
    stage: np.ndarray
    entered: np.ndarray
    left: np.ndarray


def visits_of(facts: Facts) -> Visits:
    deals = facts.deals
    deal, stage = np.nonzero(~np.isnan(deals.entered))
    parts = _with_steps_back(facts, deal, stage, deals.entered[deal, stage], deals.left[deal, stage])
    deal, stage, entered, left = (part[parts[2] < 0] for part in parts)
    order = np.lexsort((entered, deal))
    deal, stage, entered, left = deal[order], stage[order], entered[order], left[order]
    standing = (facts.status[deal] == OPEN) & (left >= 0)
    return Visits(deal, stage, entered, np.where(standing, np.nan, left))


def _with_steps_back(
    facts: Facts, deal: np.ndarray, stage: np.ndarray, entered: np.ndarray, left: np.ndarray
):
    """Now and then a deal goes back one stage and returns: a visit becomes three."""
    chosen = facts.chance.of("steps back").random(len(deal)) < STEPPED_BACK
    chosen &= stage > 0
    d, s, a, b = deal[chosen], stage[chosen], entered[chosen], left[chosen]
    first, second = a + 0.35 * (b - a), a + 0.6 * (b - a)
    left = np.where(chosen, entered + 0.35 * (left - entered), left)
    return (
        np.concatenate([deal, d, d]),
        np.concatenate([stage, s - 1, s]),
        np.concatenate([entered, first, second]),
        np.concatenate([left, second, b]),
    )


def standing_at(facts: Facts, visits: Visits) -> np.ndarray:
    """The stage of each open deal; the last stage reached of the others."""
    stage = facts.deals.reached.copy()
    here = np.isnan(visits.left)
    stage[visits.deal[here]] = visits.stage[here]
    return stage
