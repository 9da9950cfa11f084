"""A large invented company, made by SQL alone: the store that the pages are measured on.

Deterministic: every choice is a hash of the row's number. Sizes follow ``deals``:
a million deals come with about 3.5 million stage visits, 200,000 customers and 60 managers.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from data.derive import derive
from data.store import Store, open_store

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "bench"
TODAY = date(2026, 9, 17)
NOW = datetime(2026, 9, 17, 9, 30)
DEALS = 1_000_000
MADE = "benchmark_made"
RECIPE = "4"
"""Goes up when the SQL below changes: an older store is then made anew."""

# u(i, salt): evenly spread over [0, 1), the same on every run.
_MACROS = """
CREATE OR REPLACE TEMP MACRO u(i, salt) AS (hash(i * 1009 + salt) % 1000003) / 1000003.0;
CREATE OR REPLACE TEMP MACRO bell(i, salt) AS (u(i, salt) + u(i, salt + 1) + u(i, salt + 2) + u(i, salt + 3) - 2) * 1.732;
CREATE OR REPLACE TEMP MACRO pick(names, i, salt, skew) AS
    names[1 + CAST(floor(len(names) * pow(u(i, salt), skew)) AS INTEGER)];
"""

_MANAGERS = """
INSERT INTO managers (manager_id, name, team, role, active)
SELECT format('m{:02d}', i), format('Manager {:02d}', i), 'Team ' || chr(65 + (i % 8)::INTEGER),
       pick(['hunter', 'closer', 'farmer'], i, 1, 1.0), i % 9 <> 0
FROM range(1, 61) t(i)
"""

_CUSTOMERS = """
INSERT INTO customers (customer_id, name, segment, region, industry, phone, email, created_at)
SELECT format('c{:06d}', i), format('Customer {:06d}', i),
       pick(['Small', 'Medium', 'Large', 'Key'], i, 2, 1.7),
       pick(['Center', 'North', 'South', 'West', 'East', 'Urals', 'Coast', 'Islands'], i, 3, 1.4),
       pick(['Retail', 'Building', 'Food', 'Logistics', 'Machinery', 'Medicine'], i, 4, 1.2),
       format('+7 000 {:07d}', i), format('buyer{:06d}@example.com', i),
       TIMESTAMP '2021-01-01' + to_days(CAST(u(i, 5) * 1500 AS INTEGER))
FROM range(1, $customers + 1) t(i)
"""

_STAGES = """
INSERT INTO stages (pipeline, stage, position, kind) VALUES
    ('New business', 'Inquiry', 1, 'open'), ('New business', 'Qualified', 2, 'open'),
    ('New business', 'Meeting', 3, 'open'), ('New business', 'Offer', 4, 'open'),
    ('New business', 'Negotiation', 5, 'open'), ('New business', 'Contract', 6, 'open'),
    ('Repeat sales', 'Request', 1, 'open'), ('Repeat sales', 'Quote', 2, 'open'),
    ('Repeat sales', 'Agreement', 3, 'open'), ('Repeat sales', 'Payment', 4, 'open')
"""

# Ids grow with the day of creation, as a CRM numbers them; the base grows over five years. Most customers
# buy for some months and leave; one in ten is a steady one.
_PLANNED = """
CREATE OR REPLACE TEMP TABLE planned AS
WITH born AS (
    SELECT i, TIMESTAMP '2021-10-01' + to_seconds(CAST(pow(i / $deals, 0.75) * $seconds AS BIGINT)) AS created_at,
           u(i, 10) < 0.55 AS is_new,
           least(60, 1 + CAST(floor(60 * pow(u(i, 11), 1.5)) AS INTEGER)) AS manager,
           CASE WHEN u(i, 9) < 0.7 THEN 1 + CAST(floor($customers * (0.85 * i / $deals + 0.15 * pow(u(i, 12), 2.0))) AS INTEGER)
                ELSE 1 + CAST(floor($customers * 0.1 * pow(u(i, 12), 2.0)) AS INTEGER) * 10 END AS customer,
           CASE WHEN u(i, 58) < 0.002 THEN 500 * 86400  -- put off again and again
                ELSE greatest(1, CAST(round(exp(3.0 + 0.8 * bell(i, 13)) * 86400) AS BIGINT)) END AS lives,
           u(i, 17) AS fate, CAST(floor(40 * pow(u(i, 18), 1.6)) AS INTEGER) AS product
    FROM range(1, $deals + 1) t(i)
)
SELECT *, created_at + to_seconds(lives) > $now AS is_open, NOT is_open AND fate < 0.31 AS is_won,
       CASE WHEN is_new THEN 6 ELSE 4 END AS stages,
       CASE WHEN is_won THEN stages
            WHEN is_new THEN 1 + CAST(floor(stages * pow(u(i, 19), 1.4)) AS INTEGER)
            ELSE 1 + CAST(floor(stages * pow(u(i, 19), 1.0)) AS INTEGER) END AS furthest,
       round(CAST(exp(9.6 + 1.1 * bell(i, 20)) * (1 + product % 8) AS DECIMAL(18, 2)), 2) AS list_amount,
       round(0.15 * pow(u(i, 24), 3), 2) AS discount_share
FROM born
"""

_DEALS = """
INSERT INTO deals (deal_id, name, customer_id, manager_id, pipeline, stage, status, amount, list_amount, discount,
                   cost, source, channel, product, product_group, quantity, loss_reason, lost_stage,
                   created_at, expected_close, closed_at, last_activity_at)
SELECT format('d{:08d}', i), format('Deal {:08d}', i), format('c{:06d}', customer), format('m{:02d}', manager),
       s.pipeline, CASE WHEN is_open THEN s.stage END,
       CASE WHEN is_open THEN 'open' WHEN is_won THEN 'won' ELSE 'lost' END,
       CASE WHEN u(i, 25) < 0.98 THEN list_amount - round(list_amount * discount_share, 2) END,
       list_amount, round(list_amount * discount_share, 2), round(list_amount * (0.5 + 0.3 * u(i, 26)), 2),
       pick(['Website', 'Search', 'Referral', 'Exhibition', 'Cold call', 'Partner', 'Social'], i, 27, 1.5),
       pick(['direct', 'dealer', 'tender', 'retail'], i, 28, 1.8),
       format('Product {:02d}', product), 'Group ' || chr(65 + (product % 8)::INTEGER), 1 + floor(u(i, 29) * 9),
       CASE WHEN NOT is_open AND NOT is_won
            THEN pick(['Price', 'Terms', 'No answer', 'Competitor', 'No budget', 'Other'], i, 30, 1.3) END,
       CASE WHEN NOT is_open AND NOT is_won THEN s.stage END,
       created_at, CAST(created_at + to_seconds(lives) AS DATE) + CAST(bell(i, 31) * 9 AS INTEGER),
       CASE WHEN NOT is_open THEN created_at + to_seconds(lives) END,
       least($now, created_at + to_seconds(lives))
FROM planned p
JOIN stages s ON s.pipeline = CASE WHEN is_new THEN 'New business' ELSE 'Repeat sales' END AND s.position = furthest
ORDER BY i
"""

# Each stage takes its share of the deal's life; one in seventy deals goes back once.
_VISITS = """
INSERT INTO stage_visits (deal_id, pipeline, stage, position, entered_at, left_at, days)
WITH walked AS (
    SELECT p.i, s.pipeline, s.stage, s.position, p.is_open, p.furthest,
           p.created_at + to_seconds(CAST(p.lives * (s.position - 1 + 0.6 * u(p.i, 40 + s.position) * least(s.position - 1, 1))
                                     / (p.furthest + CASE WHEN p.is_open THEN 3 ELSE 0 END) AS BIGINT)) AS entered_at,
           CASE WHEN NOT p.is_open THEN p.created_at + to_seconds(p.lives) END AS closed_at
    FROM planned p
    JOIN stages s ON s.pipeline = CASE WHEN is_new THEN 'New business' ELSE 'Repeat sales' END
                 AND s.position <= p.furthest
), ended AS (
    SELECT *, coalesce(lead(entered_at) OVER (PARTITION BY i ORDER BY position), closed_at) AS left_at FROM walked
    WHERE entered_at <= $now
)
SELECT format('d{:08d}', i), pipeline, stage, position, entered_at, left_at,
       date_diff('second', entered_at, left_at) / 86400.0
FROM ended
ORDER BY i, position
"""

_PLANS = """
INSERT INTO plans (month, manager_id, team, pipeline, product_group, amount)
SELECT m, manager_id, '', '', '', 5000000
FROM managers, range(TIMESTAMP '2024-01-01', TIMESTAMP '2027-01-01', INTERVAL 1 MONTH) t(m)
"""


# An export each Monday of the last year and more, and one now: what "What changed" lives on.
_UPLOADS = """
INSERT INTO deal_snapshots (taken_at)
SELECT m FROM range(TIMESTAMP '2025-07-28 08:00:00', $now, INTERVAL 7 DAY) t(m) UNION ALL SELECT $now
"""

# Deals that some upload may have seen changing: by which upload each was first shown, and by which finished.
_SEEN = """
CREATE OR REPLACE TEMP TABLE seen AS
WITH opened AS (SELECT min(taken_at) AS first_of_all FROM deal_snapshots)
SELECT d.*, CAST(substr(deal_id, 2) AS BIGINT) AS i, first_of_all, a.taken_at AS first_at,
       coalesce(e.taken_at, $now) AS last_at, date_diff('day', first_at, last_at) // 7 AS weeks,
       CASE WHEN weeks >= 4 AND u(i, 50) < 0.3 THEN 5 + CAST(u(i, 51) * 20 AS INTEGER) ELSE 0 END AS again
FROM deals d CROSS JOIN opened
ASOF JOIN deal_snapshots a ON d.created_at <= a.taken_at
ASOF LEFT JOIN deal_snapshots e ON d.closed_at <= e.taken_at
WHERE coalesce(e.taken_at, $now) > first_of_all
"""

_CHANGES = """
INSERT INTO deal_changes (deal_id, import_id, field, old, new, changed_at)
SELECT deal_id, 0, 'appeared', NULL, coalesce(stage, 'Inquiry'), first_at FROM seen WHERE first_at > first_of_all
UNION ALL
SELECT deal_id, 0, 'status', 'open', status, last_at FROM seen WHERE status <> 'open' AND last_at > first_at
UNION ALL
SELECT deal_id, 0, 'amount', CAST(list_amount + 1000 AS VARCHAR), CAST(amount AS VARCHAR),
       first_at + to_days(CAST(7 * (1 + floor(u(i, 53) * (weeks - 1))) AS INTEGER))
FROM seen WHERE weeks >= 2 AND u(i, 52) < 0.2 AND amount IS NOT NULL
UNION ALL
SELECT deal_id, 0, 'expected_close', CAST(expected_close - again - 5 - CAST(u(i, 55) * 20 AS INTEGER) AS VARCHAR),
       CAST(expected_close - again AS VARCHAR),
       first_at + to_days(CAST(7 * (1 + floor(u(i, 56) * (weeks // 2))) AS INTEGER))
FROM seen WHERE weeks >= 2 AND u(i, 54) < 0.5
UNION ALL
SELECT deal_id, 0, 'expected_close', CAST(expected_close - again AS VARCHAR), CAST(expected_close AS VARCHAR),
       first_at + to_days(CAST(7 * (weeks // 2 + 1 + floor(u(i, 57) * (weeks - weeks // 2 - 1))) AS INTEGER))
FROM seen WHERE again > 0
UNION ALL
SELECT deal_id, 0, 'stage', min_by(came_from, position), max_by(v.stage, position), u.taken_at
FROM (SELECT *, lag(stage) OVER (PARTITION BY deal_id ORDER BY position) AS came_from FROM stage_visits) v
JOIN seen USING (deal_id) ASOF JOIN deal_snapshots u ON v.entered_at <= u.taken_at
WHERE u.taken_at > first_at AND came_from IS NOT NULL
GROUP BY deal_id, u.taken_at
"""


def address(deals: int = DEALS, folder: Path = FOLDER) -> str:
    return f"duckdb:///{folder / f'company_{deals}.duckdb'}"


def open_company(deals: int = DEALS, folder: Path = FOLDER) -> Store:
    """The store of this size, made at the first call and kept."""
    store = open_store(address(deals, folder), folder / "uploads", 600)
    made = store.state(MADE)
    if made is None:
        make(store, deals)
    elif made != RECIPE:
        raise SystemExit(f"{store.url} was made by an older benchmark: remove the file and run again.")
    return store


def make(store: Store, deals: int) -> None:
    numbers = {
        "deals": deals,
        "customers": max(deals // 5, 20),
        "now": NOW,
        "seconds": int((NOW - datetime(2021, 10, 1)).total_seconds()),
    }
    with store.writing(NOW) as connection:
        driver = connection.connection.driver_connection
        driver.execute(_MACROS)
        for statement in (_MANAGERS, _CUSTOMERS, _STAGES, _PLANNED, _DEALS, _VISITS, _PLANS):
            _run(driver, statement, numbers)
        driver.execute("DROP TABLE planned")
        for statement in (_UPLOADS, _SEEN, _CHANGES):
            _run(driver, statement, numbers)
        driver.execute("DROP TABLE seen")
        derive(connection)
        store.set_state(connection, MADE, RECIPE)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")


def _run(driver, statement: str, numbers: dict[str, object]) -> None:
    used = {name: value for name, value in numbers.items() if f"${name}" in statement}
    driver.execute(statement, used) if used else driver.execute(statement)


def sizes(store: Store) -> dict[str, int]:
    tables = ("deals", "stage_visits", "deal_changes", "customers", "managers", "purchases")
    with store.engine.connect() as connection:
        counted = sa.select(
            *(
                sa.select(sa.func.count()).select_from(sa.table(name)).scalar_subquery().label(name)
                for name in tables
            )
        )
        return {name: int(count) for name, count in connection.execute(counted).mappings().one().items()}
