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
FAITHFUL = 0.93
"""Share of repeat orders that the customer's own manager takes."""
LAST = max(len(stages) for stages in company.STAGES)


@dataclass(frozen=True)
class Requests:
    """Deals before they begin: of one pipeline, ``customer`` a place in the population."""

    customer: np.ndarray
    manager: np.ndarray
    source: np.ndarray
    created: np.ndarray
    pipeline: int


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
    weights = _claims(clock, population, customer, created, pipeline)
    chosen = pick_each(random, weights)
    if pipeline == company.NEW:
        return chosen
    edges = np.cumsum(weights, axis=1)
    habit = random.random(len(population.team))[customer]
    own = (habit[:, None] * edges[:, -1:] >= edges).sum(axis=1)
    return np.where(random.random(len(customer)) < FAITHFUL, own, chosen)


def _claims(
    clock: Clock, population: Population, customer: np.ndarray, created: np.ndarray, pipeline: int
) -> np.ndarray:
    """How likely each manager is to get each deal, deals × managers."""
    weights = np.zeros((len(customer), len(company.MANAGERS)))
    for place, person in enumerate(company.MANAGERS):
        here = population.team[customer] == person.team
        if person.joined:
            here &= created >= clock.ago(person.joined)
        if person.left:
            here &= created < clock.ago(person.left)
        weights[:, place] = here * _appetite(person, pipeline)
    everyone = np.full(len(customer), stories.DISCOUNT_MANAGER)
    bought = buys_turnover(clock, everyone, created)
    weights[:, stories.DISCOUNT_MANAGER] *= np.where(bought, stories.DISCOUNT_VOLUME, 1.0)
    return weights


def buys_turnover(clock: Clock, manager: np.ndarray, created: np.ndarray) -> np.ndarray:
    """Deals of the seller with the discounts, since he began."""
    return (manager == stories.DISCOUNT_MANAGER) & (created >= clock.ago(stories.DISCOUNT_DAYS))


def _appetite(person: company.Manager, pipeline: int) -> float:
    new = {"hunter": 1.0, "closer": 0.85, "farmer": 0.10}
    repeat = {"hunter": 0.04, "closer": 0.22, "farmer": 1.0}
    return (new if pipeline == company.NEW else repeat)[person.role]


def walk(random: Random, clock: Clock, population: Population, requests: Requests) -> Journeys:
    pipeline, created = requests.pipeline, requests.created
    stages, count = company.STAGES[pipeline], len(created)
    odds = _odds(clock, population, requests)
    passes = random.random((count, len(stages))) < 1.0 / (1.0 + np.exp(-odds))
    won = passes.all(axis=1)
    reached = np.where(won, len(stages) - 1, np.argmin(passes, axis=1))
    stays = _stays(random, population, requests, reached, won)
    skipped = _skipped(random, count, len(stages), reached)
    stays[skipped] = 0.0
    left = created[:, None] + np.cumsum(stays, axis=1)
    entered = np.column_stack([created, left[:, :-1]])
    beyond = np.arange(len(stages)) > reached[:, None]
    closed = left[np.arange(count), reached]
    for times in (entered, left):
        times[skipped | beyond] = np.nan
    pad = ((0, 0), (0, LAST - len(stages)))
    return Journeys(
        customer=requests.customer,
        manager=requests.manager,
        source=requests.source,
        pipeline=np.full(count, pipeline),
        created=created,
        closed=closed,
        won=won,
        reached=reached,
        entered=np.pad(entered, pad, constant_values=np.nan),
        left=np.pad(left, pad, constant_values=np.nan),
    )


def _odds(clock: Clock, population: Population, requests: Requests) -> np.ndarray:
    """Log-odds of going on, deals × stages."""
    manager, source, created = requests.manager, requests.source, requests.created
    steps = np.array([stage.step for stage in company.STAGES[requests.pipeline]])
    talent = np.array([person.talent for person in company.MANAGERS])
    effect = np.array([s.effect for s in company.SOURCES])
    each = talent[manager] + effect[source] + population.eager[requests.customer]
    dear = source == stories.CHANNEL
    since = np.clip(1.0 - created / clock.ago(stories.CHANNEL_DAYS), 0.0, 1.0)
    each += np.where(dear, stories.CHANNEL_EFFECT * np.minimum(1.0, since * 1.6), 0.0)
    each += np.where(buys_turnover(clock, manager, created), stories.DISCOUNT_EFFECT, 0.0)
    odds = np.log(steps / (1.0 - steps)) + each[:, None]
    if requests.pipeline == company.NEW:
        odds[manager == stories.STAGE_MANAGER, stories.STAGE_INDEX] += stories.STAGE_EFFECT
    return odds


def _stays(
    random: Random, population: Population, requests: Requests, reached: np.ndarray, won: np.ndarray
) -> np.ndarray:
    """Working days in each stage. A deal is lost later than it would have moved on; some are simply forgotten."""
    usual = np.array([stage.days for stage in company.STAGES[requests.pipeline]])
    pace = np.array([person.pace for person in company.MANAGERS])[requests.manager]
    pace = pace * np.array([s.pace for s in company.SEGMENTS])[population.segment[requests.customer]]
    count = len(requests.created)
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
