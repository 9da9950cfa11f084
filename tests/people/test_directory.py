"""Who is there, and what changes of rights are let through and told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.errors import BadInput, Refused, Unknown
from data.people import ADMIN, DIRECTOR, LEAD, MANAGER, Person, Viewer, viewer_of, viewer_of_session
from data.people.audit import entries
from data.people.directory import add, change, everybody, find, has_keeper
from data.people.sessions import begin
from tests.people.conftest import BOSS, NOW

LATER = NOW + timedelta(minutes=1)


def test_an_email_is_the_same_however_it_is_written(staff):
    with pytest.raises(Refused, match="anna@firm.ru is among the people already"):
        add(staff, Person("  Anna@Firm.RU ", role=DIRECTOR), by=BOSS, now=NOW)
    assert viewer_of(staff, "ANNA@firm.ru") == Viewer("anna@firm.ru", "Anna", MANAGER, "m1", "East")


@pytest.mark.parametrize(
    "wrong", ["", "anna", "anna@", "@firm.ru", "an na@firm.ru", "a@b@c", "<b>@firm.ru", "a@firm.ru\nb@c.ru"]
)
def test_what_is_no_email_is_refused(store, wrong):
    with pytest.raises(BadInput):
        add(store, Person(wrong, role=DIRECTOR), by=BOSS, now=NOW)
    assert everybody(store) == []


@pytest.mark.parametrize(
    ("person", "says"),
    [
        (Person("x@firm.ru", role="bos"), "Unknown role “bos”."),
        (Person("x@firm.ru", role="leed"), "Did you mean: lead?"),
        (Person("x@firm.ru", role=MANAGER), "which manager x@firm.ru is"),
        (Person("x@firm.ru", role=LEAD), "whose lead x@firm.ru is"),
    ],
)
def test_a_person_without_what_the_role_needs_is_refused(store, person, says):
    with pytest.raises(BadInput) as refused:
        add(store, person, by=BOSS, now=NOW)
    assert says in str(refused.value)


def test_a_change_is_told_to_the_audit_with_what_was_before(staff):
    change(staff, "anna@firm.ru", {"role": LEAD, "team": "West"}, by=BOSS, now=LATER)
    assert find(staff, "anna@firm.ru") == Person("anna@firm.ru", "Anna", LEAD, "m1", "West")
    newest = entries(staff)[0]
    assert (newest.at, newest.who, newest.what, newest.subject, newest.address) == (
        LATER,
        "boss@firm.ru",
        "person_changed",
        "anna@firm.ru",
        "10.0.0.1",
    )
    assert newest.detail == "role: manager → lead, team: East → West"


def test_a_change_that_changes_nothing_is_not_told(staff):
    before = len(entries(staff))
    change(staff, "anna@firm.ru", {"name": "Anna"}, by=BOSS, now=LATER)
    assert len(entries(staff)) == before


def test_somebody_who_may_change_rights_is_always_left(staff):
    for changes in ({"active": False}, {"role": "analyst"}):
        with pytest.raises(Refused, match="Nobody would be left"):
            change(staff, "boss@firm.ru", changes, by=BOSS, now=LATER)
    assert find(staff, "boss@firm.ru") == Person("boss@firm.ru", "Boss", DIRECTOR)
    change(staff, "ann@firm.ru", {"role": ADMIN}, by=BOSS, now=LATER)
    change(staff, "boss@firm.ru", {"active": False}, by=BOSS, now=LATER)
    assert has_keeper(staff)


def test_a_disabled_person_is_a_stranger_at_once_in_every_session(staff):
    tokens = [begin(staff, "anna@firm.ru", provider="password", now=NOW) for _ in range(2)]
    assert all(viewer_of_session(staff, token, LATER) for token in tokens)
    change(staff, "anna@firm.ru", {"active": False}, by=BOSS, now=LATER)
    assert [viewer_of_session(staff, token, LATER) for token in tokens] == [None, None]
    assert viewer_of(staff, "anna@firm.ru") is None
    change(staff, "anna@firm.ru", {"active": True}, by=BOSS, now=LATER)
    assert [viewer_of_session(staff, token, LATER) for token in tokens] == [None, None]


def test_a_new_role_is_seen_by_a_session_that_is_open(staff):
    token = begin(staff, "anna@firm.ru", provider="password", now=NOW)
    change(staff, "anna@firm.ru", {"manager_id": "m2"}, by=BOSS, now=LATER)
    assert viewer_of_session(staff, token, LATER).manager_id == "m2"


def test_an_unknown_person_is_named_with_those_who_are_near(staff):
    with pytest.raises(Unknown, match="Did you mean: anna@firm.ru"):
        change(staff, "ana@firm.ru", {"name": "x"}, by=BOSS, now=LATER)


def test_people_are_no_import_the_data_stays_of_its_version(staff):
    assert staff.version().number == 0
