-- headlines: now, before
WITH bought AS (
    SELECT (sum(money) FILTER (number > 1))::DOUBLE / sum(money)::DOUBLE AS repeat_revenue_share,
           sum(money) FILTER (number > 1) AS repeat_revenue,
           count(DISTINCT customer_id) AS customers, count(*) AS purchases, median(gap_days) AS rhythm_days,
           count(DISTINCT customer_id) FILTER (number = 1) AS new_customers
    FROM (SELECT customer_id, number, gap_days, CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
          FROM purchases WHERE purchased_on >= $from AND purchased_on < $to)
), ever AS (
    SELECT count(DISTINCT customer_id) AS customers_ever,
           count(DISTINCT customer_id) FILTER (number > 1) / count(DISTINCT customer_id) AS repeat_purchase_rate
    FROM purchases WHERE purchased_on <= $last
)
SELECT repeat_revenue_share, repeat_purchase_rate, (customers - new_customers) / customers AS returning_share,
       customers, customers_ever,
       purchases / customers AS purchase_frequency, rhythm_days, new_customers, purchases, repeat_revenue
FROM bought, ever

-- courses: now
SELECT date_trunc('month', purchased_on)::DATE AS time,
       (sum(money) FILTER (number > 1))::DOUBLE / sum(money)::DOUBLE AS repeat_revenue_share,
       (count(DISTINCT customer_id) - count(DISTINCT customer_id) FILTER (number = 1)) / count(DISTINCT customer_id) AS returning_share,
       count(*) / count(DISTINCT customer_id) AS purchase_frequency, median(gap_days) AS rhythm_days,
       count(DISTINCT customer_id) FILTER (number = 1) AS new_customers,
       sum(money) FILTER (number > 1) AS repeat_revenue, sum(money) FILTER (number = 1) AS new_revenue
FROM (SELECT purchased_on, customer_id, number, gap_days,
             CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
      FROM purchases WHERE purchased_on >= $from AND purchased_on < $to)
GROUP BY 1 ORDER BY 1

-- frequency: now
WITH each AS (
    SELECT count(*) AS purchases, sum(amount) FILTER (currency IS NULL OR currency = 'RUB') AS revenue
    FROM purchases WHERE purchased_on >= $from AND purchased_on < $to GROUP BY customer_id
), groups AS (
    SELECT least(purchases, 5) AS times, count(*) AS customers, sum(purchases)::BIGINT AS purchases, sum(revenue) AS revenue
    FROM each GROUP BY 1
)
SELECT *, customers / sum(customers) OVER () AS share, revenue::DOUBLE / (sum(revenue) OVER ())::DOUBLE AS revenue_share
FROM groups ORDER BY times

-- retention: now
WITH members AS (
    SELECT customer_id, date_trunc('month', min(first_on))::DATE AS cohort,
           date_trunc('month', min(purchased_on) FILTER (number > 1))::DATE AS second_month
    FROM purchases WHERE first_on < $to AND purchased_on <= $last GROUP BY 1
), sizes AS (SELECT cohort, count(*) AS size FROM members GROUP BY 1
), seconds AS (SELECT cohort, second_month AS month, count(*) AS seconds FROM members WHERE second_month IS NOT NULL GROUP BY 1, 2
), bought AS (
    SELECT cohort, date_trunc('month', purchased_on)::DATE AS month, count(DISTINCT customer_id) AS customers,
           count(*) AS purchases, sum(money) AS revenue, sum(money - cost) AS margin,
           count(*) - count(money - cost) AS without_margin
    FROM (SELECT customer_id, purchased_on, cost, CASE WHEN currency IS NULL OR currency = 'RUB' THEN amount END AS money
          FROM purchases WHERE first_on < $to AND purchased_on <= $last)
    JOIN members USING (customer_id) GROUP BY 1, 2
), months AS (SELECT unnest(generate_series(TIMESTAMP '2021-10-01', $last::TIMESTAMP, INTERVAL 1 MONTH))::DATE AS month
), cells AS (
    SELECT cohort, date_diff('month', cohort, month) AS age, month, size, coalesce(customers, 0) AS customers,
           coalesce(purchases, 0) AS purchases, coalesce(revenue, 0) AS revenue, coalesce(margin, 0) AS margin,
           coalesce(without_margin, 0) AS without_margin, coalesce(seconds, 0) AS seconds
    FROM sizes JOIN months ON month >= cohort LEFT JOIN bought USING (cohort, month) LEFT JOIN seconds USING (cohort, month)
)
SELECT cohort, age, month, size, customers, customers / size AS share, purchases, revenue,
       (sum(seconds) OVER far)::BIGINT AS repurchased, (sum(seconds) OVER far)::DOUBLE / size AS repurchased_share,
       (sum(revenue) OVER far)::DOUBLE / size AS revenue_per_customer,
       CASE WHEN sum(without_margin) OVER far = 0 THEN (sum(margin) OVER far)::DOUBLE / size END AS margin_per_customer,
       month = date_trunc('month', $last) AS is_partial
FROM cells WINDOW far AS (PARTITION BY cohort ORDER BY month) ORDER BY cohort, age

-- second: now
WITH waits AS (
    SELECT date_diff('day', purchased_on, CASE WHEN next_on <= $last THEN next_on ELSE $last END) AS days,
           coalesce(next_on <= $last, false) AS over
    FROM purchases WHERE number = 1 AND purchased_on >= $from AND purchased_on < $to AND purchased_on <= $last
), by_day AS (
    SELECT days, count(*) AS cases, count(*) FILTER (over) AS over FROM waits GROUP BY 1
), risky AS (SELECT *, sum(cases) OVER (ORDER BY days DESC) AS at_risk FROM by_day
), curve AS (
    SELECT *, sum(CASE WHEN over = 0 THEN 0 WHEN over >= at_risk THEN -100 ELSE ln((at_risk - over) / at_risk) END)
              OVER (ORDER BY days) AS survival
    FROM risky
)
SELECT sum(cases)::BIGINT AS customers, sum(cases - over)::BIGINT AS waiting,
       min(days) FILTER (over > 0 AND survival <= ln(0.75) + 1e-9)::DOUBLE AS p25_days,
       min(days) FILTER (over > 0 AND survival <= ln(0.5) + 1e-9)::DOUBLE AS median_days,
       min(days) FILTER (over > 0 AND survival <= ln(0.25) + 1e-9)::DOUBLE AS p75_days
FROM curve

-- by_segment: now
WITH bought AS (
    SELECT customer_id, segment, bool_or(number > 1) AS again FROM purchases WHERE purchased_on <= $last GROUP BY 1, 2
)
SELECT segment, count(*) AS customers, count(*) FILTER (again) / count(*) AS repeat_purchase_rate
FROM bought GROUP BY 1 ORDER BY 1
