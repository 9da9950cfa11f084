-- headlines: now, before
SELECT sum(money)::DOUBLE / count(money) AS average_check, median(money::DOUBLE) AS median_check, count(*) AS deals_won,
       count(*) FILTER (amount IS NULL) / count(*) AS amount_missing_share,
       sum(discount)::DOUBLE / sum(list_amount)::DOUBLE AS discount_share,
       sum(money - cost)::DOUBLE / (sum(money) FILTER (cost IS NOT NULL))::DOUBLE AS margin_share
FROM (SELECT amount, discount, list_amount, cost,
             CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
      FROM deals WHERE closed_at >= $from AND closed_at < $to AND status = 'won')

-- courses: now
SELECT date_trunc('month', closed_at)::DATE AS time,
       sum(money)::DOUBLE / count(money) AS average_check, median(money::DOUBLE) AS median_check, count(*) AS deals_won,
       count(*) FILTER (amount IS NULL) / count(*) AS amount_missing_share,
       sum(discount)::DOUBLE / sum(list_amount)::DOUBLE AS discount_share,
       sum(money - cost)::DOUBLE / (sum(money) FILTER (cost IS NOT NULL))::DOUBLE AS margin_share
FROM (SELECT closed_at, amount, discount, list_amount, cost,
             CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
      FROM deals WHERE closed_at >= $from AND closed_at < $to AND status = 'won')
GROUP BY 1 ORDER BY 1

-- quantiles: now
WITH won AS (
    SELECT amount, row_number() OVER (ORDER BY amount DESC) AS place, count(*) OVER () AS deals
    FROM deals WHERE closed_at >= $from AND closed_at < $to AND status = 'won' AND amount IS NOT NULL
                 AND (currency IS NULL OR currency = 'RUB')
), q AS (
    SELECT count(*) AS deals, min(amount) AS smallest, max(amount) AS largest,
           quantile_cont(amount::DOUBLE, [0.1, 0.25, 0.5, 0.75, 0.9]) AS q,
           sum(amount)::DOUBLE / count(*) AS mean,
           (sum(amount) FILTER ((place - 1) * 10 < deals))::DOUBLE / sum(amount)::DOUBLE AS top_tenth_share
    FROM won
)
SELECT deals, smallest, largest, q[1] AS p10, q[2] AS p25, q[3] AS p50, q[4] AS p75, q[5] AS p90, mean, top_tenth_share
FROM q

-- bins: now
WITH edges AS (SELECT [5000, 10000, 20000, 50000, 100000, 200000, 500000]::DOUBLE[] AS e)
SELECT bin, e[bin] AS low, e[bin + 1] AS high, count(*) AS deals, sum(amount) AS amount
FROM (SELECT amount, CASE WHEN amount < 5000 THEN 0 WHEN amount < 10000 THEN 1 WHEN amount < 20000 THEN 2
                          WHEN amount < 50000 THEN 3 WHEN amount < 100000 THEN 4 WHEN amount < 200000 THEN 5
                          WHEN amount < 500000 THEN 6 ELSE 7 END AS bin
      FROM deals
      WHERE closed_at >= $from AND closed_at < $to AND status = 'won' AND amount IS NOT NULL
        AND (currency IS NULL OR currency = 'RUB')), edges
GROUP BY ALL ORDER BY bin

-- moved: now
SELECT product_group,
       count(*) FILTER (closed_at < $b_to) AS deals_before, sum(amount) FILTER (closed_at < $b_to) AS amount_before,
       count(*) FILTER (closed_at >= $from) AS deals_now, sum(amount) FILTER (closed_at >= $from) AS amount_now
FROM deals
WHERE closed_at >= $b_from AND closed_at < $to AND (closed_at < $b_to OR closed_at >= $from)
  AND status = 'won' AND amount IS NOT NULL AND (currency IS NULL OR currency = 'RUB')
GROUP BY 1 ORDER BY 1

-- by_group: now
SELECT product_group, sum(money)::DOUBLE / count(money) AS average_check, median(money::DOUBLE) AS median_check,
       count(*) AS deals_won, count(*) FILTER (amount IS NULL) / count(*) AS amount_missing_share,
       sum(discount)::DOUBLE / sum(list_amount)::DOUBLE AS discount_share
FROM (SELECT product_group, amount, discount, list_amount,
             CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
      FROM deals WHERE closed_at >= $from AND closed_at < $to AND status = 'won')
GROUP BY 1 ORDER BY 1
