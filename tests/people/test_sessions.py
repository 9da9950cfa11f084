"""A session: as long as it lasts, as long as it is used, and no longer than an administrator wants."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from data import schema
from data.people import CONSOLE, viewer_of_session
from data.people.audit import entries
from data.people.sessions import IDLE, LASTS, begin, end, end_of, open_now
from tests.people.conftest import NOW

SECOND = timedelta(seconds=1)


def opened(store, email="anna@firm.ru", **more):
    return begin(store, email, provider="password", now=NOW, **more)


def test_the_store_does_not_hold_what_the_cookie_holds(staff):
    token = opened(staff)
    with staff.engine.connect() as connection:
        kept = connection.execute(sa.select(schema.sign_in_sessions)).one()
    assert token not in map(str, kept)
    assert len(token) >= 43  # 32 random bytes


def test_a_forged_token_opens_nothing(staff):
    opened(staff)
    [session] = open_now(staff, NOW)
    for forged in ("", "x", session.key, "anna@firm.ru", "' OR 1=1 --"):
        assert viewer_of_session(staff, forged, NOW) is None


def test_it_is_over_when_nobody_used_it_for_long(staff):
    token = opened(staff)
    assert viewer_of_session(staff, token, NOW + IDLE - SECOND)
    assert viewer_of_session(staff, token, NOW + IDLE + IDLE - SECOND - SECOND)
    assert viewer_of_session(staff, token, NOW + 3 * IDLE) is None


def test_it_is_over_at_its_time_however_much_it_is_used(staff):
    token, now = opened(staff), NOW
    while now + timedelta(hours=12) < NOW + LASTS:
        now += timedelta(hours=12)
        assert viewer_of_session(staff, token, now)
    assert viewer_of_session(staff, token, NOW + LASTS - SECOND)
    assert viewer_of_session(staff, token, NOW + LASTS) is None


def test_signing_out_ends_this_session_and_a_copy_of_its_cookie(staff):
    here, elsewhere = opened(staff), opened(staff)
    end(staff, here, now=NOW, address="10.0.0.7")
    assert viewer_of_session(staff, here, NOW) is None
    assert viewer_of_session(staff, elsewhere, NOW).email == "anna@firm.ru"
    end(staff, here, now=NOW)  # a second time: nothing to tell
    assert [(e.who, e.address) for e in entries(staff) if e.what == "signed_out"] == [
        ("anna@firm.ru", "10.0.0.7")
    ]


def test_an_administrator_ends_all_of_one_person_and_nobody_elses(staff):
    mine, other = [opened(staff), opened(staff)], opened(staff, "lead@firm.ru")
    assert end_of(staff, "anna@firm.ru", by=CONSOLE, now=NOW + SECOND) == 2
    assert [viewer_of_session(staff, token, NOW + SECOND) for token in mine] == [None, None]
    assert viewer_of_session(staff, other, NOW + SECOND)
    assert [one.email for one in open_now(staff, NOW + SECOND)] == ["lead@firm.ru"]
    newest = entries(staff)[0]
    assert (newest.who, newest.what, newest.subject, newest.detail) == (
        "console",
        "sessions_ended",
        "anna@firm.ru",
        "2",
    )


def test_what_a_provider_said_opens_one_session_only(staff):
    assert begin(staff, "anna@firm.ru", provider="google", now=NOW, proof="signed words")
    assert begin(staff, "anna@firm.ru", provider="google", now=NOW, proof="signed words") is None
    assert begin(staff, "anna@firm.ru", provider="google", now=NOW, proof="other words")
