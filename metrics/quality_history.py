"""Which columns the base keeps, and how its quality went from import to import."""

from __future__ import annotations

import sqlalchemy as sa

from metrics.measures import MEASURES
from metrics.remembered import remembered
from metrics.view import View


@remembered
def kept(view: View) -> sa.Select:
    """One row: each measure's key → whether the base has ever filled what it reads (boolean), whoever
    looks and through whichever filter."""
    columns = dict.fromkeys(name for measure in MEASURES for name in measure.columns)
    deals = view.unfiltered_base().deals(*columns)
    filled = [
        sa.func.count(sa.func.coalesce(*(sa.cast(deals.c[name], sa.Text) for name in measure.columns))) > 0
        if len(measure.columns) > 1
        else sa.func.count(deals.c[measure.columns[0]]) > 0
        for measure in MEASURES
    ]
    return sa.select(*(value.label(measure.key) for value, measure in zip(filled, MEASURES, strict=True)))


@remembered
def trend(view: View) -> sa.Select:
    """A row per import and measure, oldest first: ``import_id``, ``at`` (its time), ``measure`` (a metric's
    key), ``bad`` and ``total`` (counts over the managers in view). Of the filters only those by manager,
    team and role narrow it: more is not kept of the past."""
    rows = view.quality_scores("import_id", "at", "measure", "bad", "total")
    keys = [rows.c.import_id, rows.c.at, rows.c.measure]
    sums = [sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger).label(name) for name in ("bad", "total")]
    return sa.select(*keys, *sums).group_by(*keys).order_by(*keys)
