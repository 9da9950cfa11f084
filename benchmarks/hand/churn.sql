-- headlines: now, before
WITH standing AS (
    SELECT *, purchased_on <= $last AND (next_on IS NULL OR next_on > $last) AS is_last,
           purchased_on <= $eve AND (next_on IS NULL OR next_on > $eve) AND purchased_on >= $eve_gone_before AS was_active,
           is_last AND purchased_on >= $gone_before
               AND date_diff('day', purchased_on, $last)
                   > 2 * CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END AS slips
    FROM purchases WHERE purchased_on <= $last AND (next_on IS NULL OR next_on > $eve)
), now AS (
    SELECT count(*) FILTER (slips) AS customers_slipping,
           sum(year_amount) FILTER (slips AND (currency IS NULL OR currency = 'RUB')) AS revenue_at_risk,
           count(*) FILTER (was_active AND is_last AND purchased_on < $gone_before) AS lost_customers,
           count(*) FILTER (was_active) AS were_active,
           count(*) FILTER (is_last AND purchased_on < $gone_before) AS churned_customers,
           count(*) FILTER (is_last AND purchased_on >= $gone_before) AS active_customers
    FROM standing
), back AS (
    SELECT count(DISTINCT customer_id) AS reactivated_customers FROM purchases
    WHERE purchased_on >= $from AND purchased_on < $to AND gap_days > $window
)
SELECT *, were_active AS customers_before, lost_customers / were_active AS churn_rate FROM now, back

-- courses: now
WITH months AS (
    SELECT m AS time, greatest(m, $from) - 1 AS eve, least(m + INTERVAL 1 MONTH - INTERVAL 1 DAY, $last)::DATE AS last,
           eve - $window AS eve_gone_before, last - $window AS gone_before
    FROM (SELECT unnest(generate_series($from::TIMESTAMP, $last::TIMESTAMP, INTERVAL 1 MONTH))::DATE AS m)
), standing AS (
    SELECT time, year_amount, purchased_on < gone_before AS is_old,
           purchased_on <= last AND (next_on IS NULL OR next_on > last) AS is_last,
           purchased_on <= eve AND (next_on IS NULL OR next_on > eve) AND purchased_on >= eve_gone_before AS was_active,
           is_last AND NOT is_old AND date_diff('day', purchased_on, last) > 2 * expected AS slips
    FROM (SELECT purchased_on, next_on, CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END AS expected,
                 CASE WHEN currency IS NULL OR currency = 'RUB' THEN year_amount END AS year_amount
          FROM purchases WHERE purchased_on <= $last AND (next_on IS NULL OR next_on > $eve)), months
    WHERE (purchased_on <= last AND (next_on IS NULL OR next_on > eve)) IS TRUE
), now AS (
    SELECT time, count(*) FILTER (slips) AS customers_slipping, coalesce(sum(year_amount) FILTER (slips), 0) AS revenue_at_risk,
           count(*) FILTER (was_active AND is_last AND is_old) AS lost_customers,
           count(*) FILTER (was_active) AS were_active,
           count(*) FILTER (is_last AND is_old) AS churned_customers,
           count(*) FILTER (is_last AND NOT is_old) AS active_customers
    FROM standing GROUP BY 1
), back AS (
    SELECT date_trunc('month', purchased_on)::DATE AS time, count(DISTINCT customer_id) AS reactivated_customers FROM purchases
    WHERE purchased_on >= $from AND purchased_on < $to AND gap_days > $window GROUP BY 1
)
SELECT now.*, coalesce(reactivated_customers, 0) AS reactivated_customers, lost_customers / were_active AS churn_rate
FROM now LEFT JOIN back USING (time) ORDER BY time

-- by_segment_before: now
SELECT segment, count(*) AS active_customers FROM purchases
WHERE purchased_on <= $eve AND (next_on IS NULL OR next_on > $eve) AND purchased_on >= $eve_gone_before
GROUP BY 1 ORDER BY 1

-- by_segment_lost: now
SELECT segment, count(*) AS lost_customers FROM purchases
WHERE purchased_on <= $eve AND purchased_on >= $eve_gone_before AND purchased_on < $gone_before
  AND (next_on IS NULL OR next_on > $last)
GROUP BY 1 ORDER BY 1

-- by_manager: now
SELECT coalesce(m.name, p.manager_id) AS manager, coalesce(sum(money) FILTER (slips), 0) AS revenue_at_risk,
       count(*) FILTER (slips) AS customers_slipping
FROM (SELECT manager_id, CASE WHEN currency IS NULL OR currency = 'RUB' THEN year_amount END AS money,
             purchased_on >= $gone_before AND date_diff('day', purchased_on, $last)
                 > 2 * CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END AS slips
      FROM purchases WHERE purchased_on <= $last AND (next_on IS NULL OR next_on > $last)) p
LEFT JOIN managers m USING (manager_id) GROUP BY 1 ORDER BY 1

-- to_call_sums: now
SELECT count(*) AS customers, count(*) AS found, sum(year_amount) FILTER (currency IS NULL OR currency = 'RUB') AS year_amount
FROM purchases
WHERE purchased_on <= $last AND (next_on IS NULL OR next_on > $last) AND purchased_on >= $gone_before
  AND date_diff('day', purchased_on, $last) > 2 * CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END

-- to_call: now
SELECT p.customer_id, coalesce(c.name, p.customer_id) AS customer, p.segment,
       coalesce(p.region, c.region) AS region, coalesce(m.name, p.manager_id) AS manager, c.phone, c.email,
       purchased_on AS last_purchase, number AS purchases, date_diff('day', purchased_on, $last) AS days_silent,
       rhythm_days, CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END AS expected_gap, year_amount, deal_id
FROM (SELECT * FROM purchases
      WHERE purchased_on <= $last AND (next_on IS NULL OR next_on > $last) AND purchased_on >= $gone_before
        AND date_diff('day', purchased_on, $last) > 2 * CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END
      ORDER BY year_amount DESC NULLS LAST, purchased_on, customer_id LIMIT 200) p
LEFT JOIN customers c USING (customer_id) LEFT JOIN managers m USING (manager_id)
ORDER BY year_amount DESC NULLS LAST, purchased_on, p.customer_id

-- left_sums: now
SELECT count(*) AS customers, count(*) AS found, sum(year_amount) FILTER (currency IS NULL OR currency = 'RUB') AS year_amount
FROM purchases
WHERE purchased_on <= $eve AND purchased_on >= $eve_gone_before AND purchased_on < $gone_before
  AND (next_on IS NULL OR next_on > $last)

-- left: now
SELECT p.customer_id, coalesce(c.name, p.customer_id) AS customer, p.segment,
       coalesce(p.region, c.region) AS region, coalesce(m.name, p.manager_id) AS manager, c.phone, c.email,
       purchased_on AS last_purchase, number AS purchases, date_diff('day', purchased_on, $last) AS days_silent,
       rhythm_days, CASE WHEN number >= 3 THEN rhythm_days ELSE segment_rhythm END AS expected_gap, year_amount, deal_id
FROM (SELECT * FROM purchases
      WHERE purchased_on <= $eve AND purchased_on >= $eve_gone_before AND purchased_on < $gone_before
        AND (next_on IS NULL OR next_on > $last)
      ORDER BY year_amount DESC NULLS LAST, purchased_on, customer_id LIMIT 200) p
LEFT JOIN customers c USING (customer_id) LEFT JOIN managers m USING (manager_id)
ORDER BY year_amount DESC NULLS LAST, purchased_on, p.customer_id
