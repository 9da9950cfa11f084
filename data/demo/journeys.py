"""Deals walking through their stages: how far, how long, and who worked them.

A journey is drawn whole, to its end in the future if need be; what lies after
today is cut off later, so open deals are exactly the unfinished journeys.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import company, stories
from data.demo.clock import Clock
from data.demo.draw import Random, pick_each, spread
from data.demo.population import Population

SKIPPED, NEGLECTED, LINGER = 0.06, 0.07, 10.0
LAST = max(len(stages) for stages in company.STAGES)


@dataclass(frozen=True)
class Journeys:
    """One place per deal. ``entered``/``left`` are deals × stages in working days, NaN where skipped."""

    customer: np.ndarray
    manager: np.ndarray
    source: np.ndarray
    pipeline: np.ndarray
    created: np.ndarray
    closed: np.ndarray
    won: np.ndarray
    reached: np.ndarray  # index of the last stage stood in
    entered: np.ndarray
    left: np.ndarray

    def where(self, keep: np.ndarray) -> Journeys:
        return Journeys(**{name: column[keep] for name, column in vars(self).items()})

    @staticmethod
    def together(*parts: Journeys) -> Journeys:
        return Journeys(**{name: np.concatenate([vars(p)[name] for p in parts]) for name in vars(parts[0])})


def choose_managers(
    random: Random,
    clock: Clock,
    population: Population,
    customer: np.ndarray,
    created: np.ndarray,
    pipeline: int,
) -> np.ndarray:
    """Of the customer's team; repeat sales mostly stay with one farmer, new ones go to hunters and closers."""
    weights = np.zeros((len(customer), len(company.MANAGERS)))
    regular = random.random(len(population.team))[customer] if pipeline == company.REPEAT else None
    for place, person in enumerate(company.MANAGERS):
        ours = population.team[customer] == person.team
        here = np.ones(len(customer), dtype=bool)
        if person.joined:
            here &= created >= clock.ago(person.joined)
        if person.left:
            here &= created < clock.ago(person.left)
        weights[:, place] = ours * here * _appetite(person, pipeline)
    recent = created >= clock.ago(stories.DISCOUNT_DAYS)
    weights[:, stories.DISCOUNT_MANAGER] *= np.where(recent, stories.DISCOUNT_VOLUME, 1.0)
    chosen = pick_each(random, weights)
    if regular is None:
        return chosen
    edges = np.cumsum(weights, axis=1)
    own = (regular[:, None] * edges[:, -1:] >= edges).sum(axis=1)
    return np.where(random.random(len(customer)) < 0.93, own, chosen)


def _appetite(person: company.Manager, pipeline: int) -> float:
    new = {"hunter": 1.0, "closer": 0.85, "farmer": 0.10}
    repeat = {"hunter": 0.04, "closer": 0.22, "farmer": 1.0}
    return (new if pipeline == company.NEW else repeat)[person.role]


def walk(
    random: Random,
    clock: Clock,
    population: Population,
    customer: np.ndarray,
    manager: np.ndarray,
    source: np.ndarray,
    created: np.ndarray,
    pipeline: int,
) -> Journeys:
    stages, count = company.STAGES[pipeline], len(customer)
    odds = _odds(clock, population, customer, manager, source, created, pipeline)
    passes = random.random((count, len(stages))) < 1.0 / (1.0 + np.exp(-odds))
    won = passes.all(axis=1)
    reached = np.where(won, len(stages) - 1, np.argmin(passes, axis=1))
    stays = _stays(random, population, customer, manager, pipeline, reached, won)
    skipped = _skipped(random, count, len(stages), reached)
    stays[skipped] = 0.0
    left = created[:, None] + np.cumsum(stays, axis=1)
    entered = left - stays
    beyond = np.arange(len(stages)) > reached[:, None]
    closed = left[np.arange(count), reached]
    for times in (entered, left):
        times[skipped | beyond] = np.nan
    pad = ((0, 0), (0, LAST - len(stages)))
    return Journeys(
        customer=customer,
        manager=manager,
        source=source,
        pipeline=np.full(count, pipeline),
        created=created,
        closed=closed,
        won=won,
        reached=reached,
        entered=np.pad(entered, pad, constant_values=np.nan),
        left=np.pad(left, pad, constant_values=np.nan),
    )


def _odds(
    clock: Clock,
    population: Population,
    customer: np.ndarray,
    manager: np.ndarray,
    source: np.ndarray,
    created: np.ndarray,
    pipeline: int,
) -> np.ndarray:
    """Log-odds of going on, deals × stages."""
    steps = np.array([stage.step for stage in company.STAGES[pipeline]])
    talent = np.array([person.talent for person in company.MANAGERS])
    effect = np.array([s.effect for s in company.SOURCES])
    each = talent[manager] + effect[source] + population.eager[customer]
    dear = source == stories.CHANNEL
    since = np.clip(1.0 - created / clock.ago(stories.CHANNEL_DAYS), 0.0, 1.0)
    each += np.where(dear, stories.CHANNEL_EFFECT * np.minimum(1.0, since * 1.6), 0.0)
    bought = (manager == stories.DISCOUNT_MANAGER) & (created >= clock.ago(stories.DISCOUNT_DAYS))
    each += np.where(bought, stories.DISCOUNT_EFFECT, 0.0)
    odds = np.log(steps / (1.0 - steps)) + each[:, None]
    if pipeline == company.NEW:
        odds[manager == stories.STAGE_MANAGER, stories.STAGE_INDEX] += stories.STAGE_EFFECT
    return odds


def _stays(
    random: Random,
    population: Population,
    customer: np.ndarray,
    manager: np.ndarray,
    pipeline: int,
    reached: np.ndarray,
    won: np.ndarray,
) -> np.ndarray:
    """Working days in each stage. A deal is lost later than it would have moved on; some are simply forgotten."""
    usual = np.array([stage.days for stage in company.STAGES[pipeline]])
    pace = np.array([person.pace for person in company.MANAGERS])[manager]
    pace = pace * np.array([s.pace for s in company.SEGMENTS])[population.segment[customer]]
    count = len(customer)
    stays = spread(random, usual * pace[:, None], 0.72, (count, len(usual)))
    slow = np.where(random.random(count) < NEGLECTED, LINGER, 1.35)
    place = np.arange(count)
    stays[place, reached] *= np.where(won, 1.0, slow)
    return np.maximum(stays, 0.02)


def _skipped(random: Random, count: int, stages: int, reached: np.ndarray) -> np.ndarray:
    """Only stages in the middle that the deal went past."""
    skipped = random.random((count, stages)) < SKIPPED
    skipped[:, [0, stages - 1]] = False
    return skipped & (np.arange(stages) < reached[:, None])
