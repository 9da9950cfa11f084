"""Facts worked out once, at import: stage visits, the furthest stage, purchases, those alike.

At ten million deals the medians and cohorts cost seconds from raw events; read
from these tables they cost a scan. ``derive`` runs inside the importer's
transaction, after every write to deals, stages or stage_visits.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from data import alike, schema
from data.visits import derive_visits

# A visit ends where the next begins; one that came in between with a later import cuts the one before it.
# Of two at the same moment the stage further on was the later one.
_VISITS_LEFT = """
UPDATE stage_visits SET left_at = later.next_at
FROM (
    SELECT rowid AS visit,
           lead(entered_at) OVER (PARTITION BY deal_id ORDER BY entered_at, position, stage) AS next_at
    FROM stage_visits
) AS later
WHERE later.visit = stage_visits.rowid AND later.next_at IS NOT NULL
  AND (stage_visits.left_at IS NULL OR stage_visits.left_at > later.next_at)
"""

# A closed deal stands nowhere. Many exports give the closing as a day, the last step as a time of that day.
_VISITS_CLOSED = """
UPDATE stage_visits SET left_at = greatest(deals.closed_at, stage_visits.entered_at)
FROM deals
WHERE stage_visits.left_at IS NULL AND deals.deal_id = stage_visits.deal_id
  AND deals.status <> 'open' AND deals.closed_at IS NOT NULL
"""

_VISITS_POSITION = """
UPDATE stage_visits SET position = stages.position
FROM stages
WHERE stages.pipeline = coalesce(stage_visits.pipeline, '') AND stages.stage = stage_visits.stage
  AND stage_visits.position IS DISTINCT FROM stages.position
"""

_VISITS_DAYS = """
UPDATE stage_visits SET days = date_diff('second', entered_at, left_at) / 86400.0
WHERE left_at IS NOT NULL AND days IS DISTINCT FROM date_diff('second', entered_at, left_at) / 86400.0
"""

# A lost deal whose stage of loss nobody recorded stays unknown: it is never guessed.
# A returned sale passed every stage, and is no sale.
# Visits to another pipeline, in which the deal stood before, say nothing about this one.
_FURTHEST = """
UPDATE deals SET furthest = known.furthest
FROM (
    SELECT d.deal_id,
           CASE WHEN d.status = 'won' THEN ends.won_at
                WHEN d.status = 'returned' THEN ends.won_at - 1
                WHEN d.status = 'open' THEN greatest(here.position, visited.position)
                ELSE greatest(lost.position, visited.position)
           END AS furthest
    FROM {deals} d
    LEFT JOIN (SELECT pipeline, max(position) + 1 AS won_at FROM stages WHERE kind = 'open' GROUP BY pipeline) ends
           ON ends.pipeline = coalesce(d.pipeline, '')
    LEFT JOIN stages here ON here.pipeline = coalesce(d.pipeline, '') AND here.stage = d.stage AND here.kind = 'open'
    LEFT JOIN stages lost ON lost.pipeline = coalesce(d.pipeline, '') AND lost.stage = d.lost_stage AND lost.kind = 'open'
    LEFT JOIN (
        SELECT v.deal_id, s.pipeline, max(s.position) AS position
        FROM stage_visits v
        JOIN stages s ON s.pipeline = coalesce(v.pipeline, '') AND s.stage = v.stage AND s.kind = 'open'
        GROUP BY v.deal_id, s.pipeline
    ) visited ON visited.deal_id = d.deal_id AND visited.pipeline = coalesce(d.pipeline, '')
) AS known
WHERE known.deal_id = deals.deal_id AND deals.furthest IS DISTINCT FROM known.furthest
"""

# In the order of closing: a period then reads its own part of the table only. What does not take part in the
# sums over a customer goes along all the same: windows spill to disk, a join of millions to bring it would not.
_PURCHASES = """
INSERT INTO purchases
    (deal_id, customer_id, manager_id, pipeline, source, channel, product, product_group, region, segment, currency,
     amount, cost, closed_at, purchased_on, number, first_on, gap_days, next_on, rhythm_days,
     segment_rhythm, year_amount)
WITH won AS (
    SELECT *, CAST(closed_at AS DATE) AS day FROM {deals}
    WHERE status = 'won' AND closed_at IS NOT NULL AND customer_id IS NOT NULL AND missing_since IS NULL
), ordered AS (
    SELECT *,
           row_number() OVER turn AS number,
           first_value(day) OVER turn AS first_on,
           date_diff('day', lag(day) OVER turn, day) AS gap_days,
           lead(day) OVER turn AS next_on
    FROM won
    WINDOW turn AS (PARTITION BY customer_id ORDER BY closed_at, deal_id)
), placed AS (
    SELECT ordered.*, coalesce(c.segment, c.industry) AS segment
    FROM ordered LEFT JOIN customers c ON c.customer_id = ordered.customer_id
), rhythms AS (
    SELECT segment, median(gap_days) AS segment_rhythm FROM placed GROUP BY segment
)
SELECT deal_id, customer_id, manager_id, pipeline, source, channel, product, product_group, region, placed.segment,
       currency, amount, cost, closed_at, day, number, first_on, gap_days, next_on,
       median(gap_days) OVER (PARTITION BY customer_id ORDER BY number ROWS UNBOUNDED PRECEDING), segment_rhythm,
       sum(amount) OVER (PARTITION BY customer_id, currency ORDER BY day
                         RANGE BETWEEN INTERVAL 364 DAYS PRECEDING AND CURRENT ROW)
FROM placed JOIN rhythms ON rhythms.segment IS NOT DISTINCT FROM placed.segment
ORDER BY closed_at
"""


def derive(connection: sa.Connection, deals: str = "deals") -> None:
    """``deals``: SQL of the deals as they are now, where they can be read more quickly than those that this
    very transaction has written: one thread alone reads those."""
    visits = (_VISITS_POSITION, _VISITS_LEFT, _VISITS_CLOSED, _VISITS_DAYS)
    for statement in visits if derive_visits(connection) else ():
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_FURTHEST.format(deals=deals))
    with ThreadPoolExecutor(1) as beside:  # the engine leaves the interpreter to others meanwhile
        found = beside.submit(alike.groups, alike.named(connection))
        _derive_purchases(connection, deals)
        alike.derive(connection, found.result(), deals)


def _derive_purchases(connection: sa.Connection, deals: str) -> None:
    # Emptied row by row, the table's index alone costs ten times what all of this does.
    schema.purchases.drop(connection)
    schema.purchases.create(connection)
    connection.exec_driver_sql(_PURCHASES.format(deals=deals))
