"""Calls, meetings and letters: the first contact within hours as a rule, some requests never answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import company
from data.demo.draw import pick, spread
from data.demo.facts import LOST, Facts

KINDS = ("call", "email", "meeting", "task")
FIRST, LATER = (0.70, 0.26, 0.04, 0.0), (0.42, 0.36, 0.13, 0.09)
HOURS_A_DAY = 7.2
"""Working hours in one working day of the clock."""
IGNORED = 0.30
"""Share of never answered among requests lost at the first stage."""


@dataclass(frozen=True)
class Activities:
    """In order of time; ``at`` in working days."""

    deal: np.ndarray
    kind: np.ndarray
    at: np.ndarray


def activities_of(facts: Facts) -> Activities:
    random, deals = facts.chance.of("activities"), facts.deals
    count = len(deals.created)
    answers = np.array([person.answers for person in company.MANAGERS])[deals.manager] / HOURS_A_DAY
    first = deals.created + np.minimum(
        spread(random, answers, 0.95, count), 0.9 * (deals.closed - deals.created)
    )
    ignored = (facts.status == LOST) & (deals.reached == 0) & (random.random(count) < IGNORED)
    more = random.poisson(np.where(deals.pipeline == company.NEW, 0.8, 0.5) + 0.85 * deals.reached)
    later = np.repeat(np.arange(count), more)
    at = first[later] + random.random(len(later)) * (deals.closed - first)[later]
    deal = np.concatenate([np.arange(count), later])
    kind = np.concatenate([pick(random, FIRST, count), pick(random, LATER, len(later))])
    at = np.concatenate([first, at])
    order = np.argsort(at, kind="stable")
    order = order[(at[order] < 0) & ~ignored[deal[order]]]
    return Activities(deal[order], kind[order], at[order])


def last_contact(facts: Facts, activities: Activities) -> np.ndarray:
    """Per deal in working days, NaN where there was none."""
    last = np.full(len(facts.deals.created), -np.inf)
    np.maximum.at(last, activities.deal, activities.at)
    return np.where(np.isinf(last), np.nan, last)
