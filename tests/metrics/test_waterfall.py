"""From the pipeline at a period's start to that at its end: every part by hand, by an oracle, to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Unknown
from metrics import parts
from metrics.drill import deals_behind, totals
from metrics.ends import ends
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, View, manager
from metrics.waterfall import STEPS, bridge, slippage_by_manager, slipped
from tests.metrics import uploads
from tests.metrics.uploads import change, snapshots
from tests.rows import deal, fill, records

TODAY = date(2026, 3, 20)
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
VIEW = View(EVERYTHING, TODAY, period=MARCH)

LONG_AGO, BEFORE, WITHIN, LAST, AFTER = (
    datetime(2026, 2, 2, 8),
    datetime(2026, 2, 23, 8),  # the last before March
    datetime(2026, 3, 9, 8),
    datetime(2026, 3, 16, 8),  # the last up to the twentieth
    datetime(2026, 3, 23, 8),
)
TAKEN = (LONG_AGO, BEFORE, WITHIN, LAST, AFTER)
IN, OUT = date(2026, 3, 25), date(2026, 4, 10)
"""Due in March, and after it."""


def open_(deal_id: str, amount: Any, due: date | None = IN, **columns: Any) -> dict[str, Any]:
    return deal(deal_id, "open", amount=amount, expected_close=due, **columns)


def ended(deal_id: str, status: str, amount: Any, closed: date, **columns: Any) -> dict[str, Any]:
    return deal(deal_id, status, amount=amount, expected_close=IN, closed_at=closed, **columns)


DEALS = [
    open_("stays", 10),
    open_("stays, later", 20, OUT),  # in the whole pipeline only
    open_("grew", "130.50"),
    open_("shrank", 60),
    open_("pushed", 200, date(2026, 5, 1), manager_id="m1"),
    open_("pushed within", 300, date(2026, 3, 30), manager_id="m1"),
    open_("pulled in", 400),
    ended("won", "won", 500, date(2026, 3, 10)),
    ended("won, grew", "won", 620, date(2026, 3, 10)),
    ended("lost", "lost", 700, date(2026, 3, 10)),
    open_("created", 800),
    open_("found", 900, created_at=date(2026, 1, 1)),
    open_("reopened", 1000),
    open_("gone", 1100, missing_since=LAST),
    open_("back", 1200),
    ended("new and won", "won", 1300, date(2026, 3, 10)),
    ended("new and lost", "lost", 1400, date(2026, 3, 10)),
    ended("old and won", "won", 1500, date(2026, 1, 10), created_at=date(2026, 1, 1)),  # found, won long ago
    ended("lost, then won", "won", 1600, date(2026, 3, 10)),
    ended("later, then won", "won", 1700, date(2026, 3, 10)),
    ended("won before", "won", 1800, date(2026, 2, 1)),
    open_("after the end", 1900),
    open_("no amount", None),
    open_("foreign", 2000, currency="USD"),
]

CHANGES = [
    change("grew", LONG_AGO, "amount", 1, 100),  # before the start: no matter
    change("grew", WITHIN, "amount", "100.00", "110.00"),
    change("grew", LAST, "amount", "110.00", "130.50"),
    change("shrank", WITHIN, "amount", "90.00", "60.00"),
    change("shrank", AFTER, "amount", "60.00", "60.00"),
    change("pushed", LONG_AGO, "expected_close", "2026-03-01", "2026-03-05"),
    change("pushed", WITHIN, "expected_close", "2026-03-05", "2026-03-20"),
    change("pushed", LAST, "expected_close", "2026-03-20", "2026-04-10"),
    change("pushed", AFTER, "expected_close", "2026-04-10", "2026-05-01"),  # not yet
    change("pushed within", WITHIN, "expected_close", "2026-03-20", "2026-03-30"),
    change("pulled in", WITHIN, "expected_close", "2026-04-10", "2026-03-25"),
    change("won", WITHIN, "status", "open", "won"),
    change("won, grew", WITHIN, "status", "open", "won"),
    change("won, grew", WITHIN, "amount", "600.00", "620.00"),
    change("lost", LAST, "status", "open", "lost"),
    change("created", WITHIN, "appeared", None, "Talks"),
    change("created", LAST, "amount", "750.00", "800.00"),
    change("found", WITHIN, "found", None, "Talks"),
    change("reopened", WITHIN, "status", "lost", "open"),
    change("gone", LAST, "missing_since", None, LAST),
    change("back", WITHIN, "missing_since", LONG_AGO, None),
    change("new and won", WITHIN, "appeared"),
    change("new and lost", WITHIN, "appeared"),
    change("old and won", WITHIN, "found"),
    change("lost, then won", WITHIN, "status", "lost", "won"),
    change("later, then won", WITHIN, "status", "open", "won"),
    change("later, then won", WITHIN, "expected_close", "2026-04-10", "2026-03-25"),
    change("after the end", AFTER, "appeared"),
]

# In the order of DEALS; what grew or shrank stands with its amount of 23 February in the start.
EXPECTED = {
    "open": {
        "start": 10 + 20 + 100 + 90 + 200 + 300 + 400 + 500 + 600 + 700 + 1100 + 1700,
        "created": 800 + 1300 + 1400,
        "found": 900 + 1200,
        "pulled_in": 0,
        "increased": "50.50",  # 30.50 + 20
        "reopened": 1000 + 1600,
        "decreased": -30,
        "pushed_out": 0,
        "lost": -700 - 1400,
        "won": -500 - 620 - 1300 - 1600 - 1700,
        "gone": -1100,
        "end": "5020.50",  # 10 + 20 + 130.50 + 60 + 200 + 300 + 400 + 800 + 900 + 1000 + 1200
    },
    "due": {
        "start": 10 + 100 + 90 + 200 + 300 + 500 + 600 + 700 + 1100,
        "created": 800 + 1300 + 1400,
        "found": 900 + 1200,
        "pulled_in": 400 + 1700,
        "increased": "50.50",
        "reopened": 1000 + 1600,
        "decreased": -30,
        "pushed_out": -200,
        "lost": -700 - 1400,
        "won": -500 - 620 - 1300 - 1600 - 1700,
        "gone": -1100,
        "end": "4800.50",  # less 20 and 200
    },
}

DEALS_OF = {
    "start": "foreign, gone, grew, lost, no amount, pushed, pushed within, shrank, stays, won, won, grew",
    "created": "created, new and lost, new and won",
    "found": "back, found",
    "pulled_in": "later, then won, pulled in",
    "increased": "grew, won, grew",
    "reopened": "lost, then won, reopened",
    "decreased": "shrank",
    "pushed_out": "pushed",
    "lost": "lost, new and lost",
    "won": "later, then won, lost, then won, new and won, won, won, grew",
    "gone": "gone",
    "end": "back, created, foreign, found, grew, no amount, pulled in, pushed within, reopened, shrank, stays",
    "slipped": "pushed, pushed within",
}
"""Of the deals due in March."""


@pytest.fixture
def filled(pool):
    load(pool, DEALS, CHANGES, TAKEN)
    return pool


def load(store, deals: Iterable[Any], changes: Iterable[Any], taken: Iterable[datetime]) -> None:
    people = [{"manager_id": f"m{i}", "name": f"M{i}"} for i in (1, 2)]
    fill(store, deals=deals, deal_changes=changes, deal_snapshots=snapshots(*taken), managers=people)


def steps(store, view: View, pipeline: str) -> dict[str, Decimal]:
    (row,) = records(store, bridge(view, pipeline))
    return {step: row[step] for step in STEPS}


@pytest.mark.parametrize("pipeline", parts.PIPELINES)
def test_every_part_is_right_and_they_add_up(filled, pipeline):
    found = steps(filled, VIEW, pipeline)
    assert found == {step: Decimal(value) for step, value in EXPECTED[pipeline].items()}
    assert found["start"] + sum(found[part] for part in parts.PARTS) == found["end"]


def test_what_is_no_money_is_counted(filled):
    (row,) = records(filled, bridge(VIEW, "due"))
    assert (row["without_amount"], row["foreign"]) == (1, 1)
    assert (row["won_deals"], row["end_deals"], row["start_deals"]) == (5, 11, 11)


@pytest.mark.parametrize("part", DEALS_OF)
def test_each_part_opens_its_deals(filled, part):
    rows = records(filled, deals_behind(VIEW, f"changed:due:{part}"))
    assert ", ".join(sorted(row["deal_id"] for row in rows)) == DEALS_OF[part]
    if part != "slipped":
        assert sum(row[part] or 0 for row in rows) == Decimal(EXPECTED["due"][part])
    (whole,) = records(filled, totals(VIEW, f"changed:due:{part}"))
    money = sum(row["slipped_amount" if part == "slipped" else part] or 0 for row in rows)
    assert (whole["deals"], whole["value"]) == (len(rows), money)


def test_a_list_tells_when_its_deals_were_due(filled):
    first, *_ = records(filled, deals_behind(VIEW, "changed:due:slipped", order="slipped_amount", most=1))
    assert (
        first["deal_id"],
        first["due_start"],
        first["due_end"],
        first["pushes"],
        first["slipped_amount"],
    ) == (
        "pushed within",
        date(2026, 3, 20),
        date(2026, 3, 30),
        1,
        300,
    )


def test_what_slipped_and_how_often(filled):
    rows = records(filled, slipped(VIEW))
    assert [(row["deal_id"], row["days"], row["pushes"], row["amount_end"]) for row in rows] == [
        ("pushed within", 10, 1, 300),  # from the 20th to the 30th
        ("pushed", 36, 3, 200),  # from 5 March to 10 April, put off three times
    ]
    assert [
        (row["manager"], row["slipped"], row["due"], row["pushes"], row["slipped_amount"], row["slippage"])
        for row in records(filled, slippage_by_manager(VIEW))
    ] == [("M1", 2, 2, 4, 500, 1), (None, 0, 9, 0, None, 0)]
    assert sum(row["due_amount"] for row in records(filled, slippage_by_manager(VIEW))) == 3600


def test_a_manager_sees_his_own(filled):
    mine = VIEW.with_(scope=manager("m1"))
    assert steps(filled, mine, "due") == {
        **dict.fromkeys(STEPS, 0),
        "start": 500,
        "pushed_out": -200,
        "end": 300,
    }
    assert [row["deal_id"] for row in records(filled, deals_behind(mine, "changed:due:start"))] == [
        "pushed",
        "pushed within",
    ]
    assert records(filled, deals_behind(mine, "changed:due:won")) == []


@pytest.mark.parametrize(
    ("period", "today", "expected"),
    [
        (MARCH, TODAY, (BEFORE, LAST, 4, 2)),
        (MARCH, date(2026, 3, 23), (BEFORE, AFTER, 5, 3)),
        (
            Period(date(2026, 2, 23), date(2026, 3, 9)),
            TODAY,
            (LONG_AGO, BEFORE, 2, 1),
        ),  # eight in the morning
        (Period(date(2026, 1, 1), date(2026, 3, 1)), TODAY, (LONG_AGO, BEFORE, 2, 2)),  # none before
        (ALL_TIME, TODAY, (LONG_AGO, LAST, 4, 4)),
        (
            Period(date(2026, 3, 17), date(2026, 3, 20)),
            TODAY,
            (LAST, LAST, 4, 0),
        ),  # none within: nothing known
        (Period(date(2026, 1, 1), date(2026, 2, 10)), TODAY, (LONG_AGO, LONG_AGO, 1, 1)),
        (Period(date(2026, 1, 1), date(2026, 2, 1)), TODAY, (None, None, 0, 0)),
    ],
)
def test_two_uploads_are_compared(filled, period, today, expected):
    (row,) = records(filled, ends(VIEW.with_(period=period, today=today)))
    assert tuple(row.values())[:4] == expected
    assert row["first_at"] == LONG_AGO


def test_an_upload_at_midnight_begins_the_period_and_is_not_in_the_one_before(pool):
    midnight = datetime(2026, 3, 1)
    load(pool, DEALS, CHANGES, (LONG_AGO, midnight, LAST))
    (row,) = records(pool, ends(VIEW))
    assert (row["start_at"], row["end_at"], row["within"]) == (midnight, LAST, 1)
    (row,) = records(pool, ends(VIEW.with_(period=Period(date(2026, 2, 1), date(2026, 3, 1)))))
    assert (row["start_at"], row["end_at"]) == (LONG_AGO, LONG_AGO)


@pytest.mark.parametrize("taken", [(), (BEFORE,), (AFTER,), (LONG_AGO, BEFORE)])
def test_without_two_uploads_nothing_is_known(pool, taken):
    load(pool, DEALS, CHANGES, taken)
    assert steps(pool, VIEW, "open") == dict.fromkeys(STEPS, 0)
    assert records(pool, slippage_by_manager(VIEW)) == []
    assert records(pool, deals_behind(VIEW, "changed:open:start")) == []


def test_a_part_that_does_not_exist_gets_a_suggestion():
    with pytest.raises(Unknown, match="Did you mean: pushed_out"):
        totals(VIEW, "changed:due:pushed_ou")
    with pytest.raises(Unknown, match="pipeline “all”"):
        totals(VIEW, "changed:all:won")


# Any history.


DAYS = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1), None)
AMOUNTS = (None, "0.10", "33.33", "100.00")
STATUSES = ("open", "open", "open", "won", "lost", "returned")
MOMENTS = st.sampled_from(TAKEN)


def histories() -> st.SearchStrategy[list[tuple[dict[str, Any], list[dict[str, Any]]]]]:
    def one(number: int, now: tuple, olds: list[tuple], arrival: tuple) -> tuple:
        name = f"d{number}"
        status, amount, due, missing, currency = now
        closed = None if status == "open" else date(2026, 2, 1) if number % 2 else date(2026, 3, 5)
        row = deal(
            name,
            status,
            amount=amount,
            expected_close=due,
            missing_since=missing,
            currency=currency,
            closed_at=closed,
        )
        changes = {(field, at): change(name, at, field, old) for at, (field, old) in olds}
        if arrival[0]:
            changes[arrival] = change(name, arrival[1], arrival[0])
        return row, list(changes.values())

    now = st.tuples(*map(st.sampled_from, (STATUSES, AMOUNTS, DAYS, (None, None, LAST), (None, None, "USD"))))
    olds = st.one_of(
        st.tuples(st.just("status"), st.sampled_from(STATUSES)),
        st.tuples(st.just("amount"), st.sampled_from(AMOUNTS)),
        st.tuples(st.just("expected_close"), st.sampled_from(DAYS)),
        st.tuples(st.just("missing_since"), st.sampled_from((None, LONG_AGO))),
    )
    arrivals = st.tuples(st.sampled_from((None, None, "appeared", "found")), MOMENTS)
    drawn = st.tuples(now, st.lists(st.tuples(MOMENTS, olds), max_size=6), arrivals)
    return st.lists(drawn, max_size=12).map(lambda all_: [one(i, *each) for i, each in enumerate(all_)])


def worth(row: dict[str, Any], state: dict[str, Any]) -> Decimal:
    return Decimal(0) if row["currency"] else state["amount"] or Decimal(0)


def parts_of(row: dict, changes: list[dict], pipeline: str, at: tuple, span: tuple) -> dict[str, Decimal]:
    """What one deal does to the pipeline, by the definition."""
    s, e = (uploads.state(row, changes, moment) for moment in at)
    was, now, a0, a1 = (
        uploads.is_in(s, pipeline, *span),
        uploads.is_in(e, pipeline, *span),
        worth(row, s),
        worth(row, e),
    )
    fresh = s["arrival"] == "appeared" or (
        s["arrival"] == "found" and (row["closed_at"] is None or row["closed_at"] > at[0].date())
    )
    due = pipeline == "open" or uploads.is_due(e, *span)
    won = e["status"] == "won" and (fresh or (not s["arrival"] and s["status"] != "won"))
    through = not was and e["there"] and (won or (e["status"] in ("lost", "returned") and fresh and due))
    found = {"start": a0 * was, "end": a1 * now}
    if was:
        found["increased" if a1 > a0 else "decreased"] = a1 - a0
    elif now or through:
        came = "created" if s["arrival"] == "appeared" else "found" if not s["there"] else "pulled_in"
        found["reopened" if came == "pulled_in" and s["status"] != "open" else came] = a1
    if (was and not now) or through:
        ways = {"won": "won", "open": "pushed_out"}
        found["gone" if not e["there"] else ways.get(e["status"], "lost")] = -a1
    return found


PERIODS = (MARCH, ALL_TIME, Period(date(2026, 3, 9), date(2026, 3, 20)), Period(None, date(2026, 3, 1)))


@given(
    histories(),
    st.sampled_from(PERIODS),
    st.sampled_from(parts.PIPELINES),
    st.sampled_from((TAKEN, TAKEN[1:], TAKEN[:1])),
)
def test_any_history_balances_to_the_cent(pool, history, period, pipeline, taken):
    load(pool, [row for row, _ in history], [c for _, changes in history for c in changes], taken)
    view, span = VIEW.with_(period=period), (period.start, period.end)
    found = steps(pool, view, pipeline)
    expected = dict.fromkeys(STEPS, Decimal(0))
    at = uploads.ends(list(taken), *span, TODAY)
    for row, changes in history if at else ():
        for part, money in parts_of(row, changes, pipeline, at, span).items():
            expected[part] += money
    assert found == expected
    assert found["start"] + sum(found[part] for part in parts.PARTS) == found["end"]


@given(histories(), st.sampled_from(STEPS), st.sampled_from(parts.PIPELINES))
def test_a_list_adds_up_to_its_bar(pool, history, part, pipeline):
    load(pool, [row for row, _ in history], [c for _, changes in history for c in changes], TAKEN)
    (row,) = records(pool, bridge(VIEW, pipeline))
    listed = records(pool, deals_behind(VIEW, f"changed:{pipeline}:{part}"))
    assert (len(listed), sum(each[part] or 0 for each in listed)) == (row[f"{part}_deals"], row[part])
