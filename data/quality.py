"""What was wrong with the base at each import, so that its quality has a course over time.

The same checks as ``metrics.measures``, which reads the base as it is now; a test holds the two together.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from data import schema

STALE_AFTER = timedelta(days=45)
"""Data that ends longer ago is looked at as of its last day, as ``metrics.period`` does."""

_LAST_DAY = (
    "SELECT max(CAST(greatest(created_at, closed_at) AS DATE)) FROM {deals} WHERE missing_since IS NULL"
)

# A customer whom several sell to counts with the one who opened the latest deal: sums stay those of the base.
# What no deal has ever filled is not asked for: such a measure has no row.
_SCORES = """
INSERT INTO quality_scores
WITH told AS (
    SELECT d.*, a.alike IS NOT NULL AS doubled,
           status = 'open' AS opened, status = 'lost' AS lost,
           coalesce(expected_close < $today OR CAST(next_step_at AS DATE) < $today, false) AS late
    FROM {deals} d LEFT JOIN alike_deals a USING (deal_id) WHERE missing_since IS NULL
), measured AS (
    SELECT manager_id, unnest([
        {'measure': 'without_amount', 'bad': count(*) FILTER (amount IS NULL), 'total': count(*),
         'filled': count(amount)},
        {'measure': 'without_source', 'bad': count(*) FILTER (source IS NULL), 'total': count(*),
         'filled': count(source)},
        {'measure': 'without_customer', 'bad': count(*) FILTER (customer_id IS NULL), 'total': count(*),
         'filled': count(customer_id)},
        {'measure': 'without_next_step', 'bad': count(*) FILTER (opened AND next_step IS NULL),
         'total': count(*) FILTER (opened), 'filled': count(next_step)},
        {'measure': 'overdue_deals', 'bad': count(*) FILTER (opened AND late),
         'total': count(*) FILTER (opened), 'filled': count(coalesce(expected_close, next_step_at))},
        {'measure': 'without_loss_reason', 'bad': count(*) FILTER (lost AND loss_reason IS NULL),
         'total': count(*) FILTER (lost), 'filled': count(loss_reason)},
        {'measure': 'alike_deals', 'bad': count(*) FILTER (doubled), 'total': count(*),
         'filled': count(customer_id)}
    ]) AS m
    FROM told GROUP BY manager_id
), owners AS (
    SELECT customer_id, arg_max(coalesce(manager_id, ''), (coalesce(created_at, closed_at), deal_id)) AS owner
    FROM {deals} WHERE customer_id IS NOT NULL AND missing_since IS NULL GROUP BY customer_id
), every AS (
    SELECT manager_id, m.measure AS measure, m.bad AS bad, m.total AS total, m.filled AS filled FROM measured
    UNION ALL
    SELECT nullif(owner, ''), 'alike_customers', count(alike), count(*), count(*)
    FROM owners LEFT JOIN alike_customers USING (customer_id) GROUP BY owner
)
SELECT $import_id, $now, manager_id, measure, bad, total FROM every
WHERE total > 0
QUALIFY sum(filled) OVER (PARTITION BY measure) > 0
"""


def enter(connection: sa.Connection, import_id: int, now: datetime, deals: str = "deals") -> None:
    """Inside the importer's transaction, after ``derive``, and of the same deals."""
    driver = connection.connection.driver_connection
    (last,) = driver.execute(_LAST_DAY.replace("{deals}", deals)).fetchone()  # type: ignore[union-attr]
    told = {"today": _looked_from(now.date(), last), "import_id": import_id, "now": now}
    driver.execute(_SCORES.replace("{deals}", deals), told)  # type: ignore[union-attr]


def forget(connection: sa.Connection, import_id: int) -> None:
    """An import that was taken back left no trace."""
    connection.execute(sa.delete(schema.quality_scores).where(schema.quality_scores.c.import_id == import_id))


def _looked_from(today: date, last: date | None) -> date:
    return last if last and today - last > STALE_AFTER else today
