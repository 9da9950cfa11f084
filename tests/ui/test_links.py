"""An address into the list of deals: comes back as it was, never widens, is refused when it means nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import BadInput, Unknown
from metrics.dimensions import DIMENSIONS, NOT_SET
from metrics.period import Period
from metrics.view import EVERYTHING, Filters, View
from ui.links import DEFAULT_LIST, Link, from_text, link, parse

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
VIEW = View(EVERYTHING, date(2026, 11, 22), period=MARCH)

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
periods = st.one_of(
    st.builds(
        lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 4000)
    ),
    st.builds(lambda start: Period(start, None), days),
    st.builds(lambda end: Period(None, end), days),
)
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
conditions = st.lists(st.tuples(st.sampled_from(sorted(DIMENSIONS)), names), max_size=3).map(tuple)
links = st.builds(
    Link,
    st.sampled_from(["revenue", "reached:3", "check:1000.0:", "cohort:2026-05:2"]),
    st.none() | periods,
    conditions,
)


@given(links)
def test_a_link_comes_back_as_it_was(one):
    assert from_text(one.text()) == one
    assert parse(one.pairs()) == one


def test_the_address_reads_as_one_would_write_it():
    one = link("lost_at:3", MARCH, manager="Agatha & Co = 1", source=None)
    assert one.pairs() == [
        ("list", "lost_at:3"),
        ("span", "2026-03-01..2026-04-01"),
        ("where", "manager=Agatha & Co = 1"),
        ("where", "source="),
    ]
    assert one.text() == (
        "list=lost_at%3A3&span=2026-03-01..2026-04-01&where=manager%3DAgatha+%26+Co+%3D+1&where=source%3D"
    )


def test_no_address_is_revenue():
    assert parse([]) == Link(DEFAULT_LIST) == Link("revenue")
    assert parse([("list", ""), ("span", "")]) == Link("revenue")
    assert parse([("lang", "ru"), ("period", "this_month"), ("embed", "true")]) == Link("revenue")


def test_a_link_narrows_the_view():
    view = link("revenue", Period(date(2026, 5, 1), None), source=None).narrowed(VIEW)
    assert view.period == Period(date(2026, 5, 1), None)
    assert view.filters.values("source") == (NOT_SET,)
    assert link("revenue").narrowed(VIEW) == VIEW


@given(conditions, conditions)
def test_a_link_never_widens_what_was_chosen(chosen, where):
    before = Filters()
    for key, value in chosen:
        before = before.and_(key, value)
    after = Link(where=where).narrowed(VIEW.with_(filters=before)).filters
    for key, values in before.chosen:
        assert key in dict(after.chosen), "a filter stays"
        assert set(after.values(key)) <= set(values)
    for key, value in where:
        assert set(after.values(key)) <= {value}


def test_two_values_of_one_dimension_leave_nothing():
    filters = Link(where=(("manager", "a"), ("manager", "b"))).narrowed(VIEW).filters
    assert dict(filters.chosen) == {"manager": ()}


def test_nothing_let_through_stays_nothing():
    """A third condition on a dimension that already lets nothing through must not open it again."""
    filters = Link(where=(("manager", "a"), ("manager", "b"), ("manager", "a"))).narrowed(VIEW).filters
    assert dict(filters.chosen) == {"manager": ()}


@pytest.mark.parametrize(
    "span", ["x", "..x", "2026-01-01", "2026-02-30..", "2026-01-02..2026-01-01", ".. .."]
)
def test_a_span_that_is_none_is_refused(span):
    with pytest.raises(BadInput):
        parse([("span", span)])


@pytest.mark.parametrize("where", ["", "=", "colour=red", "Manager=a", "manager_id=1"])
def test_an_unknown_dimension_is_refused(where):
    with pytest.raises(Unknown, match="Unknown dimension"):
        parse([("where", where)])
