"""The three years as they stand today: what is won, lost or open, and what each deal was about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data import schema
from data.demo import company
from data.demo.clock import Clock
from data.demo.draw import Chance
from data.demo.history import live
from data.demo.journeys import Journeys
from data.demo.population import Population, draw_population

CUSTOMERS = 4000
YEARS = 3
RETURNED_SHARE, RETURNED_AFTER_DAYS = 0.004, 20.0
STATUS = np.array(schema.STATUSES)
OPEN, WON, LOST, RETURNED = range(4)


@dataclass(frozen=True)
class Facts:
    """``deals`` in order of creation; ``stage`` and ``furthest`` are positions from 0 on the way."""

    today: date
    start: date
    clock: Clock
    chance: Chance
    people: Population
    kept: np.ndarray  # places in the population that became customers, by arrival
    deals: Journeys  # .customer is a place in ``kept``
    status: np.ndarray

    @property
    def won(self) -> np.ndarray:
        return self.status == WON

    def of_customer(self, name: str) -> np.ndarray:
        """A trait of the population, per customer kept."""
        return getattr(self.people, name)[self.kept]


def first_day(today: date) -> date:
    return date(today.year - YEARS, today.month, 1)


def happen(today: date, seed: int) -> Facts:
    clock, chance, start = Clock(today), Chance(seed), first_day(today)
    people = draw_population(chance, clock, -clock.at(start))
    journeys = live(chance, clock, people)
    journeys = journeys.where(journeys.created >= clock.at(start))
    kept = np.unique(journeys.customer)[:CUSTOMERS]
    kept = kept[np.argsort(people.arrives[kept], kind="stable")]
    place = np.full(len(people.arrives), -1)
    place[kept] = np.arange(len(kept))
    journeys.customer[:] = place[journeys.customer]
    journeys = journeys.where(journeys.customer >= 0)
    journeys = journeys.where(np.lexsort((journeys.customer, journeys.created)))
    _hand_over(clock, journeys)
    return Facts(today, start, clock, chance, people, kept, journeys, _status(clock, chance, journeys))


def _hand_over(clock: Clock, journeys: Journeys) -> None:
    """Who left has no open deals, nor any that closed later: the team's closer took them."""
    for place, person in enumerate(company.MANAGERS):
        if person.left:
            late = (journeys.manager == place) & (journeys.closed >= clock.ago(person.left))
            journeys.manager[late] = next(
                n
                for n, other in enumerate(company.MANAGERS)
                if other.team == person.team and other.role == "closer"
            )


def _status(clock: Clock, chance: Chance, journeys: Journeys) -> np.ndarray:
    ended = journeys.closed < 0
    status = np.where(ended, np.where(journeys.won, WON, LOST), OPEN)
    back = chance.of("returns").random(len(status)) < RETURNED_SHARE
    back &= (status == WON) & (journeys.pipeline == company.REPEAT)
    return np.where(back & (journeys.closed < clock.ago(RETURNED_AFTER_DAYS)), RETURNED, status)
