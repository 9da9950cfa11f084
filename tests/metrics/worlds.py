"""Random companies, small enough to print and nasty enough to matter: everything happens on boundaries."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import strategies as st

from tests.metrics.oracle import World

DAYS = (
    date(2025, 6, 30),
    date(2025, 7, 1),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 1, 2),
    date(2026, 1, 31),
    date(2026, 2, 1),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 3, 1),
    date(2026, 3, 15),
    date(2026, 3, 16),
    date(2026, 3, 20),  # today
    date(2026, 3, 21),
    date(2026, 4, 2),
)
STEPS = ("2026-03-19T23:59:59", "2026-03-20T00:00:00")
CLOCKS = ((0, 0, 0), (10, 30, 0), (23, 59, 59))

MANAGERS = (
    {"manager_id": "m1", "name": "Anna", "team": "East", "role": "hunter"},
    {"manager_id": "m2", "name": "Boris", "team": "East"},
    {"manager_id": "m3", "name": "Anna", "team": "West", "role": "closer"},
    {"manager_id": "m4"},
)
CUSTOMERS = (
    {"customer_id": "c1", "name": "Alpha", "segment": "Retail", "region": "North"},
    {"customer_id": "c2", "name": "Alpha", "segment": "Retail"},
    {"customer_id": "c3", "name": "Gamma", "region": "South"},
    {"customer_id": "c4"},
)


def moments() -> st.SearchStrategy[datetime]:
    return st.builds(
        lambda d, t: datetime(d.year, d.month, d.day, *t), st.sampled_from(DAYS), st.sampled_from(CLOCKS)
    )


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.one_of(strategy, st.none(), strategy)


def one_of(*values: object) -> st.SearchStrategy:
    return st.sampled_from(values)


def deals() -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries(
        {
            "status": one_of("won", "won", "won", "lost", "open", "returned"),
            "customer_id": one_of("c1", "c1", "c2", "c2", "c3", "c4", "c9", None),
            "manager_id": one_of("m1", "m1", "m2", "m3", "m4", "m9", None),
            "source": one_of("Site", "Call", None),
            "region": one_of("North", None, None),
            "currency": one_of(None, None, None, "RUB", "USD"),
            "amount": maybe(one_of("100", "0.10", "33.33", "2500.05", "0", "-50")),
            "cost": maybe(one_of("60", "0.07", "100")),
            "list_amount": maybe(one_of("120", "200", "0")),
            "discount": maybe(one_of("20", "0")),
            "name": one_of(None, None, "Oak, 2 m", "oak 2 M"),
            "product": one_of(None, "Table"),
            "loss_reason": one_of(None, None, "Price"),
            "next_step": one_of(None, None, "Call"),
            "next_step_at": one_of(None, None, *map(datetime.fromisoformat, STEPS)),
            "expected_close": one_of(None, None, *DAYS[-4:]),
            "created_at": maybe(moments()),
            "closed_at": maybe(moments()),
        }
    )


TAKEN = (*(datetime(*day.timetuple()[:3], 8) for day in DAYS[3:11:2]), datetime(2026, 3, 16))
OLD = {
    "status": ("open", "won", "lost"),
    "amount": (None, "33.33"),
    "expected_close": (None, *(str(day) for day in DAYS[6:11])),
    "appeared": (None,),
    "found": (None,),
}


def changes(most: int) -> st.SearchStrategy[list[dict]]:
    """At most one of a field at a time: an upload shows a deal once."""
    one = one_of(*OLD).flatmap(
        lambda field: st.builds(
            lambda number, at, old: {
                "deal_id": f"d{number:02}",
                "import_id": 1,
                "field": field,
                "old": old,
                "changed_at": at,
            },
            st.integers(0, most - 1),
            st.sampled_from(TAKEN),
            st.sampled_from(OLD[field]),
        )
    )
    told = lambda change: (change["deal_id"], change["field"], change["changed_at"])  # noqa: E731
    return st.lists(one, max_size=most, unique_by=told)


def worlds(most: int = 25) -> st.SearchStrategy[World]:
    def numbered(rows: list[dict], seen: list[dict], taken: list[datetime]) -> World:
        named = tuple({"deal_id": f"d{i:02}", **row} for i, row in enumerate(rows))
        known = tuple(change for change in seen if int(change["deal_id"][1:]) < len(rows))
        snapshots = tuple({"import_id": i, "taken_at": at} for i, at in enumerate(taken))
        return World(named, CUSTOMERS, MANAGERS, snapshots, known)

    snapshots = st.lists(st.sampled_from(TAKEN), max_size=4, unique=True)
    return st.builds(numbered, st.lists(deals(), max_size=most), changes(most), snapshots)
