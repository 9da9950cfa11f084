"""The whole demo company as tables, without a store: the same for the same day, language and seed."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from data import schema
from data.demo import changes, lists, tables
from data.demo.activities import activities_of, last_contact
from data.demo.details import details_of
from data.demo.facts import happen
from data.demo.months import plans_of, spend_of
from data.demo.names import customer_names
from data.demo.payments import payments_of
from data.demo.prices import price
from data.demo.uploads import uploads_of
from data.demo.visits import standing_at, visits_of

SEED = 20


def generate(
    today: date, language: str, seed: int = SEED, now: datetime | None = None
) -> list[tuple[sa.Table, pa.Table]]:
    """Everything but the derived columns, in the order it can be loaded. Amounts do not depend on the language,
    nor on ``now``: no upload is stamped later than that."""
    facts, say = happen(today, seed), tables.Speaker(language)
    visits = visits_of(facts)
    stage = standing_at(facts, visits)
    priced, activities = price(facts, stage), activities_of(facts)
    places = facts.chance.of("names").permutation(4096)[: len(facts.kept)]
    names = customer_names(np.asarray(places), language)
    contact = last_contact(facts, activities)
    details, uploads = details_of(facts, stage), uploads_of(facts, now)
    deals = tables.deals_table(facts, say, priced, details, stage, contact, names)
    return [
        (schema.managers, lists.managers_table(say)),
        (schema.products, lists.products_table(say)),
        (schema.stages, lists.stages_table(say)),
        (schema.customers, lists.customers_table(facts, say, priced, names)),
        (schema.deals, deals),
        (schema.deal_items, tables.items_table(facts, say, priced)),
        (schema.stage_visits, tables.visits_table(facts, say, visits)),
        (schema.deal_snapshots, changes.snapshots_table(uploads)),
        (schema.deal_changes, changes.changes_table(facts, say, uploads, priced, details, visits)),
        (schema.plans, lists.plans_table(plans_of(facts, priced))),
        (schema.channel_spend, lists.spend_table(say, spend_of(facts))),
        (schema.payments, lists.payments_table(facts, say, payments_of(facts, priced))),
        (schema.activities, lists.activities_table(facts, activities)),
    ]
