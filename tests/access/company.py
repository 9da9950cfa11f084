"""A company of three teams in which every word of a manager's deals carries his mark, so that a leak can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.rows import deal

NOW = datetime(2026, 11, 22, 8, 30)
FIRST = date(2025, 10, 3)
TEAMS = {"East": ("m1", "m2", "m3"), "West": ("m4", "m5"), "North": ("m6", "m7")}
TEAM_OF = {manager: team for team, members in TEAMS.items() for manager in members}
EACH = 18

Rows = dict[str, list[dict[str, Any]]]


def mark(of: str) -> str:
    """Letters that nothing else in the product has."""
    return f"zq{of}zq"


def _deal(manager: str, i: int) -> dict[str, Any]:
    number, own = int(manager[1:]), mark(manager)
    created = FIRST + timedelta(days=i * 19 + number)
    closed = created + timedelta(days=10 + i % 5)
    status = ("won", "won", "lost", "open")[(i + number) % 4]
    ended = status != "open"
    return deal(
        f"{manager}-{i}",
        status,
        name=f"Deal {own} {i}",
        manager_id=manager,
        customer_id=f"c-{manager}-{i % 5}" if i % 7 else None,
        amount=1000 * number + 10 * i,
        cost=500 * number if i % 3 else None,
        list_amount=1200 * number + 10 * i,
        discount=200 * number,
        pipeline="Sales",
        stage="Talks" if status == "open" else None,
        furthest={"won": 3, "lost": 1 + i % 2, "open": 2}[status],
        source=f"Source {own}",
        channel=f"Channel {own}",
        product=f"Product {own}",
        product_group=f"Group {own}",
        region=f"Region {own}",
        loss_reason=f"Reason {own}" if status == "lost" else None,
        competitor=f"Competitor {own}" if status == "lost" else None,
        next_step=f"Step {own}" if status == "open" and i % 2 else None,
        expected_close=closed if status == "open" else None,
        created_at=datetime.combine(created, datetime.min.time()),
        closed_at=datetime.combine(closed, datetime.min.time()) if ended else None,
        last_activity_at=datetime.combine(created + timedelta(days=3), datetime.min.time()),
    )


SNAPSHOTS = [
    {"import_id": number, "taken_at": datetime(2025, 12, 1, 8) + timedelta(days=60 * number)}
    for number in range(6)
]


def _changes(deal: dict[str, Any], at: int) -> list[dict[str, Any]]:
    """Each deal was open and due in spring at the first upload, and half of them have shrunk since."""
    seen = [("status", "open", deal["status"]), ("expected_close", "2026-04-01", deal["expected_close"])]
    if at % 2:
        seen.append(("amount", f"{deal['amount'] + 1}.00", deal["amount"]))
    taken = SNAPSHOTS[1 + at % 5]
    return [
        {
            "deal_id": deal["deal_id"],
            "import_id": taken["import_id"],
            "field": field,
            "old": old,
            "new": None if new is None else str(new),
            "changed_at": taken["taken_at"],
        }
        for field, old, new in seen
    ]


def rows() -> Rows:
    deals = [_deal(manager, i) for manager in TEAM_OF for i in range(EACH)]
    customers = [
        {
            "customer_id": f"c-{manager}-{i}",
            "name": f"Customer {mark(manager)} {i}",
            "segment": f"Segment {mark(manager)}",
            "phone": f"+7 {mark(manager)} {i}",
            "email": f"{i}@{mark(manager)}.ru",
        }
        for manager in TEAM_OF
        for i in range(5)
    ]
    visits = [
        {
            "deal_id": one["deal_id"],
            "stage": stage,
            "entered_at": one["created_at"] + timedelta(days=at * 3),
            "left_at": one["created_at"] + timedelta(days=at * 3 + 3) if at + 1 < one["furthest"] else None,
        }
        for one in deals
        for at, stage in enumerate(("Lead", "Talks", "Offer"))
        if at < one["furthest"]
    ]
    return {
        "managers": [
            {"manager_id": one, "name": f"Manager {mark(one)}", "team": f"Team {mark(team)}"}
            for one, team in TEAM_OF.items()
        ],
        "customers": customers,
        "deals": deals,
        "stage_visits": visits,
        "deal_snapshots": SNAPSHOTS,
        "deal_changes": [change for at, one in enumerate(deals) for change in _changes(one, at)],
        "deal_items": [
            {"deal_id": one["deal_id"], "line": 1, "product": one["product"], "amount": one["amount"]}
            for one in deals
        ],
        "stages": [
            {"pipeline": "Sales", "stage": stage, "position": at, "kind": "open"}
            for at, stage in enumerate(("Lead", "Talks", "Offer"), 1)
        ],
        "plans": [
            {
                "month": date(2026, month, 1),
                "manager_id": one,
                "team": "",
                "pipeline": "",
                "product_group": "",
                "amount": 5000 * int(one[1:]),
            }
            for one in TEAM_OF
            for month in (9, 10, 11)
        ],
    }


def only(whole: Rows, managers: Iterable[str]) -> Rows:
    """What is these managers', found by plain looking at the raw rows."""
    mine = set(managers)
    deals = [one for one in whole["deals"] if one["manager_id"] in mine]
    ids = {one["deal_id"] for one in deals}
    customers = {one["customer_id"] for one in deals}
    kept: Mapping[str, Any] = {
        "managers": lambda one: one["manager_id"] in mine,
        "customers": lambda one: one["customer_id"] in customers,
        "stage_visits": lambda one: one["deal_id"] in ids,
        "deal_snapshots": lambda one: True,
        "deal_changes": lambda one: one["deal_id"] in ids,
        "deal_items": lambda one: one["deal_id"] in ids,
        "stages": lambda one: True,
        "plans": lambda one: one["manager_id"] in mine,
    }
    return {"deals": deals} | {name: [one for one in whole[name] if keep(one)] for name, keep in kept.items()}


def marks_of_others(managers: Iterable[str]) -> set[str]:
    """What must be read nowhere by who may see these managers only."""
    mine = set(managers)
    teams = {TEAM_OF[one] for one in mine}
    return {mark(one) for one in TEAM_OF if one not in mine} | {
        mark(one) for one in TEAMS if one not in teams
    }
