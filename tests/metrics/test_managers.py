"""Managers beside each other: hand-made teams and intervals from scipy."""

from datetime import date
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from data.errors import Unknown
from metrics import managers
from metrics.breakdown import breakdown
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View, manager, team
from tests.rows import deal, fill, records

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MAY)
NAMES = ["Anna", "Boris", "Vera", "Gleb", "Dina", "Egor"]


def closed(who, won, lost, amount=10, day=date(2026, 5, 5)):
    def one(i, status, money):
        return deal(
            f"{who}{status}{i}", status, manager_id=who, closed_at=day, amount=money, customer_id=f"c{i}"
        )

    return [one(i, "won", amount) for i in range(won)] + [one(i, "lost", 1) for i in range(lost)]


def staff(*teams):
    return [
        {"manager_id": f"m{i}", "name": name, "team": team}
        for i, (name, team) in enumerate(zip(NAMES, teams, strict=False))
    ]


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_is_wilsons(won, lost):
    if won + lost == 0:
        assert managers.wilson(won, 0) is None
        return
    expected = binomtest(won, won + lost).proportion_ci(0.95, method="wilson")
    assert managers.wilson(won, won + lost) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_statement_gives_the_same_interval_as_the_function(store):
    cases = [(0, 3), (3, 0), (1, 1), (12, 5), (0, 0)]
    deals = [row for i, (won, lost) in enumerate(cases) for row in closed(f"m{i}", won, lost)]
    fill(store, deals=[*deals, deal("open", "open", manager_id="m4", amount=1)])
    rows = {row["manager"]: row for row in records(store, managers.by_manager(VIEW))}
    for i, (won, lost) in enumerate(cases):
        row = rows[f"m{i}"]
        assert row["decided"] == won + lost
        low_high = managers.wilson(won, won + lost) or (None, None)
        assert (row["win_rate_low"], row["win_rate_high"]) == pytest.approx(low_high, abs=1e-12)


def test_each_manager_has_his_row_and_the_rows_add_up(store):
    fill(
        store,
        managers=staff("North", "South"),
        deals=[
            *closed("m0", 2, 2, amount=100),
            *closed("m1", 1, 0, amount=300),
            deal("nobody's", amount=100, closed_at=date(2026, 5, 6)),
            deal("later", manager_id="m0", amount=999, closed_at=date(2026, 6, 1)),
        ],
    )
    rows = records(store, managers.by_manager(VIEW))
    shown = [
        (r["manager"], r["team"], r["revenue"], r["deals_won"], r["deals_lost"], r["win_rate"]) for r in rows
    ]
    assert shown == [
        ("Boris", "South", Decimal(300), 1, 0, 1.0),
        ("Anna", "North", Decimal(200), 2, 2, 0.5),
        (None, None, Decimal(100), 1, 0, 1.0),
    ]
    assert [row["revenue_share"] for row in rows] == pytest.approx([3 / 6, 2 / 6, 1 / 6])
    assert sum(r["revenue"] for r in rows) == records(store, breakdown(VIEW, ["revenue"]))[0]["revenue"]
    assert [r["manager"] for r in records(store, managers.by_manager(VIEW.with_(scope=manager("m0"))))] == [
        "Anna"
    ]
    assert records(store, managers.by_manager(VIEW.with_(scope=NOBODY))) == []


def five(store, **more):
    wins = [1, 2, 3, 4, 10]
    deals = [row for i, won in enumerate(wins) for row in closed(f"m{i}", won, 10)]
    fill(store, managers=staff("North", "North", "South", "South", "South"), deals=deals)


def test_the_median_is_the_whole_teams_whoever_looks(store):
    five(store)
    for scope in (EVERYTHING, team("North"), manager("m0")):
        for filters in (Filters(), Filters.of(manager="Anna")):
            row = records(store, managers.team_medians(VIEW.with_(scope=scope, filters=filters)))[0]
            assert (row["people"], row["revenue"], row["deals_won"], row["average_check"]) == (5, 30, 3, 10)
            assert row["win_rate"] == pytest.approx(median(won / (won + 10) for won in (1, 2, 3, 4, 10)))
            assert row["margin_share"] is None  # nobody's costs are known
    stranger = records(store, managers.team_medians(VIEW.with_(scope=NOBODY)))[0]
    assert (stranger["people"], stranger["revenue"]) == (0, None)


def test_fewer_than_five_people_have_no_median(store):
    four = [row for i in range(4) for row in closed(f"m{i}", 3, 1)]
    idle = deal("open", "open", manager_id="m4", amount=1)
    fill(store, deals=[*four, idle])
    row = records(store, managers.team_medians(VIEW))[0]
    assert row.pop("people") == 4
    assert set(row.values()) == {None}


def test_a_median_of_few_known_values_is_withheld(store):
    deals = [row for i in range(5) for row in closed(f"m{i}", 1, 0)]
    for row in deals[:4]:
        row["cost"] = 5
    fill(store, deals=deals)
    row = records(store, managers.team_medians(VIEW))[0]
    assert (row["people"], row["revenue"], row["margin_share"]) == (5, 10, None)


def test_a_place_is_told_from_twenty_closed_deals_on_and_only_one_owns(store):
    wins = [20, 12, 15, 10, 18, 100]
    lost = [0, 8, 5, 10, 2, 0]
    day_before = date(2026, 4, 30)
    deals = [
        row for i, (w, n) in enumerate(zip(wins[:5], lost, strict=False)) for row in closed(f"m{i}", w, n)
    ]
    fill(
        store,
        managers=staff(*["North"] * 3, *["South"] * 3),
        deals=[*deals, *closed("m5", 100, 0, day=day_before)],
    )

    def places(**changes):
        rows = records(store, managers.ranks(VIEW.with_(**changes), "win_rate"))
        return [(row["manager"], row["place"], row["ranked"]) for row in rows]

    assert places() == [("Anna", 1, 5), ("Dina", 2, 5), ("Vera", 3, 5), ("Boris", 4, 5), ("Gleb", 5, 5)]
    assert places(scope=manager("m3")) == [("Gleb", 5, 5)]
    assert places(scope=manager("m5")) == []
    assert places(scope=NOBODY) == []
    fill(store, managers=staff(*["North"] * 5), deals=deals[1:])  # Anna has 19 now: four are left
    assert places() == []


def test_where_less_is_better_the_least_is_first(store):
    deals = [row for i in range(5) for row in closed(f"m{i}", 20 - i, i)]
    fill(store, deals=deals)
    rows = records(store, managers.ranks(VIEW, "deals_lost"))
    assert [row["manager"] for row in rows] == ["m0", "m1", "m2", "m3", "m4"]
    with pytest.raises(Unknown, match="win_rate"):
        managers.ranks(VIEW, "winrate")
