"""Why revenue and the average check moved: the parts add up, whatever is zero."""

from dataclasses import astuple
from datetime import date
from decimal import Decimal
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import check_moves, drill, moves
from metrics.breakdown import breakdown
from metrics.check_moves import CheckPart
from metrics.moves import Inputs
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View
from tests.metrics.worlds import worlds
from tests.rows import deal, fill, records

APRIL, MAY = Period(date(2026, 4, 1), date(2026, 5, 1)), Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MAY)


def inputs(decided, won, with_amount, amount, returns=0):
    return Inputs(decided, won, with_amount, Decimal(amount), Decimal(returns))


def explained(before, now):
    return {move.name: move.amount for move in moves.why_revenue_changed(before, now)}


def test_one_factor_that_changed_alone_explains_all():
    before = inputs(10, 5, 5, 500)
    nothing = dict.fromkeys((*moves.FACTORS, moves.RETURNS), Decimal(0))
    assert explained(before, inputs(20, 10, 10, 1000)) == {**nothing, "decided": Decimal(500)}
    assert explained(before, inputs(10, 8, 8, 800)) == {**nothing, "win_rate": Decimal(300)}
    assert explained(before, inputs(10, 5, 4, 400)) == {**nothing, "with_amount": Decimal(-100)}
    assert explained(before, inputs(10, 5, 5, 750)) == {**nothing, "average_check": Decimal(250)}
    assert explained(before, inputs(10, 5, 5, 500, -60)) == {**nothing, "returns": Decimal(-60)}
    assert explained(before, before) == nothing


def test_several_factors_share_by_their_logarithms():
    # decided × 2, win rate × 1, check × 3: 600 → 3600; L = 3000 / ln 6
    found = explained(inputs(10, 6, 6, 600), inputs(20, 12, 12, 3600))
    mean = 3000 / log(6)
    assert float(found["decided"]) == pytest.approx(mean * log(2), abs=0.01)
    assert float(found["average_check"]) == pytest.approx(mean * log(3), abs=0.01)
    assert found["win_rate"] == 0
    assert sum(found.values()) == 3000


@pytest.mark.parametrize(
    ("before", "guilty"),
    [
        (inputs(0, 0, 0, 0), "decided"),
        (inputs(7, 0, 0, 0), "win_rate"),
        (inputs(7, 3, 0, 0), "with_amount"),
        (inputs(7, 3, 3, 0), "average_check"),
        (inputs(7, 3, 3, -30), "average_check"),
    ],
)
def test_from_nothing_the_factor_that_was_nothing_explains_all(before, guilty):
    now = inputs(10, 5, 5, 500)
    change = now.won_amount - before.won_amount
    assert explained(before, now)[guilty] == change
    assert explained(now, before)[guilty] == -change


@st.composite
def periods(draw):
    decided = draw(st.integers(0, 50))
    won = draw(st.integers(0, decided))
    with_amount = draw(st.integers(0, won))
    cents = draw(st.integers(-(10**6), 10**10)) if with_amount else 0
    return inputs(
        decided, won, with_amount, Decimal(cents) / 100, Decimal(draw(st.integers(-(10**6), 0))) / 100
    )


@given(periods(), periods())
def test_the_parts_add_up_to_the_cent_and_turn_round_with_time(before, now):
    found = explained(before, now)
    assert sum(found.values()) == now.revenue - before.revenue
    assert all(part == round(part, 2) for part in found.values())
    back = explained(now, before)
    assert all(abs(found[name] + back[name]) <= Decimal("0.05") for name in found)


@given(worlds())
def test_the_inputs_are_the_catalogues(pool, world):
    fill(pool, deals=world.deals, customers=world.customers, managers=world.managers)
    february = Period(date(2026, 2, 1), date(2026, 3, 1))
    view = View(EVERYTHING, date(2026, 3, 20), period=february)
    found = Inputs(**records(pool, moves.inputs(view))[0])
    metrics = records(pool, breakdown(view, ["revenue", "deals_won", "deals_lost", "average_check"]))[0]
    assert found.revenue == metrics["revenue"]
    assert (found.decided, found.won) == (metrics["deals_won"] + metrics["deals_lost"], metrics["deals_won"])
    if found.with_amount:
        assert float(found.won_amount) / found.with_amount == pytest.approx(metrics["average_check"])
    for key in ("manager", "segment", "customer"):
        before = Period(date(2025, 7, 1), date(2026, 2, 15))  # overlaps: the parts add up all the same
        rows = records(pool, moves.revenue_by(view, before, key))
        earlier = records(pool, breakdown(view.with_(period=before), ["revenue"]))[0]["revenue"]
        assert sum(row["change"] for row in rows) == found.revenue - earlier
        assert [abs(row["change"]) for row in rows] == sorted(
            (abs(row["change"]) for row in rows), reverse=True
        )


def closed(month, source, *amounts, status="won"):
    day = date(2026, month, 10)
    return [
        deal(f"{month}{source}{status}{i}", status, source=source, amount=a, closed_at=day)
        for i, a in enumerate(amounts)
    ]


DEALS = [
    *closed(4, "Web", 100, 100),
    *closed(4, "Fair", 400, 400),
    *closed(5, "Web", 100, 100, 100, None),
    *closed(5, "Fair", 500),
    *closed(5, None, 10),
    *closed(5, "Web", 999, status="lost"),
]


def test_revenue_by_source_opens_to_its_deals(store):
    fill(store, deals=DEALS)
    rows = records(store, moves.revenue_by(VIEW, APRIL, "source"))
    assert [tuple(row.values()) for row in rows] == [
        ("Fair", 800, 500, -300),
        ("Web", 200, 300, 100),
        (None, 0, 10, 10),
    ]
    fair = VIEW.with_(filters=Filters.of(source="Fair"))
    assert records(store, drill.totals(fair, "revenue"))[0]["amount"] == 500
    assert records(store, moves.revenue_by(VIEW.with_(scope=NOBODY), APRIL, "source")) == []


def test_the_average_check_moves_by_mix_and_by_own_checks(store):
    fill(store, deals=DEALS)
    rows = records(store, check_moves.checks_by(VIEW, APRIL, "source"))
    assert [tuple(row.values()) for row in rows] == [
        ("Fair", 2, 800, 1, 500),
        ("Web", 2, 200, 3, 300),
        (None, 0, 0, 1, 10),
    ]
    parts = [CheckPart(*row.values()) for row in rows]
    # 1000 / 4 = 250 before, 810 / 5 = 162 now; C = 206
    assert check_moves.check_change(parts) == Decimal("-88.00")
    found = {move.value: (move.mix, move.own) for move in check_moves.why_check_changed(parts)}
    assert found == {
        "Fair": (Decimal("-73.20"), Decimal("35.00")),  # (0.2 − 0.5)(450 − 206); 0.35 × 100
        "Web": (Decimal("-10.60"), Decimal("0.00")),  # (0.6 − 0.5)(100 − 206)
        None: (Decimal("-39.20"), Decimal("0.00")),  # 0.2 (10 − 206)
    }


def test_without_deals_on_a_side_there_is_no_change_to_explain():
    part = CheckPart("Web", 0, Decimal(0), 3, Decimal(300))
    assert check_moves.check_change([part]) is None
    assert check_moves.why_check_changed([part]) == ()
    assert check_moves.why_check_changed([]) == ()


side = st.tuples(st.integers(0, 9), st.integers(-100, 10**8))


@given(st.lists(st.tuples(side, side), min_size=1, max_size=8))
def test_mix_and_own_add_up_to_the_cent(drawn):
    parts = [
        CheckPart(i, n0, Decimal(a0 if n0 else 0) / 100, n1, Decimal(a1 if n1 else 0) / 100)
        for i, ((n0, a0), (n1, a1)) in enumerate(drawn)
    ]
    found = check_moves.why_check_changed(parts)
    change = check_moves.check_change(parts)
    assert (found == ()) == (change is None)
    if change is not None:
        assert sum(move.mix + move.own for move in found) == change
        assert [astuple(move)[0] for move in found] == [part.value for part in parts]
