-- totals: now
SELECT count(*) AS deals, count(DISTINCT customer_id) AS customers, count(*) FILTER (status = 'won') AS won,
       sum(money) AS amount, sum(list_amount) FILTER (counts) AS list_amount, sum(discount) FILTER (counts) AS discount,
       sum(cost) FILTER (counts) AS cost, sum(money) FILTER (status = 'won') AS won_amount, sum(money) AS value,
       count(money) AS counted, count(*) FILTER (amount IS NULL) AS without_amount,
       count(*) FILTER (NOT counts) AS "foreign"
FROM (SELECT *, currency IS NULL OR currency = 'RUB' AS counts, CASE WHEN counts THEN amount END AS money FROM deals
      WHERE closed_at >= $from AND closed_at < $to)
WHERE status = 'won' OR (status = 'returned' AND money < 0)

-- others: now
WITH closed AS (
    SELECT sum(money) FILTER (status = 'won' OR (status = 'returned' AND money < 0)) AS revenue,
           count(*) FILTER (status = 'won') AS deals_won, count(*) FILTER (status = 'lost') AS deals_lost,
           sum(money) FILTER (status = 'won')::DOUBLE / count(money) FILTER (status = 'won') AS average_check,
           avg(cycle) FILTER (status = 'won' AND cycle >= 0) AS cycle_days
    FROM (SELECT status, CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money,
                 date_diff('day', created_at::DATE, closed_at::DATE) AS cycle
          FROM deals WHERE closed_at >= $from AND closed_at < $to)
), bought AS (
    SELECT sum(amount) FILTER (number > 1 AND (currency IS NULL OR currency = 'RUB')) AS repeat_revenue
    FROM purchases WHERE purchased_on >= $from AND purchased_on < $to
)
SELECT revenue, deals_won, deals_lost, deals_won + deals_lost AS deals_closed, deals_won / (deals_won + deals_lost) AS win_rate, average_check, cycle_days,
       repeat_revenue
FROM closed, bought

-- first: now
SELECT deal_id, d.name, coalesce(c.name, d.customer_id) AS customer, d.customer_id,
       coalesce(m.name, d.manager_id) AS manager, m.team, d.pipeline, d.stage, d.status,
       d.amount, d.amount AS amount_as_given, coalesce(d.currency, 'RUB') AS currency, d.list_amount, d.discount, d.cost, d.source, d.channel,
       d.product_group, coalesce(d.region, c.region) AS region, coalesce(c.segment, c.industry) AS segment,
       d.loss_reason, d.created_at, d.closed_at, d.expected_close, d.last_activity_at
FROM (SELECT * FROM deals
      WHERE closed_at >= $from AND closed_at < $to AND (status = 'won' OR (status = 'returned' AND amount < 0))
      ORDER BY closed_at DESC, deal_id LIMIT 200) d
LEFT JOIN customers c USING (customer_id) LEFT JOIN managers m USING (manager_id)
ORDER BY closed_at DESC, deal_id
