"""Plans of managers and spend of sources, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from data.demo import company, stories
from data.demo.clock import Clock
from data.demo.draw import spread
from data.demo.facts import Facts
from data.demo.prices import Priced

ATTAINED = (0.84, 1.13)
"""What a finished month usually comes to, as a share of its plan."""
FOLLOWS = 0.85
"""How closely a plan foresees the month; the rest is the seller's usual month in that season."""
MONTHS_AHEAD = 3
AROUND = 5
"""Months a channel's spend looks at."""
PRICES_UP, LEADS_UP = 1.05, 1.10


@dataclass(frozen=True)
class Plans:
    """``month`` is datetime64[M]; amounts in kopecks."""

    month: np.ndarray
    manager: np.ndarray
    amount: np.ndarray
    deals: np.ndarray


@dataclass(frozen=True)
class Spend:
    month: np.ndarray
    source: np.ndarray
    amount: np.ndarray


def _months(start: date, end: date) -> np.ndarray:
    return np.arange(np.datetime64(start, "M"), np.datetime64(end, "M") + 1)


def _worth(clock: Clock, months: np.ndarray) -> np.ndarray:
    """Working days of each month."""
    edges = clock.worked(np.append(months, months[-1:] + 1).astype("datetime64[s]"))
    return np.diff(edges)


def plans_of(facts: Facts, priced: Priced) -> Plans:
    """To the end of this year, and a quarter ahead at least. Whole thousands of roubles."""
    random, people = facts.chance.of("plans"), len(company.MANAGERS)
    last = max(facts.today.replace(month=12, day=1), _later(facts.today, MONTHS_AHEAD))
    months = _months(facts.start, last)
    this = int(np.searchsorted(months, np.datetime64(facts.today, "M")))
    won, number = _won_by_month(facts, priced, months)
    usual = _usual(facts, won, months, this)
    usual[0] = won[0]  # the books begin in this month: its deals only start to close
    full = np.concatenate([won[:this], usual[this:]])
    expected = np.maximum(full, 0.35 * usual) ** FOLLOWS * usual ** (1 - FOLLOWS)
    attained = random.uniform(*ATTAINED, (len(months), people))
    amount = np.ceil(expected / attained / 50_000_00) * 50_000_00
    checks = won[:this].sum(axis=0) / np.maximum(1, number[:this].sum(axis=0))
    month, manager = np.nonzero(_employed(facts, months) & (amount > 0))
    amount = amount[month, manager].astype(np.int64)
    deals = np.maximum(1, np.round(amount / np.maximum(1, checks[manager]))).astype(np.int64)
    return Plans(months[month], manager, amount, deals)


def _later(day: date, months: int) -> date:
    return date(day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1, 1)


def _won_by_month(facts: Facts, priced: Priced, months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kopecks and number of deals won, months × managers."""
    deals, people = facts.deals, len(company.MANAGERS)
    closed = facts.clock.times(deals.closed).astype("datetime64[M]")
    place = (closed - months[0]).astype(int) * people + deals.manager
    place, amount = place[facts.won], priced.amount[facts.won]
    size = len(months) * people
    shape = (len(months), people)
    sums = np.bincount(place, weights=amount, minlength=size).reshape(shape)
    return sums, np.bincount(place, minlength=size).reshape(shape)


def _usual(facts: Facts, won: np.ndarray, months: np.ndarray, this: int) -> np.ndarray:
    """The seller's money per working day over the months around, times the month's working days."""
    days = _worth(facts.clock, months)
    usual = np.zeros_like(won)
    for place in range(len(months)):
        around = slice(max(0, min(place, this) - 6), max(1, min(place + 6, this)))
        rate = won[around].sum(axis=0) / days[around].sum()
        usual[place] = rate * days[place]
    return usual


def _employed(facts: Facts, months: np.ndarray) -> np.ndarray:
    here = np.ones((len(months), len(company.MANAGERS)), dtype=bool)
    for place, person in enumerate(company.MANAGERS):
        if person.joined:
            here[:, place] &= months >= _month_of(facts, person.joined)
        if person.left:
            here[:, place] &= months < _month_of(facts, person.left)
    return here


def _month_of(facts: Facts, days_ago: int) -> np.datetime64:
    return (np.datetime64(facts.today, "D") - days_ago).astype("datetime64[M]")


def spend_of(facts: Facts) -> Spend:
    """Paid sources only; this month up to today. Whole thousands of roubles."""
    random = facts.chance.of("spend")
    months = _months(facts.start, facts.today)
    edges = np.minimum(facts.clock.worked(np.append(months, months[-1:] + 1).astype("datetime64[s]")), 0.0)
    days, years = np.diff(edges), edges[:-1] / 365.0
    paid = np.array([n for n, source in enumerate(company.SOURCES) if source.spend])
    leads = np.bincount(facts.deals.source, minlength=len(company.SOURCES)) / -facts.clock.at(facts.start)
    costs = np.array([source.spend for source in company.SOURCES])
    amount = days[:, None] * leads[paid] * costs[paid] * (LEADS_UP * PRICES_UP) ** (years[:, None] + 1.5)
    amount[:, paid == stories.CHANNEL] = _dear_channel(facts, months, days)[:, None]
    amount *= spread(random, 1.0, 0.09, amount.shape)
    month, place = np.nonzero(amount >= 500)
    kopecks = np.round(amount[month, place] / 1000).clip(1).astype(np.int64) * 1000_00
    return Spend(months[month], paid[place], kopecks)


def _dear_channel(facts: Facts, months: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Roubles: what a customer costs there times how many it brings around that month.

    Tied to the customers it brought, so that the story is told on any day.
    """
    deals, clock = facts.deals, facts.clock
    first = np.full(len(facts.kept), np.inf)
    np.minimum.at(first, deals.customer[facts.won], deals.closed[facts.won])
    ours = facts.won & (deals.closed == first[deals.customer]) & (deals.source == stories.CHANNEL)
    month = (clock.times(deals.closed[ours]).astype("datetime64[M]") - months[0]).astype(int)
    brought = np.bincount(month, minlength=len(months))
    window = np.ones(AROUND)
    rate = np.convolve(brought + 0.3, window, "same") / np.convolve(days, window, "same")
    since = 1.0 - (np.cumsum(days) - days[-1] / 2 - days.sum()) / clock.ago(stories.CHANNEL_DAYS)
    rise = np.clip(since * 1.35, 0.0, 1.0)
    return rate * days * stories.CHANNEL_COST * (1 + (stories.CHANNEL_RISE - 1) * rise)
