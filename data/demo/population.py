"""The customers: who they are, how often they buy and when they stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import company, stories
from data.demo.clock import Clock
from data.demo.draw import Chance, Random, pick, pick_each, spread

DRAWN = 6500
"""More than are kept: who never has a deal inside the three years is nobody's customer."""
WARM_UP_DAYS = 1500.0
GROWTH = 0.06
ONCE, NOW_AND_THEN, REGULAR = 0, 1, 2
NEVER = 1e9


@dataclass(frozen=True)
class Population:
    """One place per customer; times in working days, ``leaves`` after the first purchase or absolute."""

    segment: np.ndarray
    region: np.ndarray
    team: np.ndarray
    industry: np.ndarray
    channel: np.ndarray
    source: np.ndarray
    size: np.ndarray
    employees: np.ndarray
    arrives: np.ndarray
    rhythm: np.ndarray  # working days between orders
    evenness: np.ndarray  # shape of the gaps: 1 is pure chance, 20 is a metronome
    stays: np.ndarray  # working days of buying after the first purchase
    leaves: np.ndarray  # the day buying ends whatever came before
    eager: np.ndarray  # on the log-odds of every step


def draw_population(chance: Chance, clock: Clock, days: float) -> Population:
    """``days`` is the length of the story in working days."""
    random = chance.of("population")
    count = DRAWN
    segment = pick(random, [s.share for s in company.SEGMENTS], count)
    region = pick(random, [share for _, _, share in company.REGIONS], count)
    shapes = np.array([s.channels for s in company.SEGMENTS])
    kind = pick_each(random, np.array([s.kinds for s in company.SEGMENTS])[segment])
    rhythm, evenness = _rhythms(random, kind)
    population = Population(
        segment=segment,
        region=region,
        team=np.array([team for _, team, _ in company.REGIONS])[region],
        industry=_industries(random, segment),
        channel=pick_each(random, shapes[segment]),
        source=pick(random, [s.share for s in company.SOURCES], count),
        size=np.array([s.size for s in company.SEGMENTS])[segment] * spread(random, 1.0, 0.55, count),
        employees=np.array([s.employees for s in company.SEGMENTS])[segment],
        arrives=_arrivals(random, count, days),
        rhythm=rhythm,
        evenness=evenness,
        stays=np.where(kind == ONCE, 0.0, random.exponential(np.where(kind == REGULAR, 950.0, 850.0))),
        leaves=_departures(random, clock, segment),
        eager=random.normal(0.0, 0.12, count),
    )
    population.employees[:] = np.maximum(2, population.employees * spread(random, 1.0, 0.5, count)).astype(
        int
    )
    _plant_the_overdue(population, clock, days)
    return population


def _rhythms(random: Random, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    count = len(kind)
    usual = np.where(kind == REGULAR, spread(random, 29.5, 0.42, count), spread(random, 70.0, 0.35, count))
    rhythm = np.where(kind == ONCE, NEVER, np.clip(usual, 9.0, 160.0))
    return rhythm, np.where(kind == REGULAR, random.uniform(3.0, 9.0, count), 2.0)


def _industries(random: Random, segment: np.ndarray) -> np.ndarray:
    industry = random.integers(0, len(company.INDUSTRIES) - 1, len(segment))
    return np.where(segment == stories.SEGMENT, len(company.INDUSTRIES) - 1, industry)


def _arrivals(random: Random, count: int, days: float) -> np.ndarray:
    """Evenly over the story and its warm-up, denser by GROWTH a year."""
    whole, rate = days + WARM_UP_DAYS, np.log1p(GROWTH) / 365.0
    return np.log1p(random.random(count) * np.expm1(rate * whole)) / rate - whole


def _departures(random: Random, clock: Clock, segment: np.ndarray) -> np.ndarray:
    count = len(segment)
    start = clock.ago(stories.SEGMENT_DAYS)
    goes = (segment == stories.SEGMENT) & (random.random(count) < stories.SEGMENT_SHARE)
    return np.where(goes, start + random.exponential(stories.SEGMENT_SPREAD, count), NEVER)


def _plant_the_overdue(population: Population, clock: Clock, days: float) -> None:
    place = stories.OVERDUE_CUSTOMER
    population.segment[place], population.team[place], population.region[place] = 0, 0, 0
    population.channel[place], population.industry[place] = 0, 0
    population.size[place], population.eager[place], population.employees[place] = 11.0, 6.0, 2600
    population.arrives[place] = -days - 300.0
    population.rhythm[place], population.evenness[place] = stories.OVERDUE_RHYTHM, 60.0
    population.stays[place], population.leaves[place] = NEVER, clock.ago(stories.OVERDUE_DAYS)
