"""A company of a few hundred deals with everything in it that engines may read differently:
gaps, ties, namesakes, Cyrillic, foreign money, unlisted stages, visits at the same moment."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from tests.metrics.oracle import World

Rows = list[dict[str, Any]]

STAGES: Rows = [
    {"pipeline": pipeline, "stage": stage, "position": position, "kind": kind}
    for pipeline in ("", "Партнёры")
    for stage, position, kind in (
        ("Заявка", 1, "open"),
        ("Offer", 2, "open"),
        ("Договор", 3, "open"),
        ("Сделка", 4, "won"),
        ("Отказ", None, "lost"),
    )
]
MANAGERS: Rows = [
    *(
        {"manager_id": f"m{i}", "name": name, "team": team, "role": role, "active": i != 3}
        for i, (name, team, role) in enumerate(
            (
                ("Ёлкина", "East", "hunter"),
                ("Андреев", "East", "closer"),
                ("Boris", "East", None),
                ("Vera", "West", "farmer"),
                ("Galina", "West", "hunter"),
                ("ДАРЬЯ", "West", None),
                ("Boris", None, None),  # a namesake
            )
        )
    ),
    {"manager_id": "m7"},
]
CUSTOMERS: Rows = [
    {
        "customer_id": f"c{i:02}",
        "name": f"Покупатель {i // 2}" if i % 5 else None,
        "segment": ("Retail", "Опт", None)[i % 3],
        "region": ("North", None, "Юг", None)[i % 4],
        "phone": "+7" if i % 2 else None,
    }
    for i in range(40)
]

SCORES: Rows = [
    {
        "import_id": i,
        "at": datetime(2026, 3, i),
        "manager_id": manager,
        "measure": measure,
        "bad": i,
        "total": 10,
    }
    for i in (1, 2)
    for manager in (None, "m0", "m4")
    for measure in ("without_amount", "overdue_deals")
]


def deals(count: int = 700, seed: int = 1) -> Rows:
    dice = random.Random(seed)
    made = [_deal(i, dice) for i in range(count)]
    return [*made, *_regulars(), *({**row, "deal_id": f"{row['deal_id']} again"} for row in made[:20])]


def _regulars() -> Rows:
    """Three who bought every ten days up to a day in January, and then fell silent."""
    return [
        {
            **_deal(9000 + 10 * who + i, random.Random(i)),
            "status": "won",
            "customer_id": f"regular {who}",
            "currency": None,
            "amount": 100 + i,
            "closed_at": datetime(2026, 1, 5 + who) - timedelta(days=10 * i),
        }
        for who in range(3)
        for i in range(4)
    ]


def _deal(i: int, dice: random.Random) -> dict[str, Any]:
    status = dice.choice(("won", "won", "won", "lost", "lost", "open", "returned"))
    created = datetime(2025, 1, 1) + timedelta(
        days=dice.randrange(440), seconds=dice.choice((0, 0, 3600, 86399))
    )
    closed = created + timedelta(
        days=dice.choice((-2, 0, 0, 1, 5, 20, 60, 120)), hours=dice.choice((0, 0, 5))
    )
    pipeline = dice.choice((None, None, "Партнёры"))
    return {
        "deal_id": f"d{i:03}",
        "name": dice.choice(("Ёлки и ИГРУШКИ", "Supply", None)),
        "status": status,
        "customer_id": dice.choice((None, "c99", *(f"c{n:02}" for n in range(40)))),
        "manager_id": dice.choice((None, "m99", *(f"m{n}" for n in range(8)))),
        "pipeline": pipeline,
        "stage": {"won": "Сделка", "lost": "Отказ"}.get(status)
        or dice.choice(("Заявка", "Offer", "Договор", "Лишний")),
        "lost_stage": dice.choice((None, "Заявка", "Offer")) if status == "lost" else None,
        "loss_reason": dice.choice((None, "Дорого", "Price")) if status == "lost" else None,
        "competitor": dice.choice((None, "Other")) if status == "lost" else None,
        "amount": dice.choice((None, 0, *(dice.randrange(1, 5_000_000) / 100 for _ in range(8))))
        if status != "returned"
        else -dice.randrange(1, 90_000) / 100,
        "currency": dice.choice((None, None, None, "RUB", "USD")),
        "cost": dice.choice((None, dice.randrange(100_000) / 100)),
        "list_amount": dice.choice((None, dice.randrange(100_000) / 100)),
        "discount": dice.choice((None, 0, dice.randrange(10_000) / 100)),
        "source": dice.choice((None, "Site", "Звонок")),
        "channel": dice.choice((None, "direct", "dealer")),
        "product": dice.choice((None, "A", "Б")),
        "product_group": dice.choice((None, "Г1", "G2")),
        "region": dice.choice((None, None, "North")),
        "created_at": created if dice.random() < 0.95 else None,
        "closed_at": closed if status != "open" and dice.random() < 0.95 else None,
        "expected_close": date(2026, 4 - i % 2, 1) if status == "open" else None,
        "next_step": (None, "Call", None)[i % 3] if status == "open" else None,
        "next_step_at": (None, datetime(2026, 3, 19, 23), None, datetime(2026, 3, 20))[i % 4],
        "last_activity_at": closed,
    }


def visits(rows: Rows, seed: int = 2) -> Rows:
    dice = random.Random(seed)
    found: Rows = []
    for row in rows:
        if not row["created_at"] or dice.random() < 0.3:
            continue
        at = row["created_at"]
        for stage in ("Заявка", "Offer", "Договор", "Заявка")[: dice.randrange(1, 5)]:
            found.append(
                {"deal_id": row["deal_id"], "pipeline": row["pipeline"], "stage": stage, "entered_at": at}
            )
            at += timedelta(days=dice.choice((0, 1, 3, 9)), seconds=dice.choice((0, 1, 40_000)))
    return found


SNAPSHOTS: Rows = [
    {"import_id": number, "taken_at": datetime(2025, 6, 2, 8) + timedelta(days=60 * number)}
    for number in range(6)
]


def changes(rows: Rows, seed: int = 3) -> Rows:
    """What each upload showed of some deals; the first showed those that no ``appeared`` or ``found`` is of."""
    dice = random.Random(seed)
    found: Rows = []
    for row in rows:
        for taken in SNAPSHOTS[1:]:
            field = dice.choice(("status", "amount", "expected_close", "stage", "missing_since", "", "", ""))
            if field:
                said = {"old": _old(field, dice), "new": _old(field, dice)}
                found.append(_change(row, taken, field, said))
        if dice.random() < 0.3:
            found.append(_change(row, dice.choice(SNAPSHOTS[1:]), dice.choice(("appeared", "found")), {}))
    return found


def _change(row: dict[str, Any], taken: dict[str, Any], field: str, said: dict[str, Any]) -> dict[str, Any]:
    at = {"import_id": taken["import_id"], "changed_at": taken["taken_at"]}
    return {"deal_id": row["deal_id"], "field": field, **at, **said}


def _old(field: str, dice: random.Random) -> str | None:
    return {
        "status": lambda: dice.choice(("open", "open", "open", "won", "lost")),
        "amount": lambda: dice.choice((None, "0.00", "1250.10", "33.33")),
        "expected_close": lambda: dice.choice((None, "2025-09-30", "2026-01-31", "2026-02-01", "2026-04-01")),
        "stage": lambda: "Offer",
        "missing_since": lambda: dice.choice((None, None, "2025-08-01 08:00:00")),
    }[field]()


def tables() -> dict[str, Rows]:
    rows = deals()
    items = [
        {"deal_id": row["deal_id"], "line": 1, "product": "A", "quantity": 2, "price": 10, "amount": 20}
        for row in rows[::3]
    ]
    plans = [
        {
            "month": date(2026, 2, 1),
            "manager_id": m,
            "team": "",
            "pipeline": "",
            "product_group": "",
            "amount": 1000,
        }
        for m in ("", "m1", "m3")
    ]
    return {
        "customers": CUSTOMERS,
        "managers": MANAGERS,
        "stages": STAGES,
        "deals": rows,
        "stage_visits": visits(rows),
        "deal_items": items,
        "plans": plans,
        "quality_scores": SCORES,
        "deal_snapshots": SNAPSHOTS,
        "deal_changes": changes(rows),
    }


def world(rows: dict[str, Rows]) -> World:
    named = ("deals", "customers", "managers", "deal_snapshots", "deal_changes")
    return World(*(tuple(rows[name]) for name in named))
