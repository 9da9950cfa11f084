"""Bins of won amounts."""

from datetime import date
from decimal import Decimal
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput
from metrics import checks, drill
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, View
from tests.rows import deal, fill, records

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MAY)
DAY = date(2026, 5, 5)


@pytest.mark.parametrize(
    ("low", "high", "count", "edges"),
    [
        (0, 100, 10, (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110)),
        (120, 480, 4, (100, 200, 300, 400, 500)),
        (3, 900, 5, (2, 5, 10, 20, 50, 100, 200, 500, 1000)),
        (1000, 50_000, 5, (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)),
        (-40, 40, 4, (-40, -20, 0, 20, 40, 60)),
        (500, 500, 5, (500, 600)),
        (0, 0, 3, (0, 1)),
        (0.1, 0.35, 3, (0.1, 0.2, 0.3, 0.4)),
    ],
)
def test_edges_are_round(low, high, count, edges):
    assert checks.edges_for(low, high, count) == edges


@pytest.mark.parametrize(("low", "high"), [(2, 1), (float("nan"), 1), (0, float("inf"))])
def test_no_edges_for_nonsense(low, high):
    with pytest.raises(BadInput):
        checks.edges_for(low, high)


@given(st.integers(-(10**6), 10**9), st.integers(0, 10**9), st.integers(1, 30))
def test_edges_hold_everything_between_and_rise(low, width, count):
    edges = checks.edges_for(low / 100, (low + width) / 100, count)
    assert edges[0] <= low / 100 and (low + width) / 100 < edges[-1]
    assert list(edges) == sorted(set(edges))
    assert len(edges) <= max(count + 3, 40)


def test_a_bin_holds_its_lower_edge_and_not_its_upper(store):
    amounts = [None, "-5", "0", "99.99", "100", "199.99", "300"]
    deals = [deal(str(i), amount=amount, closed_at=DAY) for i, amount in enumerate(amounts)]
    others = [
        deal("lost", "lost", amount=150, closed_at=DAY),
        deal("june", amount=150, closed_at=date(2026, 6, 1)),
        deal("usd", amount=150, closed_at=DAY, currency="USD"),
    ]
    fill(store, deals=deals + others)
    rows = records(store, checks.distribution(VIEW, (0, 100, 200, 300)))
    assert [tuple(row.values()) for row in rows] == [
        (0, None, 0.0, 1, Decimal(-5)),
        (1, 0.0, 100.0, 2, Decimal("99.99")),
        (2, 100.0, 200.0, 2, Decimal("299.99")),
        (3, 200.0, 300.0, 0, Decimal(0)),
        (4, 300.0, None, 1, Decimal(300)),
    ]
    assert len(records(store, checks.distribution(VIEW, (-10, 1000)))) == 1  # no empty open ends
    assert [
        row["deals"] for row in records(store, checks.distribution(VIEW.with_(scope=NOBODY), (0, 1)))
    ] == [0]


@pytest.mark.parametrize("edges", [(), (1,), (1, 1), (2, 1)])
def test_edges_that_do_not_rise_are_refused(edges):
    with pytest.raises(BadInput):
        checks.distribution(VIEW, edges)


cents = st.lists(st.integers(-10_000, 1_000_000), min_size=1, max_size=20)


@given(cents)
def test_bins_add_up_and_open_to_their_deals(pool, drawn):
    amounts = [Decimal(cent) / 100 for cent in drawn]
    fill(pool, deals=[deal(str(i), amount=a, closed_at=DAY) for i, a in enumerate(amounts)])
    rows = records(pool, checks.distribution(VIEW, checks.edges_for(1, float(max(*amounts, 1)), 6)))
    assert sum(row["amount"] for row in rows) == sum(amounts)
    assert sum(row["deals"] for row in rows) == len(amounts)
    for row in rows:
        total = records(pool, drill.totals(VIEW, checks.key_of(row["low"], row["high"])))[0]
        assert (total["deals"], total["amount"] or 0) == (row["deals"], row["amount"])


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=20))
def test_quantiles_are_interpolated(pool, drawn):
    fill(pool, deals=[deal(str(i), amount=a, closed_at=DAY) for i, a in enumerate(drawn)])
    row = records(pool, checks.quantiles(VIEW))[0]
    tenths, quarters = quantiles(drawn, n=10, method="inclusive"), quantiles(drawn, n=4, method="inclusive")
    assert [row[name] for name in ("p10", "p25", "p50", "p75", "p90")] == pytest.approx(
        [tenths[0], *quarters, tenths[-1]]
    )
    assert (row["deals"], row["smallest"], row["largest"]) == (len(drawn), min(drawn), max(drawn))
    assert row["mean"] == pytest.approx(sum(drawn) / len(drawn))


def test_a_few_large_deals_may_bring_most_of_the_money(store):
    amounts = [*[10] * 9, 910]
    fill(store, deals=[deal(str(i), amount=a, closed_at=DAY) for i, a in enumerate(amounts)])
    assert records(store, checks.quantiles(VIEW))[0]["top_tenth_share"] == 0.91
    fill(store, deals=[deal(str(i), amount=10, closed_at=DAY) for i in range(11)])
    assert records(store, checks.quantiles(VIEW))[0]["top_tenth_share"] == 2 / 11  # all alike: two of eleven
    empty = records(store, checks.quantiles(VIEW.with_(scope=NOBODY)))[0]
    assert empty["deals"] == 0 and empty["p50"] is None and empty["top_tenth_share"] is None
