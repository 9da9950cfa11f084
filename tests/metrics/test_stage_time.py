"""Time in stage: hand-worked, and random stays against scipy's Kaplan–Meier."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from data.errors import Unknown
from metrics import drill, stage_time
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View, manager
from tests.rows import deal, fill, records

TODAY = date(2026, 5, 31)
END = datetime(2026, 6, 1)
MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, TODAY, period=MAY)
STAGES = [
    {"pipeline": "", "stage": name, "position": i, "kind": "open"}
    for i, name in enumerate(("Lead", "Offer"), 1)
]


def visit(deal_id, stage, entered, left=None):
    """Days of May."""
    return {
        "deal_id": deal_id,
        "stage": stage,
        "entered_at": datetime(2026, 5, 1) + timedelta(entered - 1),
        "left_at": None if left is None else datetime(2026, 5, 1) + timedelta(left - 1),
    }


def still(deal_id, seller="a"):
    return deal(deal_id, "open", stage="Lead", manager_id=seller, created_at=date(2026, 5, 1))


def shown(store, view=VIEW, by=None):
    rows = records(store, stage_time.stage_time(view, by))
    return [tuple(row.values()) for row in rows]


def test_a_stay_not_over_is_longer_than_it_looks(store):
    visits = [
        visit("1", "Lead", 1, 3),  # 2 days
        visit("2", "Lead", 1, 5),  # 4
        visit("3", "Lead", 29),  # 3 so far: leaves the ones at risk without having left
        visit("4", "Lead", 1, 11),  # 10
        visit("5", "Lead", 1),  # 31 so far
    ]
    fill(store, stages=STAGES, deals=[still(str(i)) for i in range(1, 6)], stage_visits=visits)
    # after 2 days 4 of 5 are there; after 4, 2 of the 3 at risk: 0.533; after 10, 1 of 2: 0.267; then nobody leaves
    assert shown(store) == [("", 1, "Lead", 5, 2, 10.0, None)]


def test_days_are_told_to_the_minute_below_two_and_to_the_hour_above(store):
    minute = 1 / 24 / 60
    visits = [
        visit("1", "Lead", 1, 1 + 10.4 * minute),
        visit("2", "Offer", 1, 4 + 40 * minute),
    ]
    fill(store, stages=STAGES, deals=[still("1"), still("2")], stage_visits=visits)
    assert [row[5] for row in shown(store)] == pytest.approx([10 * minute, 3 + 1 / 24])


def test_visits_to_one_stage_are_added_up(store):
    visits = [
        visit("1", "Lead", 1, 3),
        visit("1", "Offer", 3, 4),
        visit("1", "Lead", 4, 5.5),  # 2 + 1.5
        visit("2", "Lead", 10, 11),
        visit("1", "Offer", 5.5, 7),
    ]
    fill(store, stages=STAGES, deals=[still("1"), still("2")], stage_visits=visits)
    assert shown(store) == [("", 1, "Lead", 2, 0, 1.0, 3.5), ("", 2, "Offer", 1, 0, 2.5, 2.5)]


def test_seen_from_the_last_day_of_the_period_a_later_leaving_has_not_happened(store):
    fill(store, stages=STAGES, deals=[still("1")], stage_visits=[visit("1", "Lead", 8, 20)])
    assert shown(store) == [("", 1, "Lead", 1, 0, 12.0, 12.0)]
    till_tenth = VIEW.with_(period=Period(date(2026, 5, 1), date(2026, 5, 11)))
    assert shown(store, till_tenth) == [("", 1, "Lead", 1, 1, None, None)]
    assert shown(store, VIEW.with_(period=Period(date(2026, 5, 9), date(2026, 6, 1)))) == []


def test_a_visit_nobody_saw_the_end_of_is_left_out_and_counted(store):
    lost = deal("lost", "lost", stage="Lead")  # closed, nobody knows when
    fill(
        store,
        stages=STAGES,
        deals=[lost, still("1"), still("2")],
        stage_visits=[visit("lost", "Lead", 2), visit("1", "Lead", 5, 4), visit("2", "Lead", 5, 6)],
    )
    assert shown(store) == [("", 1, "Lead", 1, 0, 1.0, 1.0)]
    assert records(store, stage_time.left_out(VIEW)) == [{"visits": 2}]


def test_by_manager_and_in_scope(store):
    visits = [visit("1", "Lead", 1, 3), visit("2", "Lead", 1, 6), visit("3", "Lead", 1, 9)]
    fill(
        store,
        stages=STAGES,
        managers=[{"manager_id": "a", "name": "Anna", "team": "North"}],
        deals=[still("1"), still("2", "b"), still("3", "b")],
        stage_visits=visits,
    )
    assert shown(store, by="manager") == [
        ("", 1, "Lead", "Anna", 1, 0, 2.0, 2.0),
        ("", 1, "Lead", "b", 2, 0, 5.0, 8.0),
    ]
    assert shown(store, by="team")[1] == ("", 1, "Lead", None, 2, 0, 5.0, 8.0)
    assert shown(store, by="pipeline") == shown(store)
    assert shown(store, VIEW.with_(scope=manager("a"))) == [("", 1, "Lead", 1, 0, 2.0, 2.0)]
    assert shown(store, VIEW.with_(scope=NOBODY)) == []
    with pytest.raises(Unknown, match="manager"):
        stage_time.stage_time(VIEW, "manger")


def test_its_deals_open(store):
    fill(store, stages=STAGES, deals=[still("1"), still("2")], stage_visits=[visit("1", "Lead", 1, 3)])
    nameless = VIEW.with_(filters=Filters.of(pipeline=("",)))
    assert records(store, drill.totals(nameless, "entered:1"))[0]["deals"] == 1


stays = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=25)


def kaplan_meier(days, over, share):
    """The first day on which the survival is 1 − share or less, by scipy."""
    seen = [d for d, o in zip(days, over, strict=True) if o]
    if not seen:
        return None
    right = [d for d, o in zip(days, over, strict=True) if not o]
    curve = ecdf(CensoredData(uncensored=seen, right=right)).sf
    low = np.flatnonzero((curve.probabilities <= 1 - share + 1e-12) & np.isin(curve.quantiles, seen))
    return float(curve.quantiles[low[0]]) if len(low) else None


@given(stays)
def test_medians_are_kaplan_meiers(pool, drawn):
    visits = [
        visit(str(i), "Lead", 20 - length, 20) if over else visit(str(i), "Lead", 32 - length)
        for i, (length, over) in enumerate(drawn)
    ]
    fill(pool, stages=STAGES, deals=[still(str(i)) for i in range(len(drawn))], stage_visits=visits)
    days, over = [d for d, _ in drawn], [o for _, o in drawn]
    expected = [kaplan_meier(days, over, share) for share in (0.5, 0.75)]
    assert shown(pool) == [("", 1, "Lead", len(drawn), over.count(False), *expected)]
