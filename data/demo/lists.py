"""The smaller tables: customers, managers, products, stages, plans, spend, payments, activities."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data import schema
from data.demo import company, goods
from data.demo.activities import KINDS, Activities
from data.demo.columns import dates, money, numbered, texts, times
from data.demo.draw import spread
from data.demo.facts import Facts
from data.demo.months import Plans, Spend
from data.demo.payments import Payments
from data.demo.prices import Priced
from data.demo.tables import ACTIVITY, MANAGER, PAYMENT, Speaker, customer_ids, deal_ids, manager_ids

MAIL = "voronka.example"
POTENTIAL_KNOWN = 0.72


def customers_table(facts: Facts, say: Speaker, priced: Priced, names: list[str]) -> pa.Table:
    """Tax numbers begin with 00 and telephones with +7 000: there are none such."""
    random, count = facts.chance.of("cards"), len(facts.kept)
    digits = random.integers(10_000_000, 99_999_999, count).tolist()
    everyone = np.arange(count)
    return pa.table(
        {
            "customer_id": customer_ids(everyone),
            "name": names,
            "segment": texts(say([s.name for s in company.SEGMENTS]), facts.of_customer("segment")),
            "region": texts(say([name for name, _, _ in company.REGIONS]), facts.of_customer("region")),
            "industry": texts(say(company.INDUSTRIES), facts.of_customer("industry")),
            "tax_number": [f"00{n}" for n in digits],
            "phone": [f"+7 000 {str(n)[:3]}-{str(n)[3:5]}-{str(n)[5:7]}" for n in digits],
            "email": [f"office{n:04d}@{MAIL}" for n in range(1, count + 1)],
            "employees": pa.array(facts.of_customer("employees").astype(np.int32)),
            "potential": money(*_potential(facts, priced)),
            "created_at": times(facts.clock.times(facts.of_customer("arrives") - 0.02)),
        }
    )


def _potential(facts: Facts, priced: Priced) -> tuple[np.ndarray, np.ndarray]:
    """What the customer buys a year from anybody: never less than from us in the year he bought most."""
    random, count = facts.chance.of("potential"), len(facts.kept)
    year = np.minimum(2, -facts.deals.closed[facts.won] // 365.0).astype(int)
    place = facts.deals.customer[facts.won] * 3 + year
    bought = (
        np.bincount(place, weights=priced.amount[facts.won], minlength=count * 3)
        .reshape(count, 3)
        .max(axis=1)
    )
    usual = 190_000_00 * facts.of_customer("size") * spread(random, 1.0, 0.5, count)
    potential = np.maximum(bought * random.uniform(1.05, 3.2, count), usual)
    return np.ceil(potential / 10_000_00).astype(np.int64) * 10_000_00, random.random(count) < POTENTIAL_KNOWN


def managers_table(say: Speaker) -> pa.Table:
    people = company.MANAGERS
    team_regions = [
        next(name for name, team, _ in company.REGIONS if team == n) for n in range(len(company.TEAMS))
    ]
    return pa.table(
        {
            "manager_id": manager_ids(np.arange(len(people))),
            "name": say([person.name for person in people]),
            "team": say([company.TEAMS[person.team] for person in people]),
            "role": [person.role for person in people],
            "active": [person.left is None for person in people],
            "email": [f"{MANAGER.lower()}{n:02d}@{MAIL}" for n in range(1, len(people) + 1)],
            "region": say([team_regions[person.team] for person in people]),
        }
    )


def products_table(say: Speaker) -> pa.Table:
    prices = np.array([p.price for p in goods.PRODUCTS], dtype=np.int64)
    costs = np.round(prices * np.array([p.cost for p in goods.PRODUCTS])).astype(np.int64)
    groups = np.array([p.group for p in goods.PRODUCTS])
    return pa.table(
        {
            "product": say([p.name for p in goods.PRODUCTS]),
            "product_group": texts(say([g.name for g in goods.GROUPS]), groups),
            "list_price": money(prices * 100),
            "cost": money(costs * 100),
        }
    )


def stages_table(say: Speaker) -> pa.Table:
    rows: list[dict[str, object]] = []
    for pipeline, stages in zip(say(company.PIPELINES), company.STAGES, strict=True):
        way = [*say([s.name for s in stages]), *say([company.WON, company.LOST, company.RETURNED])]
        kinds = [schema.OPEN] * len(stages) + [schema.WON, schema.LOST, schema.RETURNED]
        for position, (stage, kind) in enumerate(zip(way, kinds, strict=True), 1):
            on_the_way = position if kind in (schema.OPEN, schema.WON) else None
            rows.append({"pipeline": pipeline, "stage": stage, "position": on_the_way, "kind": kind})
    return pa.Table.from_pylist(rows)


def plans_table(plans: Plans) -> pa.Table:
    nothing = [""] * len(plans.month)
    return pa.table(
        {
            "month": dates(plans.month),
            "manager_id": manager_ids(plans.manager),
            "team": nothing,
            "pipeline": nothing,
            "product_group": nothing,
            "amount": money(plans.amount),
            "deals": pa.array(plans.deals.astype(np.int32)),
        }
    )


def spend_table(say: Speaker, spend: Spend) -> pa.Table:
    return pa.table(
        {
            "month": dates(spend.month),
            "source": texts(say([s.name for s in company.SOURCES]), spend.source),
            "amount": money(spend.amount),
            "currency": say.currencies(len(spend.month)),
        }
    )


def payments_table(facts: Facts, say: Speaker, payments: Payments) -> pa.Table:
    count = len(payments.deal)
    purposes = say([("Аванс по договору", "Advance payment"), ("Оплата по счёту", "Payment of the invoice")])
    return pa.table(
        {
            "payment_id": numbered(PAYMENT, np.arange(count), 5),
            "deal_id": deal_ids(payments.deal),
            "customer_id": customer_ids(facts.deals.customer[payments.deal]),
            "paid_on": dates(payments.paid, payments.settled),
            "due_on": dates(payments.due),
            "amount": money(payments.amount),
            "currency": say.currencies(count),
            "purpose": texts(purposes, payments.purpose),
        }
    )


def activities_table(facts: Facts, activities: Activities) -> pa.Table:
    deal = activities.deal
    return pa.table(
        {
            "activity_id": numbered(ACTIVITY, np.arange(len(deal)), 6),
            "deal_id": deal_ids(deal),
            "customer_id": customer_ids(facts.deals.customer[deal]),
            "manager_id": manager_ids(facts.deals.manager[deal]),
            "kind": texts(KINDS, activities.kind),
            "happened_at": times(facts.clock.times(activities.at)),
        }
    )
