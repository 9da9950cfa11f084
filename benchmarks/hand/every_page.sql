-- foreign: now
SELECT currency, count(*) AS deals, coalesce(sum(amount), 0) AS amount,
       count(*) FILTER (status = 'won' AND closed_at IS NOT NULL) AS won,
       coalesce(sum(amount) FILTER (status = 'won' AND closed_at IS NOT NULL), 0) AS won_amount
FROM deals WHERE currency <> 'RUB' AND (closed_at IS NULL OR (closed_at >= $from AND closed_at < $to))
GROUP BY 1 ORDER BY 1

-- undated: now
SELECT count(*) FILTER (status IN ('won', 'lost') AND closed_at IS NULL) AS closed,
       count(*) FILTER (created_at IS NULL) AS created
FROM deals WHERE closed_at IS NULL OR created_at IS NULL
