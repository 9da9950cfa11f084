-- headlines: now, before
WITH closed AS (
    SELECT sum(money) FILTER (status = 'won' OR (status = 'returned' AND money < 0)) AS revenue,
           count(*) FILTER (status = 'won') AS deals_won,
           count(*) FILTER (status = 'lost') AS deals_lost,
           sum(money) FILTER (status = 'won')::DOUBLE / count(money) FILTER (status = 'won') AS average_check,
           median(cycle) FILTER (status = 'won' AND cycle >= 0) AS median_cycle_days
    FROM (SELECT status, CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money,
                 date_diff('day', created_at::DATE, closed_at::DATE) AS cycle
          FROM deals WHERE closed_at >= $from AND closed_at < $to)
), bought AS (
    SELECT count(DISTINCT customer_id) AS customers,
           count(DISTINCT customer_id) FILTER (number = 1) AS new_customers
    FROM purchases WHERE purchased_on >= $from AND purchased_on < $to
), standing AS (
    SELECT count(*) FILTER (purchased_on < $gone_before) AS churned_customers,
           count(*) FILTER (purchased_on >= $gone_before
                            AND date_diff('day', purchased_on, $last)
                                > 2 * CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END) AS customers_slipping
    FROM purchases WHERE purchased_on <= $last AND (next_on IS NULL OR next_on > $last)
)
SELECT revenue, deals_won, deals_won + deals_lost AS deals_closed, deals_won / (deals_won + deals_lost) AS win_rate, average_check, median_cycle_days,
       customers, new_customers, (customers - new_customers) / customers AS returning_share,
       churned_customers, customers_slipping
FROM closed, bought, standing

-- courses: now
WITH closed AS (
    SELECT date_trunc('month', closed_at)::DATE AS time,
           sum(money) FILTER (status = 'won' OR (status = 'returned' AND money < 0)) AS revenue,
           count(*) FILTER (status = 'won') AS deals_won,
           count(*) FILTER (status = 'lost') AS deals_lost,
           sum(money) FILTER (status = 'won')::DOUBLE / count(money) FILTER (status = 'won') AS average_check,
           median(cycle) FILTER (status = 'won' AND cycle >= 0) AS median_cycle_days
    FROM (SELECT status, closed_at, CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money,
                 date_diff('day', created_at::DATE, closed_at::DATE) AS cycle
          FROM deals WHERE closed_at >= $from AND closed_at < $to)
    GROUP BY 1
), bought AS (
    SELECT date_trunc('month', purchased_on)::DATE AS time, count(DISTINCT customer_id) AS customers
    FROM purchases WHERE purchased_on >= $from AND purchased_on < $to GROUP BY 1
)
SELECT time, coalesce(revenue, 0) AS revenue, coalesce(deals_won, 0) AS deals_won,
       deals_won / (deals_won + deals_lost) AS win_rate, average_check, median_cycle_days,
       coalesce(customers, 0) AS customers
FROM closed FULL JOIN bought USING (time) ORDER BY time

-- funnel: now
WITH created AS (
    SELECT pipeline, furthest, count(*) AS deals, count(*) FILTER (status = 'lost') AS lost,
           sum(amount) FILTER (currency IS NULL OR currency = 'RUB') AS amount
    FROM deals WHERE created_at >= $from AND created_at < $to GROUP BY ALL
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

-- managers: now
SELECT coalesce(m.name, d.manager_id) AS manager,
       coalesce(sum(money) FILTER (status = 'won' OR (status = 'returned' AND money < 0)), 0) AS revenue,
       count(*) FILTER (status = 'won') / nullif(count(*) FILTER (status IN ('won', 'lost')), 0) AS win_rate
FROM (SELECT manager_id, status, CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
      FROM deals WHERE closed_at >= $from AND closed_at < $to) d
LEFT JOIN managers m USING (manager_id) GROUP BY 1 ORDER BY 1
