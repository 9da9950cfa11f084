"""Who loses at which stage, on nine deals a person can count."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Unknown
from metrics import drill, funnel, funnel_by
from metrics.period import Period
from metrics.view import EVERYTHING, NOBODY, Filters, View, manager, team
from tests.rows import deal, fill, records

MAY = Period(date(2026, 5, 1), date(2026, 6, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MAY)

STAGES = [
    {"pipeline": "", "stage": "Lead", "position": 1, "kind": "open"},
    {"pipeline": "", "stage": "Talks", "position": 2, "kind": "open"},
]
MANAGERS = [{"manager_id": who, "name": who.title()} for who in ("ann", "bob")]


def made(deal_id, who, status, stage=None, **more):
    columns = {"created_at": date(2026, 5, 10), "manager_id": who, "stage": stage, **more}
    return deal(deal_id, status, **columns)


DEALS = [
    made("a1", "ann", "won"),
    made("a2", "ann", "lost", lost_stage="Talks"),
    made("a3", "ann", "lost", lost_stage="Talks"),
    made("a4", "ann", "open", "Lead"),
    made("b1", "bob", "won"),
    made("b2", "bob", "won"),
    made("b3", "bob", "lost", lost_stage="Lead"),
    made("n1", None, "open", "Talks"),
    made("june", "ann", "lost", lost_stage="Lead", created_at=date(2026, 6, 1)),
]


@pytest.fixture
def filled(store):
    fill(store, stages=STAGES, managers=MANAGERS, deals=DEALS)
    return store


def table(rows, *columns):
    return [tuple(row[column] for column in columns) for row in rows]


def test_each_has_what_moved_on_and_what_was_lost_at_each_stage(filled):
    rows = records(filled, funnel_by.resolved_by(VIEW, "manager"))
    columns = ("value", "stage", "moved_on", "lost", "standing", "conversion")
    assert table(rows, *columns) == [
        ("Ann", "Lead", 3, 0, 1, 1.0),  # a1 a2 a3; a4 stands
        ("Ann", "Talks", 1, 2, 0, 1 / 3),
        ("Bob", "Lead", 2, 1, 0, 2 / 3),
        ("Bob", "Talks", 2, 0, 0, 1.0),
        (None, "Lead", 1, 0, 0, 1.0),
        (None, "Talks", 0, 0, 1, None),
    ]


def test_the_parts_are_the_whole(filled):
    whole = records(filled, funnel_by.whole(VIEW, "manager"))
    together = records(filled, funnel.resolved_conversion(VIEW))
    columns = ("stage", "moved_on", "lost", "standing", "conversion")
    assert table(whole, *columns) == table(together, *columns)
    assert table(whole, *columns) == [("Lead", 6, 1, 1, 6 / 7), ("Talks", 3, 2, 1, 3 / 5)]


def test_the_whole_is_everybody_whoever_is_chosen(filled):
    anns = VIEW.with_(filters=Filters.of(manager="Ann"))
    assert records(filled, funnel_by.whole(anns, "manager")) == records(
        filled, funnel_by.whole(VIEW, "manager")
    )
    assert {row["value"] for row in records(filled, funnel_by.resolved_by(anns, "manager"))} == {"Ann"}


def test_three_people_are_too_few_to_hide_among(filled):
    assert records(filled, funnel_by.whole(VIEW.with_(scope=manager("ann")), "manager")) == []


def test_with_five_others_everybody_is_told_to_one(store):
    people = [{"manager_id": str(i), "name": f"M{i}", "team": "East" if i < 2 else "West"} for i in range(6)]
    fill(store, stages=STAGES, managers=people, deals=[made(f"d{i}", str(i), "won") for i in range(6)])
    rows = records(store, funnel_by.whole(VIEW.with_(scope=manager("1")), "manager"))
    assert table(rows, "stage", "moved_on") == [("Lead", 6), ("Talks", 6)]
    # the whole of six less the two of his own team would be four people, whom he may not see
    assert records(store, funnel_by.whole(VIEW.with_(scope=team("East")), "manager")) == []
    mine = records(store, funnel_by.resolved_by(VIEW.with_(scope=manager("1")), "manager"))
    assert {row["value"] for row in mine} == {"M1"}


def test_within_a_scope_other_dimensions_stay_in_it(filled):
    rows = records(filled, funnel_by.whole(VIEW.with_(scope=manager("bob")), "source"))
    assert table(rows, "stage", "moved_on", "lost") == [("Lead", 2, 1), ("Talks", 2, 0)]
    assert records(filled, funnel_by.whole(VIEW.with_(scope=NOBODY), "source")) == []


def test_a_lost_deal_without_its_stage_refuses_its_group_only(store):
    fill(store, stages=STAGES, managers=MANAGERS, deals=[*DEALS, made("b4", "bob", "lost")])
    rows = records(store, funnel_by.resolved_by(VIEW, "manager"))
    assert table(rows, "value", "unknown_lost", "conversion")[:4] == [
        ("Ann", 0, 1.0),
        ("Ann", 0, 1 / 3),
        ("Bob", 1, None),
        ("Bob", 1, None),
    ]
    assert [row["conversion"] for row in records(store, funnel_by.whole(VIEW, "manager"))] == [None, None]


def test_every_number_opens_to_its_deals(filled):
    for row in records(filled, funnel_by.resolved_by(VIEW, "manager")):
        theirs = VIEW.with_(filters=Filters.of(manager=[row["value"] or ""]))
        for kind, name in (("lost_at", "lost"), ("moved_on", "moved_on")):
            total = records(filled, drill.totals(theirs, f"{kind}:{row['position']}"))[0]
            assert total["deals"] == row[name]


def test_an_unknown_dimension_is_said_so():
    with pytest.raises(Unknown):
        funnel_by.resolved_by(VIEW, "mangaer")


def test_distance_is_counted_in_deviations_of_chance():
    # 40 of 100 against 60 of 100: pooled 0.5, spread sqrt(0.25 * 2 / 100) = 0.070711; -0.2 / 0.070711
    assert funnel_by.apart(40, 100, 60, 100) == pytest.approx(-2.828427)
    assert funnel_by.apart(5, 10, 50, 100) == 0


@pytest.mark.parametrize("counts", [(0, 0, 5, 10), (5, 10, 0, 0), (10, 10, 20, 20), (0, 10, 0, 20)])
def test_nothing_can_be_told_without_cases_or_differences(counts):
    assert funnel_by.apart(*counts) == 0.0


counted = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda p: (min(p), max(p)))


@given(counted, counted)
def test_distance_turns_its_sign_when_the_sides_are_exchanged(one, other):
    there, back = funnel_by.apart(*one, *other), funnel_by.apart(*other, *one)
    assert there == pytest.approx(-back)
