"""People, passwords, sessions, links, delays and the audit in PostgreSQL: as in the embedded store."""

from __future__ import annotations

from datetime import timedelta

import pytest

from data.errors import Refused
from data.people import ADMIN, CONSOLE, DIRECTOR, Person, directory, viewer_of_session
from data.people.audit import entries
from data.people.invitations import INVITE, accept, invite, look_up
from data.people.passwords import is_right
from data.people.sessions import begin, end, open_now
from data.people.throttle import attempt, succeeded
from tests.people.conftest import NOW

GOOD = "three green teapots"


@pytest.mark.engines
def test_a_person_comes_and_goes(postgresql_store):
    store = postgresql_store
    directory.add(store, Person("boss@firm.ru", "Boss", DIRECTOR), by=CONSOLE, now=NOW)
    link = invite(store, "boss@firm.ru", INVITE, by=CONSOLE, now=NOW)
    assert accept(store, link, GOOD, address="10.0.0.1", now=NOW) == "boss@firm.ru"
    assert look_up(store, link, NOW) is None
    assert (is_right(store, "boss@firm.ru", GOOD), is_right(store, "boss@firm.ru", "x")) == (True, False)
    token = begin(store, "boss@firm.ru", provider="password", now=NOW, proof="word")
    assert begin(store, "boss@firm.ru", provider="password", now=NOW, proof="word") is None
    later = NOW + timedelta(hours=1)
    assert viewer_of_session(store, token, later).role == DIRECTOR
    assert [one.seen_at for one in open_now(store, later)] == [later]
    directory.change(store, "boss@firm.ru", {"role": ADMIN}, by=CONSOLE, now=later)
    assert viewer_of_session(store, token, later).role == ADMIN
    with pytest.raises(Refused):
        directory.change(store, "boss@firm.ru", {"active": False}, by=CONSOLE, now=later)
    end(store, token, now=later)
    assert viewer_of_session(store, token, later) is None
    tries = {"account": "boss@firm.ru", "address": "10.0.0.1", "now": later}
    assert [attempt(store, **tries).total_seconds() for _ in range(5)] == [0, 0, 0, 0, 1]
    succeeded(store, **tries)
    assert attempt(store, **tries).total_seconds() == 0
    assert [one.what for one in entries(store)] == [
        "person_changed",
        "signed_out",
        "invitation_used",
        "invited",
        "password_set",
        "person_added",
        "signed_in",
    ]
