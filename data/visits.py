"""Stage visits worked out from what tells them: a CRM's own stage history, else successive uploads.

A mark is a moment at which a deal came to a stage, or (without a stage) left them all. A visit lasts
from one mark to the next. Where nobody knows since when a deal stands where it is first seen, there
is no visit; a deal made at the first stage of its pipeline has stood there since it was made.
"""

from __future__ import annotations

import sqlalchemy as sa

_OLD = "DELETE FROM stage_visits WHERE origin IS NOT NULL"

# Where the history begins, the stage it leaves was entered with the deal's making.
_OF_EVENTS = """
    SELECT e.deal_id, coalesce(e.pipeline, d.pipeline) AS pipeline, e.stage, e.entered_at AS moment, 'events' AS origin
    FROM stage_events e JOIN deals d ON d.deal_id = e.deal_id
    UNION ALL
    SELECT d.deal_id, coalesce(one.first.pipeline, d.pipeline), one.first.from_stage, d.created_at, 'events'
    FROM (SELECT deal_id, min(entered_at) AS began,
                 arg_min(struct_pack(pipeline, from_stage), (entered_at, stage)) AS first
          FROM stage_events GROUP BY deal_id) one
    JOIN deals d ON d.deal_id = one.deal_id
    WHERE one.first.from_stage IS NOT NULL AND d.created_at < one.began
"""

_OF_UPLOADS = """
    SELECT c.deal_id, d.pipeline,
           CASE WHEN c.field <> 'status' THEN c.new END AS stage,
           CASE WHEN c.field = 'appeared' AND s.position = 1 THEN d.created_at ELSE c.changed_at END AS moment,
           'uploads' AS origin
    FROM changes c JOIN deals d ON d.deal_id = c.deal_id
    LEFT JOIN stages s ON s.pipeline = coalesce(d.pipeline, '') AND s.stage = c.new
    WHERE c.field = 'stage' OR (c.field = 'status' AND c.new <> 'open') OR (c.field = 'appeared' AND c.new IS NOT NULL)
    UNION ALL
    SELECT d.deal_id, d.pipeline, one.stage, d.created_at, 'uploads'
    FROM (SELECT deal_id, arg_min(old, changed_at) FILTER (field = 'stage') AS stage, min(changed_at) AS began
          FROM changes WHERE field = 'stage' OR (field = 'appeared' AND new IS NOT NULL)
          GROUP BY deal_id HAVING NOT bool_or(field = 'appeared')) one
    JOIN deals d ON d.deal_id = one.deal_id
    JOIN stages s ON s.pipeline = coalesce(d.pipeline, '') AND s.stage = one.stage AND s.position = 1
    WHERE d.created_at < one.began
"""

# A closed deal left its last stage at its closing, which an upload shows only later.
_NEW = f"""
INSERT INTO stage_visits (deal_id, pipeline, stage, entered_at, left_at, origin)
WITH changes AS (
    SELECT * FROM deal_changes ANTI JOIN stage_events USING (deal_id)
    ANTI JOIN (SELECT deal_id FROM stage_visits) USING (deal_id)
), marks AS ({_OF_EVENTS} UNION ALL {_OF_UPLOADS}), placed AS (
    SELECT m.*, s.position, m.stage IS NOT NULL AND coalesce(s.kind, 'open') = 'open' AS stands
    FROM marks m LEFT JOIN stages s ON s.pipeline = coalesce(m.pipeline, '') AND s.stage = m.stage
    WHERE m.moment IS NOT NULL
), turns AS (
    SELECT * FROM placed
    WINDOW turn AS (PARTITION BY deal_id ORDER BY moment, stands DESC, position, stage)
    QUALIFY lag(CASE WHEN stands THEN stage END) OVER turn IS DISTINCT FROM CASE WHEN stands THEN stage END
         OR lag(stage) OVER turn IS NULL
), paired AS (
    SELECT *, lead(moment) OVER turn AS next_at, lead(stands) OVER turn AS moves,
           bool_or(stands) OVER (PARTITION BY deal_id ORDER BY moment, stands DESC, position, stage
                                 ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS stands_again
    FROM turns WINDOW turn AS (PARTITION BY deal_id ORDER BY moment, stands DESC, position, stage)
)
SELECT p.deal_id, p.pipeline, p.stage, p.moment,
       CASE WHEN NOT p.moves AND NOT coalesce(p.stands_again, false)
                 AND d.status <> 'open' AND d.closed_at IS NOT NULL THEN NULL
            ELSE p.next_at END,
       p.origin
FROM paired p JOIN deals d ON d.deal_id = p.deal_id
WHERE p.stands
ORDER BY p.moment
"""


_TOLD = "SELECT EXISTS (FROM stage_events) OR EXISTS (FROM deal_changes)"
_ANY = "SELECT EXISTS (FROM stage_visits)"


def derive_visits(connection: sa.Connection) -> bool:
    """Those given as they are stay. Whether there are any visits at all."""
    connection.exec_driver_sql(_OLD)
    if connection.exec_driver_sql(_TOLD).scalar():
        connection.exec_driver_sql(_NEW)
    return bool(connection.exec_driver_sql(_ANY).scalar())
