-- people: now
WITH closed AS (
    SELECT manager_id, coalesce(sum(money) FILTER (status = 'won' OR (status = 'returned' AND money < 0)), 0) AS revenue,
           count(*) FILTER (status = 'won') AS deals_won, count(*) FILTER (status = 'lost') AS deals_lost,
           (sum(money) FILTER (status = 'won'))::DOUBLE / nullif(count(money) FILTER (status = 'won'), 0) AS average_check,
           median(cycle) FILTER (status = 'won' AND cycle >= 0) AS median_cycle_days,
           (sum(discount) FILTER (status = 'won'))::DOUBLE / (sum(list_amount) FILTER (status = 'won'))::DOUBLE AS discount_share,
           (sum(money - cost) FILTER (status = 'won'))::DOUBLE
               / (sum(money) FILTER (status = 'won' AND cost IS NOT NULL))::DOUBLE AS margin_share
    FROM (SELECT manager_id, status, discount, list_amount, cost,
                 CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money,
                 date_diff('day', created_at::DATE, closed_at::DATE) AS cycle
          FROM deals WHERE closed_at >= $from AND closed_at < $to)
    GROUP BY 1
), standing AS (
    SELECT manager_id, coalesce(sum(amount) FILTER (currency IS NULL OR currency = 'RUB'), 0) AS open_pipeline, count(*) AS open_deals
    FROM deals WHERE status = 'open' GROUP BY 1
), bought AS (
    SELECT manager_id, count(DISTINCT customer_id) AS customers,
           count(DISTINCT customer_id) FILTER (number = 1) AS new_customers
    FROM purchases WHERE purchased_on >= $from AND purchased_on < $to GROUP BY 1
), wilson AS (
    SELECT *, deals_won + deals_lost AS decided, deals_won / nullif(decided, 0) AS win_rate,
           3.841458820694124::DOUBLE AS z2, 1 + z2 / decided AS scale,
           (win_rate + z2 / (2 * decided)) / scale AS middle,
           1.959963984540054::DOUBLE * sqrt(win_rate * (1 - win_rate) / decided + z2 / (4 * decided * decided)) / scale AS width
    FROM closed
)
SELECT coalesce(m.name, manager_id) AS manager, m.team, revenue, deals_won, deals_lost, win_rate, average_check,
       median_cycle_days, coalesce(open_pipeline, 0) AS open_pipeline, coalesce(open_deals, 0) AS open_deals,
       discount_share, margin_share, coalesce(customers, 0) AS customers, coalesce(new_customers, 0) AS new_customers,
       decided, greatest(middle - width, 0) AS win_rate_low, least(middle + width, 1) AS win_rate_high,
       revenue::DOUBLE / (sum(revenue) OVER ())::DOUBLE AS revenue_share
FROM wilson LEFT JOIN standing USING (manager_id) LEFT JOIN bought USING (manager_id) LEFT JOIN managers m USING (manager_id)
ORDER BY revenue DESC, manager

-- medians: now
WITH closed AS (
    SELECT manager_id, coalesce(sum(money) FILTER (status = 'won' OR (status = 'returned' AND money < 0)), 0) AS revenue,
           count(*) FILTER (status = 'won') AS deals_won, count(*) FILTER (status = 'lost') AS deals_lost,
           deals_won / nullif(deals_won + deals_lost, 0) AS win_rate,
           (sum(money) FILTER (status = 'won'))::DOUBLE / nullif(count(money) FILTER (status = 'won'), 0) AS average_check,
           median(cycle) FILTER (status = 'won' AND cycle >= 0) AS median_cycle_days,
           (sum(discount) FILTER (status = 'won'))::DOUBLE / (sum(list_amount) FILTER (status = 'won'))::DOUBLE AS discount_share,
           (sum(money - cost) FILTER (status = 'won'))::DOUBLE
               / (sum(money) FILTER (status = 'won' AND cost IS NOT NULL))::DOUBLE AS margin_share
    FROM (SELECT manager_id, status, discount, list_amount, cost,
                 CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money,
                 date_diff('day', created_at::DATE, closed_at::DATE) AS cycle
          FROM deals WHERE closed_at >= $from AND closed_at < $to)
    GROUP BY 1
), standing AS (
    SELECT manager_id, coalesce(sum(amount) FILTER (currency IS NULL OR currency = 'RUB'), 0) AS open_pipeline, count(*) AS open_deals
    FROM deals WHERE status = 'open' GROUP BY 1
), bought AS (
    SELECT manager_id, count(DISTINCT customer_id) AS customers,
           count(DISTINCT customer_id) FILTER (number = 1) AS new_customers
    FROM purchases WHERE purchased_on >= $from AND purchased_on < $to GROUP BY 1
)
SELECT count(*) AS people, median(revenue::DOUBLE) AS revenue, median(deals_won) AS deals_won, median(deals_lost) AS deals_lost,
       median(win_rate) AS win_rate, median(average_check) AS average_check, median(median_cycle_days) AS median_cycle_days,
       median(coalesce(open_pipeline, 0)::DOUBLE) AS open_pipeline, median(coalesce(open_deals, 0)) AS open_deals,
       median(discount_share) AS discount_share, median(margin_share) AS margin_share,
       median(coalesce(customers, 0)) AS customers, median(coalesce(new_customers, 0)) AS new_customers
FROM closed LEFT JOIN standing USING (manager_id) LEFT JOIN bought USING (manager_id)
WHERE deals_won + deals_lost > 0

-- stages: now
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

-- courses: now
SELECT time, coalesce(m.name, d.manager_id) AS manager, revenue
FROM (SELECT date_trunc('month', closed_at)::DATE AS time, manager_id,
             coalesce(sum(amount) FILTER ((currency IS NULL OR currency = 'RUB')
                                          AND (status = 'won' OR (status = 'returned' AND amount < 0))), 0) AS revenue
      FROM deals WHERE closed_at >= $from AND closed_at < $to GROUP BY 1, 2) d
LEFT JOIN managers m USING (manager_id) ORDER BY 1, 2

-- plans: now
SELECT m.name AS manager, sum(amount) AS plan FROM plans p JOIN managers m USING (manager_id)
WHERE month >= $from AND month < date_trunc('month', $last) + INTERVAL 1 MONTH GROUP BY 1 ORDER BY 1

-- revenue: before
SELECT coalesce(m.name, d.manager_id) AS manager, revenue
FROM (SELECT manager_id, coalesce(sum(amount) FILTER ((currency IS NULL OR currency = 'RUB')
                                                      AND (status = 'won' OR (status = 'returned' AND amount < 0))), 0) AS revenue
      FROM deals WHERE closed_at >= $from AND closed_at < $to GROUP BY 1) d
LEFT JOIN managers m USING (manager_id) ORDER BY 1

-- ranks_by_revenue: now
SELECT coalesce(m.name, d.manager_id) AS manager, m.team, rank() OVER (ORDER BY revenue DESC) AS place, count(*) OVER () AS ranked
FROM (SELECT manager_id, coalesce(sum(amount) FILTER ((currency IS NULL OR currency = 'RUB')
                                                      AND (status = 'won' OR (status = 'returned' AND amount < 0))), 0) AS revenue
      FROM deals WHERE closed_at >= $from AND closed_at < $to
      GROUP BY 1 HAVING count(*) FILTER (status IN ('won', 'lost')) >= 20) d
LEFT JOIN managers m USING (manager_id) ORDER BY place, manager

-- ranks_by_win_rate: now
SELECT coalesce(m.name, d.manager_id) AS manager, m.team, rank() OVER (ORDER BY rate DESC) AS place, count(*) OVER () AS ranked
FROM (SELECT manager_id, count(*) FILTER (status = 'won') / count(*) FILTER (status IN ('won', 'lost')) AS rate
      FROM deals WHERE closed_at >= $from AND closed_at < $to
      GROUP BY 1 HAVING count(*) FILTER (status IN ('won', 'lost')) >= 20) d
LEFT JOIN managers m USING (manager_id) ORDER BY place, manager

-- one: now
SELECT date_trunc('month', closed_at)::DATE AS time,
       coalesce(sum(amount) FILTER ((currency IS NULL OR currency = 'RUB')
                                    AND (status = 'won' OR (status = 'returned' AND amount < 0))), 0) AS revenue
FROM deals
WHERE closed_at >= $from AND closed_at < $to AND manager_id = (SELECT manager_id FROM managers WHERE name = $person)
GROUP BY 1 ORDER BY 1

-- team_over_time: now
SELECT time, count(*) AS people, median(revenue::DOUBLE) AS revenue
FROM (SELECT date_trunc('month', closed_at)::DATE AS time, manager_id,
             coalesce(sum(amount) FILTER ((currency IS NULL OR currency = 'RUB')
                                          AND (status = 'won' OR (status = 'returned' AND amount < 0))), 0) AS revenue
      FROM deals WHERE closed_at >= $from AND closed_at < $to AND status IN ('won', 'lost') GROUP BY 1, 2)
GROUP BY 1 ORDER BY 1
