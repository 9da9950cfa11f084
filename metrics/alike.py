"""The customers who seem to be entered twice, those alike side by side."""

from __future__ import annotations

import sqlalchemy as sa

from metrics.remembered import remembered
from metrics.view import View

TOLD = ("name", "tax_number", "phone", "email", "region")


@remembered
def customers(view: View) -> sa.Select:
    """A row per customer of the deals in view that looks like another one, in view or not: ``alike`` (the
    same for those alike), ``customer_id``, ``name``, ``tax_number``, ``phone``, ``email``, ``region`` (texts)
    and ``deals`` (how many are in view)."""
    deals = view.deals("customer_id", "customer_alike")
    people = view.customers("customer_id", *TOLD)
    keys = [deals.c.customer_alike.label("alike"), deals.c.customer_id, *(people.c[name] for name in TOLD)]
    both = deals.join(people, people.c.customer_id == deals.c.customer_id)
    return (
        sa.select(*keys, sa.func.count().label("deals"))
        .select_from(both)
        .where(deals.c.customer_alike.is_not(None))
        .group_by(*keys)
        .order_by(deals.c.customer_alike, deals.c.customer_id)
    )
