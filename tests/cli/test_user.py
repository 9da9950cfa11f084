"""People by the command line: what it prints, what it leaves in the store, and with which code."""

from __future__ import annotations

import re
from datetime import timedelta

from data.people import MANAGER, Person, invitations, sessions, viewer_of
from data.people.directory import everybody
from data.people.passwords import is_right
from tests.cli.conftest import TODAY

LINK = re.compile(r"^  http://localhost:8501/invitation/(\S{43})$", re.MULTILINE)


def test_the_first_director_is_made_and_gets_a_link(store, run):
    done = run("user", "add", "Boss@firm.ru", "--role", "director", "--name", "Boss")
    assert (done.code, done.err) == (0, "")
    assert "Added: boss@firm.ru, director." in done.out
    link = LINK.search(done.out).group(1)
    found = invitations.look_up(store, link, TODAY + timedelta(days=3, seconds=-1))
    assert (found.email, found.purpose) == ("boss@firm.ru", "invite")
    assert everybody(store) == [Person("boss@firm.ru", "Boss", "director")]


def test_a_manager_is_linked_by_name_or_id(filled, run):
    run("user", "add", "boris@firm.ru", "--role", "manager", "--manager", "boris")
    run("user", "add", "vera@firm.ru", "--role", "manager", "--manager", "m3")
    assert [(one.email, one.manager_id) for one in everybody(filled)] == [
        ("boris@firm.ru", "m2"),
        ("vera@firm.ru", "m3"),
    ]


def test_who_is_nobody_in_the_deals_is_refused_with_the_nearest(filled, run):
    done = run("user", "add", "x@firm.ru", "--role", "manager", "--manager", "Borys")
    assert done.code == 2
    assert done.err == "Among the managers of the deals there is no “Borys”. Did you mean: Boris?\n"
    done = run("user", "add", "x@firm.ru", "--role", "lead", "--team", "Wst")
    assert (done.code, done.err) == (2, "Unknown team “Wst”. Did you mean: West, East?\n")
    assert everybody(filled) == []


def test_a_link_to_the_deals_is_asked_for(filled, run):
    done = run("user", "add", "x@firm.ru", "--role", "manager")
    assert done.code == 2
    assert "say which manager x@firm.ru is" in done.err


def test_rights_change_and_are_listed(filled, run):
    run("user", "add", "anna@firm.ru", "--role", "manager", "--manager", "Anna", "--provider", "google")
    run("user", "add", "lead@firm.ru", "--role", "lead", "--team", "West")
    assert run("user", "role", "lead@firm.ru", "--role", "analyst").out == "Changed: lead@firm.ru, analyst.\n"
    assert run("user", "list", "--json").json == [
        {
            "email": "anna@firm.ru",
            "name": "",
            "role": "manager",
            "manager_id": "m1",
            "team": "",
            "active": True,
            "provider": "google",
        },
        {
            "email": "lead@firm.ru",
            "name": "",
            "role": "analyst",
            "manager_id": "",
            "team": "West",
            "active": True,
            "provider": "",
        },
    ]
    told = run("user", "list").out
    assert re.search(r"anna@firm\.ru +manager +m1 +by google", told)


def test_a_disabled_person_is_out_and_can_come_back(filled, run):
    run("user", "add", "anna@firm.ru", "--role", "manager", "--manager", "Anna")
    token = sessions.begin(filled, "anna@firm.ru", provider="password", now=TODAY)
    assert run("user", "sessions").out.count("anna@firm.ru") == 1
    assert run("user", "disable", "anna@firm.ru").code == 0
    assert viewer_of(filled, "anna@firm.ru") is None
    assert run("user", "sessions").out == "Nobody is signed in.\n"
    assert run("user", "enable", "anna@firm.ru").code == 0
    assert viewer_of(filled, "anna@firm.ru").role == MANAGER
    assert token


def test_sessions_of_one_person_are_ended(filled, run):
    run("user", "add", "anna@firm.ru", "--role", "manager", "--manager", "Anna")
    for _ in range(2):
        sessions.begin(filled, "anna@firm.ru", provider="password", now=TODAY)
    assert run("user", "end", "anna@firm.ru").out == "2 sessions ended.\n"
    assert run("user", "end", "anna@firm.ru").out == "0 sessions ended.\n"


def test_a_password_is_asked_for_and_not_shown(store, run, monkeypatch):
    monkeypatch.setattr("typer.prompt", lambda *_, hide_input: "three green teapots" if hide_input else "")
    run("user", "add", "boss@firm.ru", "--role", "director")
    done = run("user", "password", "boss@firm.ru")
    assert (done.code, done.out) == (0, "The password of boss@firm.ru is set.\n")
    assert is_right(store, "boss@firm.ru", "three green teapots")


def test_the_audit_tells_who_did_what(store, run):
    run("user", "add", "boss@firm.ru", "--role", "director")
    run("user", "role", "boss@firm.ru", "--role", "admin")
    found = run("audit", "--json").json
    assert [(one["who"], one["what"], one["subject"], one["detail"]) for one in found] == [
        ("console", "invited", "boss@firm.ru", "invite"),
        ("console", "person_added", "boss@firm.ru", "role: director"),
        ("console", "person_changed", "boss@firm.ru", "role: director → admin"),
    ]
    assert run("audit", "--email", "x@firm.ru").out == "Nothing has been noted yet.\n"
    assert "rights changed" in run("audit").out
