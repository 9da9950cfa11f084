"""Passwords and the links by which they are set."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from data import schema
from data.errors import BadInput, Refused
from data.people import DIRECTOR, Person, viewer_of, viewer_of_session
from data.people.directory import add, change
from data.people.invitations import FIRST, INVITE, LASTS, RESET, accept, invite, invite_first, look_up
from data.people.passwords import is_right, set_password
from data.people.sessions import begin
from tests.people.conftest import BOSS, NOW

GOOD, OTHER = "three green teapots", "seven loud umbrellas"


def test_the_right_password_opens_and_no_other(staff):
    set_password(staff, "anna@firm.ru", GOOD, by=BOSS, now=NOW)
    assert is_right(staff, "anna@firm.ru", GOOD)
    for wrong in ("", GOOD + " ", GOOD.upper(), OTHER, "x" * 100_000):
        assert not is_right(staff, "anna@firm.ru", wrong)
    assert not is_right(staff, "lead@firm.ru", GOOD)  # has none yet
    assert not is_right(staff, "nobody@firm.ru", GOOD)


def test_the_store_holds_a_slow_hash_only(staff):
    set_password(staff, "anna@firm.ru", GOOD, by=BOSS, now=NOW)
    with staff.engine.connect() as connection:
        kept = connection.scalar(
            sa.select(schema.people.c.password_hash).where(schema.people.c.email == "anna@firm.ru")
        )
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_the_same_letters_of_another_keyboard_are_the_same_password(staff):
    set_password(staff, "anna@firm.ru", "café au lait twice", by=BOSS, now=NOW)
    assert is_right(staff, "anna@firm.ru", "cafe\N{COMBINING ACUTE ACCENT} au lait twice")


@pytest.mark.parametrize(
    "poor",
    ["", "short", "123456789", "1234567890", "qwertyuiop1", "аааааааааааа", "xx anna anna 7", "y" * 201],
)
def test_a_password_that_is_guessed_first_is_refused(staff, poor):
    with pytest.raises(BadInput):
        set_password(staff, "anna@firm.ru", poor, by=BOSS, now=NOW)
    assert not is_right(staff, "anna@firm.ru", poor)


def test_a_new_password_ends_the_sessions_and_the_old_password(staff):
    set_password(staff, "anna@firm.ru", GOOD, by=BOSS, now=NOW)
    token = begin(staff, "anna@firm.ru", provider="password", now=NOW)
    set_password(staff, "anna@firm.ru", OTHER, by=BOSS, now=NOW)
    assert viewer_of_session(staff, token, NOW) is None
    assert (is_right(staff, "anna@firm.ru", GOOD), is_right(staff, "anna@firm.ru", OTHER)) == (False, True)


def test_who_signs_in_by_a_provider_has_no_password_to_guess(staff):
    set_password(staff, "anna@firm.ru", GOOD, by=BOSS, now=NOW)
    change(staff, "anna@firm.ru", {"provider": "google"}, by=BOSS, now=NOW)
    assert not is_right(staff, "anna@firm.ru", GOOD)
    with pytest.raises(Refused, match="signs in by google"):
        invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)


def test_an_invitation_sets_a_password_once(staff):
    link = invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)
    assert accept(staff, link, GOOD, address="10.0.0.9", now=NOW) == "anna@firm.ru"
    assert is_right(staff, "anna@firm.ru", GOOD)
    with pytest.raises(Refused, match="has been used"):
        accept(staff, link, OTHER, address="", now=NOW)
    assert is_right(staff, "anna@firm.ru", GOOD)


def test_an_invitation_cannot_be_bent_to_another_person(staff):
    link = invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)
    accept(staff, link, GOOD, address="", now=NOW, email="boss@firm.ru", name="Boss")
    assert not is_right(staff, "boss@firm.ru", GOOD)


@pytest.mark.parametrize("purpose", [INVITE, RESET])
def test_a_link_is_over_at_its_time(staff, purpose):
    link = invite(staff, "anna@firm.ru", purpose, by=BOSS, now=NOW)
    assert look_up(staff, link, NOW + LASTS[purpose] - timedelta(seconds=1)).email == "anna@firm.ru"
    assert look_up(staff, link, NOW + LASTS[purpose]) is None


def test_a_newer_link_takes_the_older_ones_place(staff):
    older = invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)
    others = invite(staff, "lead@firm.ru", INVITE, by=BOSS, now=NOW)
    newer = invite(staff, "anna@firm.ru", RESET, by=BOSS, now=NOW)
    assert look_up(staff, older, NOW) is None
    assert look_up(staff, newer, NOW) and look_up(staff, others, NOW)


def test_a_disabled_person_is_not_let_in_by_an_old_link(staff):
    link = invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)
    change(staff, "anna@firm.ru", {"active": False}, by=BOSS, now=NOW)
    assert look_up(staff, link, NOW) is None
    with pytest.raises(Refused, match="is disabled"):
        invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)


def test_a_poor_password_leaves_the_link_open(staff):
    link = invite(staff, "anna@firm.ru", INVITE, by=BOSS, now=NOW)
    with pytest.raises(BadInput):
        accept(staff, link, "short", address="", now=NOW)
    assert look_up(staff, link, NOW)


def test_the_first_director_says_who_he_is_and_is_the_first(store):
    link = invite_first(store, NOW)
    assert look_up(store, link, NOW).purpose == FIRST
    accept(store, link, GOOD, address="", now=NOW, email="Boss@firm.ru", name="Boss")
    assert viewer_of(store, "boss@firm.ru").role == DIRECTOR
    assert is_right(store, "boss@firm.ru", GOOD)
    assert look_up(store, link, NOW) is None


def test_the_first_link_is_dead_once_there_is_a_director(store):
    link = invite_first(store, NOW)
    add(store, Person("boss@firm.ru", role=DIRECTOR), by=BOSS, now=NOW)
    assert look_up(store, link, NOW) is None
