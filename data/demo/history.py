"""When customers ask: first attempts, projects later on, and the rhythm of repeat orders."""

from __future__ import annotations

import numpy as np

from data.demo import company
from data.demo.clock import Clock
from data.demo.draw import Chance, Random, spread
from data.demo.journeys import Journeys, Requests, choose_managers, walk
from data.demo.population import Population

ATTEMPTS = np.array([1.0, 0.80, 0.72, 0.60, 0.50])
"""Chance of an attempt given the one before."""
FURTHER_PROJECTS = 0.5
LONGEST = 170


def live(chance: Chance, clock: Clock, population: Population) -> Journeys:
    """Every deal the customers ever start, warm-up included, in no particular order."""
    projects, first = _projects(chance.of("projects"), clock, population)
    orders = _orders(chance.of("orders"), clock, population, first)
    return Journeys.together(projects, orders)


def _projects(random: Random, clock: Clock, population: Population) -> tuple[Journeys, np.ndarray]:
    """New sales, and each customer's day of the first one won (infinite where none)."""
    people, tries = len(population.arrives), len(ATTEMPTS)
    gaps = 45.0 + spread(random, 120.0, 0.6, (people, tries))
    gaps[:, 0] = 0.0
    created = population.arrives[:, None] + np.cumsum(gaps, axis=1)
    wanted = np.logical_and.accumulate(random.random((people, tries)) < ATTEMPTS, axis=1)
    wanted &= (created < 0) & (created < population.leaves[:, None])
    customer, attempt = np.nonzero(wanted)
    created = created[customer, attempt]
    manager = choose_managers(random, clock, population, customer, created, company.NEW)
    source = np.where(
        (attempt > 0) & (random.random(len(customer)) < 0.35), company.EXISTING, population.source[customer]
    )
    requests = Requests(customer, manager, source, created, company.NEW)
    journeys = walk(random, clock, population, requests)
    first = np.full(people, np.inf)
    np.minimum.at(first, customer[journeys.won], journeys.closed[journeys.won])
    later = created > first[customer]
    journeys.source[later] = company.EXISTING
    return journeys.where(~later | (random.random(len(customer)) < FURTHER_PROJECTS)), first


def _orders(random: Random, clock: Clock, population: Population, first: np.ndarray) -> Journeys:
    buyers = np.nonzero((first < 0) & (population.stays > 0))[0]
    shape = population.evenness[buyers, None]
    gaps = (
        random.gamma(np.broadcast_to(shape, (len(buyers), LONGEST))) / shape * population.rhythm[buyers, None]
    )
    created = first[buyers, None] + np.cumsum(gaps, axis=1)
    end = np.minimum(first + population.stays, population.leaves)[buyers, None]
    row, turn = np.nonzero((created < 0) & (created < end))
    customer, created = buyers[row], created[row, turn]
    manager = choose_managers(random, clock, population, customer, created, company.REPEAT)
    source = np.full(len(customer), company.EXISTING)
    return walk(random, clock, population, Requests(customer, manager, source, created, company.REPEAT))
