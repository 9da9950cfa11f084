"""The demo as tables of ``data.schema``, in one language. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from data.demo import company, goods
from data.demo.columns import dates, money, numbered, quantities, texts, times
from data.demo.company import Words
from data.demo.details import Details
from data.demo.facts import LOST, OPEN, RETURNED, STATUS, WON, Facts
from data.demo.prices import Priced
from data.demo.visits import Visits

PREFIX = "DEMO-"
DEAL, CUSTOMER, MANAGER = PREFIX + "D-", PREFIX + "C-", PREFIX + "M-"
PAYMENT, ACTIVITY = PREFIX + "P-", PREFIX + "A-"


class Speaker:
    """One language of the pairs; the currency is named in Russian only."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = 0 if language == "ru" else 1
        self.currency = "RUB" if language == "ru" else None

    def __call__(self, pairs: Sequence[Words]) -> list[str]:
        return [pair[self._place] for pair in pairs]

    def currencies(self, count: int) -> pa.Array:
        return pa.array([self.currency], pa.string()).take(pa.array(np.zeros(count, dtype=np.int32)))


def deal_ids(places: np.ndarray) -> pa.Array:
    return numbered(DEAL, places, 5)


def customer_ids(places: np.ndarray) -> pa.Array:
    return numbered(CUSTOMER, places, 4)


def manager_ids(places: np.ndarray) -> pa.Array:
    return numbered(MANAGER, places, 2)


def deals_table(
    facts: Facts,
    say: Speaker,
    priced: Priced,
    details: Details,
    stage: np.ndarray,
    contact: np.ndarray,
    names: list[str],
) -> pa.Table:
    deals, status = facts.deals, facts.status
    ended, everywhere = status != OPEN, np.arange(len(status))
    lost = status == LOST
    first_stage = first_stages(deals.pipeline)
    ends, stages = last_stages(status), stage_words(say)
    known = priced.known
    region = facts.of_customer("region")[deals.customer]
    groups = np.array([p.group for p in goods.PRODUCTS])
    qualified, is_qualified = _qualified(facts)
    return pa.table(
        {
            "deal_id": deal_ids(everywhere),
            "name": _names(say, priced, deals.customer, names),
            "customer_id": customer_ids(deals.customer),
            "manager_id": manager_ids(deals.manager),
            "pipeline": texts(say(company.PIPELINES), deals.pipeline),
            "stage": texts(stages, np.where(ended, ends, first_stage + stage)),
            "status": texts(list(STATUS), status),
            "amount": money(priced.amount, known),
            "currency": say.currencies(len(status)),
            "list_amount": money(priced.listed, known),
            "discount": money(priced.listed - priced.amount, known),
            "cost": money(priced.cost, known),
            "source": texts(say([s.name for s in company.SOURCES]), deals.source),
            "channel": texts(company.CHANNELS, details.channel),
            "product": texts(say([p.name for p in goods.PRODUCTS]), priced.main, known),
            "product_group": texts(say([g.name for g in goods.GROUPS]), groups[priced.main]),
            "quantity": quantities(priced.quantity, known),
            "region": texts(say([name for name, _, _ in company.REGIONS]), region),
            "loss_reason": texts(say([r.name for r in goods.REASONS]), details.reason, lost),
            "competitor": texts(say(goods.COMPETITORS), details.rival, details.rival_known),
            "lost_stage": texts(stages, first_stage + deals.reached, lost),
            "probability": pa.array(_probability(facts, stage)),
            "created_at": times(facts.clock.times(deals.created)),
            "qualified_at": times(facts.clock.times(qualified), is_qualified),
            "expected_close": dates(details.expected, details.expected_known),
            "closed_at": times(facts.clock.times(deals.closed), ended),
            "next_step": texts(
                say([w for steps in goods.NEXT_STEPS for w in steps]), details.next_step, details.next_known
            ),
            "next_step_at": times(details.next_at, details.next_known),
            "last_activity_at": times(facts.clock.times(np.nan_to_num(contact)), ~np.isnan(contact)),
        }
    )


def stage_words(say: Speaker) -> list[str]:
    """Those on the way, pipeline by pipeline, then the three at which deals end."""
    return say(
        [*(s.name for stages in company.STAGES for s in stages), company.WON, company.LOST, company.RETURNED]
    )


def first_stages(pipeline: np.ndarray) -> np.ndarray:
    """The place of the pipeline's first stage among the words."""
    return np.array([0, len(company.STAGES[0])])[pipeline]


def last_stages(status: np.ndarray) -> np.ndarray:
    """The place among the words of the stage at which a finished deal stands."""
    return sum(map(len, company.STAGES)) + np.select(
        [status == WON, status == LOST, status == RETURNED], [0, 1, 2], 0
    )


def _names(say: Speaker, priced: Priced, customer: np.ndarray, names: list[str]) -> list[str]:
    products = say([p.name for p in goods.PRODUCTS])
    request = say([("Запрос", "Request")])[0]
    pairs = zip(priced.main.tolist(), priced.known.tolist(), customer.tolist(), strict=True)
    return [f"{products[main] if known else request}, {names[who]}" for main, known, who in pairs]


def _qualified(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """When it first stood beyond qualification (new sales) or the request (repeat sales)."""
    entered = facts.deals.entered
    beyond = np.arange(entered.shape[1]) >= np.where(facts.deals.pipeline == company.NEW, 2, 1)[:, None]
    first = np.where(beyond & ~np.isnan(entered), entered, np.inf).min(axis=1)
    known = first < 0
    return np.where(known, first, 0.0), known


def _probability(facts: Facts, stage: np.ndarray) -> np.ndarray:
    """The CRM's own: a figure per stage, as everywhere."""
    width = facts.deals.entered.shape[1]
    figures = np.array(
        [[s.probability for s in stages] + [0.0] * (width - len(stages)) for stages in company.STAGES]
    )
    here = figures[facts.deals.pipeline, stage]
    return np.select([facts.status == WON, facts.status == OPEN], [1.0, here], 0.0)


def items_table(facts: Facts, say: Speaker, priced: Priced) -> pa.Table:
    lines = priced.lines
    keep = priced.known[lines.deal]
    product = lines.product[keep]
    groups = np.array([p.group for p in goods.PRODUCTS])[product]
    return pa.table(
        {
            "deal_id": deal_ids(lines.deal[keep]),
            "line": pa.array(lines.line[keep].astype(np.int32)),
            "product": texts(say([p.name for p in goods.PRODUCTS]), product),
            "product_group": texts(say([g.name for g in goods.GROUPS]), groups),
            "quantity": quantities(lines.quantity[keep]),
            "price": money(lines.price[keep]),
            "amount": money(lines.amount[keep]),
            "cost": money(lines.cost[keep]),
        }
    )


def visits_table(facts: Facts, say: Speaker, visits: Visits) -> pa.Table:
    pipeline = facts.deals.pipeline[visits.deal]
    left = ~np.isnan(visits.left)
    return pa.table(
        {
            "deal_id": deal_ids(visits.deal),
            "pipeline": texts(say(company.PIPELINES), pipeline),
            "stage": texts(stage_words(say), first_stages(pipeline) + visits.stage),
            "position": pa.array((visits.stage + 1).astype(np.int32)),
            "entered_at": times(facts.clock.times(visits.entered)),
            "left_at": times(facts.clock.times(np.nan_to_num(visits.left)), left),
        }
    )
