-- pipelines: now
SELECT pipeline, count(*) FILTER (created_at >= $from AND created_at < $to) AS deals_created,
       count(*) FILTER (status = 'open') AS open_deals
FROM deals GROUP BY 1 ORDER BY 1

-- statuses: now
SELECT status, count(*) AS deals_created FROM deals
WHERE created_at >= $from AND created_at < $to AND pipeline = 'New business' GROUP BY 1 ORDER BY 1

-- unknown: now
SELECT pipeline, count(*) AS lost, count(*) FILTER (furthest IS NULL) AS unknown FROM deals
WHERE created_at >= $from AND created_at < $to AND pipeline = 'New business' AND status = 'lost' GROUP BY 1

-- resolved: now, before
WITH created AS (
    SELECT pipeline, furthest, status, count(*) AS deals FROM deals
    WHERE created_at >= $from AND created_at < $to AND pipeline = 'New business' GROUP BY ALL
), here AS (
    SELECT s.pipeline, s.position, s.stage,
           coalesce(sum(deals) FILTER (furthest > position), 0)::BIGINT AS moved_on,
           coalesce(sum(deals) FILTER (furthest = position AND status = 'lost'), 0)::BIGINT AS lost,
           coalesce(sum(deals) FILTER (furthest = position AND status = 'open'), 0)::BIGINT AS standing,
           coalesce(sum(deals) FILTER (furthest IS NULL AND status = 'lost'), 0)::BIGINT AS unknown_lost
    FROM stages s JOIN created c USING (pipeline) WHERE s.kind = 'open' GROUP BY ALL
)
SELECT *, CASE WHEN unknown_lost = 0 THEN moved_on / nullif(moved_on + lost, 0) END AS conversion
FROM here ORDER BY position

-- cohort: now
WITH created AS (
    SELECT pipeline, furthest, count(*) AS deals, count(*) FILTER (status = 'lost') AS lost,
           sum(amount) FILTER (currency IS NULL OR currency = 'RUB') AS amount
    FROM deals WHERE created_at >= $from AND created_at < $to AND pipeline = 'New business' GROUP BY ALL
), steps AS (
    SELECT pipeline, position, stage, kind FROM stages WHERE kind = 'open'
    UNION ALL SELECT pipeline, max(position) + 1, NULL, 'won' FROM stages WHERE kind = 'open' GROUP BY 1
), reached AS (
    SELECT s.pipeline, s.position, s.stage, s.kind,
           coalesce(sum(c.deals) FILTER (c.furthest >= s.position), 0)::BIGINT AS reached,
           coalesce(sum(c.amount) FILTER (c.furthest >= s.position), 0) AS amount,
           coalesce(sum(c.lost) FILTER (c.furthest IS NULL), 0)::BIGINT AS unknown_lost,
           coalesce(sum(c.deals) FILTER (c.furthest IS NULL), 0)::BIGINT AS unknown
    FROM steps s JOIN created c USING (pipeline) GROUP BY ALL
)
SELECT *, CASE WHEN unknown_lost = 0 THEN reached / nullif(lag(reached) OVER way, 0) END AS from_previous,
       CASE WHEN unknown_lost = 0 THEN reached / nullif(first_value(reached) OVER way, 0) END AS overall
FROM reached WINDOW way AS (PARTITION BY pipeline ORDER BY position) ORDER BY pipeline, position

-- leaks: now
WITH created AS (
    SELECT pipeline, furthest, status, count(*) AS deals, sum(amount) FILTER (currency IS NULL OR currency = 'RUB') AS amount
    FROM deals WHERE created_at >= $from AND created_at < $to AND pipeline = 'New business' GROUP BY ALL
), checked AS (
    SELECT sum(amount)::DOUBLE / count(amount) AS average_check FROM deals
    WHERE closed_at >= $from AND closed_at < $to AND status = 'won' AND pipeline = 'New business'
      AND (currency IS NULL OR currency = 'RUB')
), here AS (
    SELECT s.pipeline, s.position, s.stage,
           coalesce(sum(deals) FILTER (furthest > position), 0)::BIGINT AS moved_on,
           coalesce(sum(deals) FILTER (furthest = position AND status = 'lost'), 0)::BIGINT AS lost,
           coalesce(sum(deals) FILTER (furthest = position), 0)::BIGINT AS at_it,
           coalesce(sum(amount) FILTER (furthest = position AND status = 'lost'), 0) AS amount
    FROM stages s JOIN created c USING (pipeline) WHERE s.kind = 'open' GROUP BY ALL
), path AS (
    SELECT *, moved_on / nullif(moved_on + lost, 0) AS conversion, moved_on + at_it AS reached FROM here
), onwards AS (
    SELECT *, coalesce(exp(sum(ln(conversion)) OVER (ORDER BY position ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)), 1) AS downstream,
           lost / sum(lost) OVER () AS share
    FROM path
)
SELECT pipeline, position, stage, lost, amount, reached, conversion, downstream, average_check,
       0.01::DOUBLE * reached * downstream * average_check AS gain, share
FROM onwards, checked ORDER BY position

-- reasons: now
WITH lost AS (
    SELECT pipeline, furthest AS position, loss_reason, count(*) AS lost,
           sum(amount) FILTER (currency IS NULL OR currency = 'RUB') AS amount
    FROM deals
    WHERE created_at >= $from AND created_at < $to AND pipeline = 'New business' AND status = 'lost' GROUP BY ALL
)
SELECT l.pipeline, l.position, s.stage, l.loss_reason, l.lost, l.amount,
       l.lost / sum(l.lost) OVER (PARTITION BY l.position) AS share
FROM lost l LEFT JOIN stages s ON s.pipeline = l.pipeline AND s.position = l.position
ORDER BY l.position, l.lost DESC, l.loss_reason

-- by_manager: now
WITH created AS (
    SELECT pipeline, manager_id, furthest, status, count(*) AS deals FROM deals
    WHERE created_at >= $from AND created_at < $to GROUP BY ALL
), here AS (
    SELECT s.pipeline, s.position, s.stage, coalesce(m.name, manager_id) AS value,
           coalesce(sum(deals) FILTER (furthest > position), 0)::BIGINT AS moved_on,
           coalesce(sum(deals) FILTER (furthest = position AND c.status = 'lost'), 0)::BIGINT AS lost,
           coalesce(sum(deals) FILTER (furthest = position AND c.status = 'open'), 0)::BIGINT AS standing,
           coalesce(sum(deals) FILTER (furthest IS NULL AND c.status = 'lost'), 0)::BIGINT AS unknown_lost
    FROM stages s JOIN created c USING (pipeline) LEFT JOIN managers m USING (manager_id)
    WHERE s.kind = 'open' GROUP BY ALL
)
SELECT *, CASE WHEN unknown_lost = 0 THEN moved_on / nullif(moved_on + lost, 0) END AS conversion
FROM here ORDER BY pipeline, position, value

-- whole: now
WITH created AS (
    SELECT pipeline, furthest, status, count(*) AS deals FROM deals
    WHERE created_at >= $from AND created_at < $to GROUP BY ALL
), here AS (
    SELECT s.pipeline, s.position, s.stage,
           coalesce(sum(deals) FILTER (furthest > position), 0)::BIGINT AS moved_on,
           coalesce(sum(deals) FILTER (furthest = position AND status = 'lost'), 0)::BIGINT AS lost,
           coalesce(sum(deals) FILTER (furthest = position AND status = 'open'), 0)::BIGINT AS standing
    FROM stages s JOIN created c USING (pipeline) WHERE s.kind = 'open' GROUP BY ALL
)
SELECT *, moved_on / nullif(moved_on + lost, 0) AS conversion FROM here ORDER BY pipeline, position

-- waiting: now
WITH stays AS (
    SELECT v.deal_id, v.stage,
           sum(CASE WHEN left_at < $after THEN days ELSE date_diff('second', entered_at, $after) / 86400.0::DOUBLE END) AS days,
           bool_and(left_at IS NOT NULL AND left_at < $after) AS over
    FROM stage_visits v JOIN deals d USING (deal_id)
    WHERE entered_at >= $from AND entered_at < least($to::TIMESTAMP, $after) AND d.pipeline = 'New business'
      AND (left_at IS NOT NULL OR d.status = 'open') AND coalesce(days, 0) >= 0
    GROUP BY 1, 2
), by_day AS (
    SELECT stage, floor(days * parts + 0.5) / parts AS days, count(*) AS cases, count(*) FILTER (over) AS over
    FROM (SELECT stage, over, days, CASE WHEN days < 2 THEN 1440.0::DOUBLE ELSE 24.0::DOUBLE END AS parts FROM stays)
    GROUP BY 1, 2
), risky AS (
    SELECT *, sum(cases) OVER (PARTITION BY stage ORDER BY days DESC) AS at_risk FROM by_day
), curve AS (
    SELECT *, sum(CASE WHEN over = 0 THEN 0 WHEN over >= at_risk THEN -100 ELSE ln((at_risk - over) / at_risk) END)
              OVER (PARTITION BY stage ORDER BY days) AS survival
    FROM risky
)
SELECT s.pipeline, s.position, s.stage, sum(cases)::BIGINT AS deals, sum(cases - over)::BIGINT AS still_there,
       min(days) FILTER (over > 0 AND survival <= ln(0.5) + 1e-9) AS median_days,
       min(days) FILTER (over > 0 AND survival <= ln(0.25) + 1e-9) AS p75_days
FROM curve c JOIN stages s ON s.stage = c.stage AND s.pipeline = 'New business' AND s.kind = 'open'
GROUP BY 1, 2, 3 ORDER BY 2

-- left_out: now
SELECT count(*) AS visits
FROM stage_visits v JOIN deals d USING (deal_id)
WHERE entered_at >= $from AND entered_at < least($to::TIMESTAMP, $after) AND d.pipeline = 'New business'
  AND (left_at IS NULL OR days < 0) AND (days < 0 OR d.status <> 'open')

-- cycle: now
SELECT median(cycle) AS median_cycle_days
FROM (SELECT date_diff('day', created_at::DATE, closed_at::DATE) AS cycle FROM deals
      WHERE status = 'won' AND closed_at >= $from AND closed_at < $to AND pipeline = 'New business')
WHERE cycle >= 0
