-- uploads: now
SELECT coalesce(max(taken_at) FILTER (taken_at <= $from), min(taken_at)) AS start_at, max(taken_at) AS end_at,
       count(*) AS uploads, count(*) FILTER (taken_at > $from) AS within,
       (SELECT min(taken_at) FROM deal_snapshots) AS first_at
FROM deal_snapshots WHERE taken_at < least($to, $after)

-- bridge: now
WITH ends AS (
    SELECT coalesce(max(taken_at) FILTER (taken_at <= $from), min(taken_at)) AS s, max(taken_at) AS e
    FROM deal_snapshots WHERE taken_at < least($to, $after)
), was AS (
    SELECT deal_id, arg_min(old, changed_at) FILTER (field = 'status') AS status_s,
           arg_min(old, changed_at) FILTER (field = 'status' AND changed_at > e) AS status_e,
           arg_min(old, changed_at) FILTER (field = 'amount')::DECIMAL(18, 2) AS amount_s,
           arg_min(old, changed_at) FILTER (field = 'amount' AND changed_at > e)::DECIMAL(18, 2) AS amount_e,
           bool_or(field = 'appeared') AS appeared, bool_or(field = 'appeared' AND changed_at > e) AS appears
    FROM deal_changes, ends WHERE changed_at > s AND field IN ('status', 'amount', 'appeared') GROUP BY deal_id
), both_ends AS (
    SELECT coalesce(status_e, status) AS now, coalesce(amount_e, amount) AS worth, coalesce(amount_s, amount) AS was_worth,
           coalesce(appeared, false) AS is_new, NOT coalesce(appears, false) AS there,
           NOT is_new AND coalesce(status_s, status) = 'open' AS was_in, there AND now = 'open' AS is_in,
           NOT was_in AND there AND (now = 'won' AND (is_new OR coalesce(status_s, status) <> 'won')
                                     OR now IN ('lost', 'returned') AND is_new) AS passes,
           NOT was_in AND (is_in OR passes) AS comes, passes OR (was_in AND NOT is_in) AS goes,
           CASE WHEN was_in THEN coalesce(worth, 0) - coalesce(was_worth, 0) END AS growth
    FROM deals LEFT JOIN was USING (deal_id)
)
SELECT sum(was_worth) FILTER (was_in) AS start, count(*) FILTER (was_in) AS start_deals,
       coalesce(sum(worth) FILTER (comes AND is_new), 0) AS created, count(*) FILTER (comes AND is_new) AS created_deals,
       0 AS found, 0 AS found_deals, 0 AS pulled_in, 0 AS pulled_in_deals,
       coalesce(sum(growth) FILTER (growth > 0), 0) AS increased, count(*) FILTER (growth > 0) AS increased_deals,
       coalesce(sum(worth) FILTER (comes AND NOT is_new), 0) AS reopened, count(*) FILTER (comes AND NOT is_new) AS reopened_deals,
       coalesce(sum(growth) FILTER (growth < 0), 0) AS decreased, count(*) FILTER (growth < 0) AS decreased_deals,
       0 AS pushed_out, 0 AS pushed_out_deals,
       -coalesce(sum(worth) FILTER (goes AND now IN ('lost', 'returned')), 0) AS lost,
       count(*) FILTER (goes AND now IN ('lost', 'returned')) AS lost_deals,
       -coalesce(sum(worth) FILTER (goes AND now = 'won'), 0) AS won, count(*) FILTER (goes AND now = 'won') AS won_deals,
       0 AS gone, 0 AS gone_deals, sum(worth) FILTER (is_in) AS "end", count(*) FILTER (is_in) AS end_deals,
       count(*) FILTER (was_in AND was_worth IS NULL OR (is_in OR comes OR goes) AND worth IS NULL) AS without_amount,
       0 AS "foreign"
FROM both_ends

-- slippage: now
WITH ends AS (
    SELECT coalesce(max(taken_at) FILTER (taken_at <= $from), min(taken_at)) AS s, max(taken_at) AS e
    FROM deal_snapshots WHERE taken_at < least($to, $after)
), was AS (
    SELECT deal_id, arg_min(old, changed_at) FILTER (field = 'status') AS status_s,
           arg_min(old, changed_at) FILTER (field = 'status' AND changed_at > e) AS status_e,
           arg_min(old, changed_at) FILTER (field = 'amount')::DECIMAL(18, 2) AS amount_s,
           arg_min(old, changed_at) FILTER (field = 'amount' AND changed_at > e)::DECIMAL(18, 2) AS amount_e,
           arg_min(old, changed_at) FILTER (field = 'expected_close')::DATE AS due_s,
           arg_min(old, changed_at) FILTER (field = 'expected_close' AND changed_at > e)::DATE AS due_e,
           bool_or(field = 'appeared') AS appeared
    FROM deal_changes, ends WHERE changed_at > s AND field IN ('status', 'amount', 'expected_close', 'appeared')
    GROUP BY deal_id
), were_due AS (
    SELECT coalesce(amount_s, amount) AS due_worth, coalesce(due_e, expected_close) > coalesce(due_s, expected_close)
           AND coalesce(status_e, status) = 'open' AS slips, coalesce(amount_e, amount) AS worth
    FROM deals LEFT JOIN was USING (deal_id)
    WHERE NOT coalesce(appeared, false) AND coalesce(status_s, status) = 'open'
      AND coalesce(due_s, expected_close) >= $from AND coalesce(due_s, expected_close) < $to
)
SELECT count(*) AS due, count(*) FILTER (slips) AS slipped, sum(due_worth) AS due_amount,
       sum(worth) FILTER (slips) AS slipped_amount, slipped / due AS slippage
FROM were_due

-- managers: now
WITH ends AS (
    SELECT coalesce(max(taken_at) FILTER (taken_at <= $from), min(taken_at)) AS s, max(taken_at) AS e
    FROM deal_snapshots WHERE taken_at < least($to, $after)
), was AS (
    SELECT deal_id, arg_min(old, changed_at) FILTER (field = 'status' AND changed_at > s) AS status_s,
           arg_min(old, changed_at) FILTER (field = 'status' AND changed_at > e) AS status_e,
           arg_min(old, changed_at) FILTER (field = 'amount' AND changed_at > s)::DECIMAL(18, 2) AS amount_s,
           arg_min(old, changed_at) FILTER (field = 'amount' AND changed_at > e)::DECIMAL(18, 2) AS amount_e,
           arg_min(old, changed_at) FILTER (field = 'expected_close' AND changed_at > s)::DATE AS due_s,
           arg_min(old, changed_at) FILTER (field = 'expected_close' AND changed_at > e)::DATE AS due_e,
           bool_or(field = 'appeared' AND changed_at > s) AS appeared,
           count(*) FILTER (field = 'expected_close' AND changed_at <= e AND new > old) AS pushes
    FROM deal_changes, ends WHERE field IN ('status', 'amount', 'expected_close', 'appeared') GROUP BY deal_id
), were_due AS (
    SELECT manager_id, coalesce(pushes, 0) AS pushes, coalesce(amount_s, amount) AS due_worth,
           coalesce(due_e, expected_close) > coalesce(due_s, expected_close)
           AND coalesce(status_e, status) = 'open' AS slips, coalesce(amount_e, amount) AS worth
    FROM deals LEFT JOIN was USING (deal_id)
    WHERE NOT coalesce(appeared, false) AND coalesce(status_s, status) = 'open'
      AND coalesce(due_s, expected_close) >= $from AND coalesce(due_s, expected_close) < $to
)
SELECT m.name AS manager, m.team, count(*) AS due, count(*) FILTER (slips) AS slipped, sum(due_worth) AS due_amount,
       sum(worth) FILTER (slips) AS slipped_amount, count(*) FILTER (slips) / count(*) AS slippage,
       coalesce(sum(pushes) FILTER (slips), 0)::BIGINT AS pushes
FROM were_due LEFT JOIN managers m USING (manager_id) GROUP BY 1, 2

-- slipped: now
WITH ends AS (
    SELECT coalesce(max(taken_at) FILTER (taken_at <= $from), min(taken_at)) AS s, max(taken_at) AS e
    FROM deal_snapshots WHERE taken_at < least($to, $after)
), was AS (
    SELECT deal_id, arg_min(old, changed_at) FILTER (field = 'status' AND changed_at > s) AS status_s,
           arg_min(old, changed_at) FILTER (field = 'status' AND changed_at > e) AS status_e,
           arg_min(old, changed_at) FILTER (field = 'amount' AND changed_at > e)::DECIMAL(18, 2) AS amount_e,
           arg_min(old, changed_at) FILTER (field = 'expected_close' AND changed_at > s)::DATE AS due_s,
           arg_min(old, changed_at) FILTER (field = 'expected_close' AND changed_at > e)::DATE AS due_e,
           bool_or(field = 'appeared' AND changed_at > s) AS appeared,
           count(*) FILTER (field = 'expected_close' AND changed_at <= e AND new > old) AS pushes
    FROM deal_changes, ends WHERE field IN ('status', 'amount', 'expected_close', 'appeared') GROUP BY deal_id
)
SELECT deal_id, d.name, coalesce(c.name, d.customer_id) AS customer, coalesce(m.name, d.manager_id) AS manager, d.stage,
       coalesce(amount_e, amount) AS amount_end, coalesce(d.currency, 'RUB') AS currency,
       coalesce(due_s, expected_close) AS due_start, coalesce(due_e, expected_close) AS due_end,
       date_diff('day', due_start, due_end) AS days, coalesce(pushes, 0) AS pushes
FROM deals d LEFT JOIN was USING (deal_id) LEFT JOIN customers c USING (customer_id) LEFT JOIN managers m USING (manager_id)
WHERE NOT coalesce(appeared, false) AND coalesce(status_s, status) = 'open' AND coalesce(status_e, status) = 'open'
  AND coalesce(due_s, expected_close) >= $from AND coalesce(due_s, expected_close) < $to
  AND coalesce(due_e, expected_close) > coalesce(due_s, expected_close)
