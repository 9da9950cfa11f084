"""What was ordered and for how much: lines, discounts, costs. All money in whole kopecks.

A line's amount is its quantity times its price after the discount, so the lines
add up to the deal without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo import company, goods, stories
from data.demo.draw import Random, pick, pick_each, spread
from data.demo.facts import LOST, OPEN, WON, Facts
from data.demo.journeys import buys_turnover

INFLATION = 0.045
LINES = ((0.36, 0.30, 0.20, 0.14), (0.46, 0.30, 0.16, 0.08))
UNPRICED = (0.40, 0.12)
"""Share of deals that ended or stand at the first and second stage without an amount."""
PERCENTS = (0, 3, 5, 7, 10, 12, 15)
PERCENT_SHARES = (0.36, 0.14, 0.20, 0.10, 0.12, 0.05, 0.03)
KOPECKS = 0.04
MACHINES_AT_ONCE = 2
SMALL_GOODS = np.array([n for n, product in enumerate(goods.PRODUCTS) if product.group])


@dataclass(frozen=True)
class Lines:
    """One place per line, ordered by deal; ``line`` counts from 1."""

    deal: np.ndarray
    line: np.ndarray
    product: np.ndarray
    quantity: np.ndarray
    price: np.ndarray
    listed: np.ndarray
    amount: np.ndarray
    cost: np.ndarray


@dataclass(frozen=True)
class Priced:
    """``known``: deals that have an amount; ``main`` is the product of the first line."""

    lines: Lines
    known: np.ndarray
    main: np.ndarray
    quantity: np.ndarray
    listed: np.ndarray
    amount: np.ndarray
    cost: np.ndarray


def price(facts: Facts, stage: np.ndarray) -> Priced:
    random, deals = facts.chance.of("prices"), facts.deals
    count = len(deals.created)
    group = _groups(random, facts)
    usual = np.array([g.amounts for g in goods.GROUPS])[group, deals.pipeline]
    worth = usual * facts.of_customer("size")[deals.customer] * spread(random, 1.0, 0.42, count)
    worth = worth * (1 + INFLATION) ** (deals.created / 365.0)
    bought = buys_turnover(facts.clock, deals.manager, deals.created)
    worth = np.where(bought, worth * stories.DISCOUNT_BASKET, worth)
    main = _main_products(random, group, worth)
    lines = _lines(random, facts, main, worth, _percents(random, facts, stage, bought))
    known = ~_unpriced(random, facts, stage)

    def total(column: np.ndarray) -> np.ndarray:
        return np.bincount(lines.deal, weights=column, minlength=count).astype(np.int64)

    return Priced(
        lines, known, main, total(lines.quantity), total(lines.listed), total(lines.amount), total(lines.cost)
    )


def _groups(random: Random, facts: Facts) -> np.ndarray:
    """A regular customer mostly orders what he usually orders."""
    deals = facts.deals
    shares = np.array([g.shares for g in goods.GROUPS])
    habit = pick(random, shares[:, company.REPEAT], len(facts.kept))[deals.customer]
    now = pick_each(random, shares.T[deals.pipeline])
    by_habit = (random.random(len(now)) < 0.62) & (deals.pipeline == company.REPEAT)
    return np.where(by_habit, habit, now)


def _main_products(random: Random, group: np.ndarray, worth: np.ndarray) -> np.ndarray:
    """One of the group that the budget allows, else its cheapest."""
    prices = np.array([product.price for product in goods.PRODUCTS])
    ours = np.array([product.group for product in goods.PRODUCTS]) == group[:, None]
    affordable = ours & (prices <= 1.6 * worth[:, None])
    cheapest = np.argmin(np.where(ours, prices, np.inf), axis=1)
    chosen = pick_each(random, affordable + 1e-9)
    return np.where(affordable.any(axis=1), chosen, cheapest)


def _percents(random: Random, facts: Facts, stage: np.ndarray, bought: np.ndarray) -> np.ndarray:
    """Discount in percent; nothing is given away before there is a proposal."""
    deals = facts.deals
    percent = np.array(PERCENTS, dtype=np.float64)[pick(random, PERCENT_SHARES, len(stage))]
    since = deals.created / facts.clock.ago(stories.DISCOUNT_DAYS)
    generous = np.clip(random.normal(stories.DISCOUNT_PERCENT, 4.5, len(stage)), 10, 34).round()
    generous = (generous * np.clip((1 - since) * 4 + 0.4, 0, 1)).round()
    percent = np.where(bought, generous, percent)
    early = (stage < np.array([3, 1])[deals.pipeline]) & (facts.status != WON)
    return np.where(early, 0.0, percent)


def _unpriced(random: Random, facts: Facts, stage: np.ndarray) -> np.ndarray:
    share = np.zeros(max(len(stages) for stages in company.STAGES))
    share[:2] = UNPRICED
    early = facts.deals.pipeline == company.NEW
    early &= (facts.status == OPEN) | (facts.status == LOST)
    return early & (random.random(len(stage)) < share[stage])


def _lines(random: Random, facts: Facts, main: np.ndarray, worth: np.ndarray, percent: np.ndarray) -> Lines:
    deals, count = facts.deals, len(main)
    how_many = 1 + pick_each(random, np.array(LINES)[deals.pipeline])
    deal = np.repeat(np.arange(count), how_many)
    line = np.arange(len(deal)) - np.repeat(np.cumsum(how_many) - how_many, how_many)
    extra = SMALL_GOODS[(random.integers(0, len(SMALL_GOODS), count)[deal] + 7 * line) % len(SMALL_GOODS)]
    extra = np.where(extra == main[deal], SMALL_GOODS[(extra - SMALL_GOODS[0] + 3) % len(SMALL_GOODS)], extra)
    product = np.where(line == 0, main[deal], extra)
    first = np.where(how_many == 1, 1.0, random.uniform(0.55, 0.85, count))
    part = np.where(line == 0, first[deal], ((1 - first) / np.maximum(1, how_many - 1))[deal])
    roubles = _list_prices(facts, product, deal)
    quantity = _round_quantities(worth[deal] * part / roubles)
    quantity = np.where(product < SMALL_GOODS[0], np.minimum(quantity, MACHINES_AT_ONCE), quantity)
    price = _after_discount(random, roubles, percent[deal], deal, count)
    shares = np.array([p.cost for p in goods.PRODUCTS])[product] * random.uniform(0.96, 1.04, count)[deal]
    cost = np.round(roubles * shares).astype(np.int64) * 100
    listed = roubles.astype(np.int64) * 100
    return Lines(
        deal, line + 1, product, quantity, price, quantity * listed, quantity * price, quantity * cost
    )


def _list_prices(facts: Facts, product: np.ndarray, deal: np.ndarray) -> np.ndarray:
    """Of the year the deal was created in, whole roubles; the price list of today is ``PRODUCTS``."""
    year = facts.clock.times(facts.deals.created).astype("datetime64[Y]").astype(int) + 1970
    base = np.array([p.price for p in goods.PRODUCTS], dtype=np.float64)[product]
    price = base * (1 + INFLATION) ** (year[deal] - facts.today.year)
    step = np.where(base >= 100_000, 1000.0, np.where(base >= 1000, 10.0, 1.0))
    return np.round(price / step) * step


def _round_quantities(wanted: np.ndarray) -> np.ndarray:
    step = np.select([wanted >= 200, wanted >= 50, wanted >= 20], [50.0, 10.0, 5.0], 1.0)
    return np.maximum(1, np.round(wanted / step) * step).astype(np.int64)


def _after_discount(random: Random, roubles: np.ndarray, percent: np.ndarray, deal: np.ndarray, count: int):
    """Prices are agreed in whole roubles, now and then to the kopeck."""
    exact = roubles * (100.0 - percent)
    to_kopecks = (random.random(count) < KOPECKS)[deal]
    return np.where(to_kopecks, np.round(exact), np.round(exact / 100) * 100).astype(np.int64)
