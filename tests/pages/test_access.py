"""The Access page and "View as": rights edited, tried and refused."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from data.people import CONSOLE, Actor, Person, Viewer, audit, directory
from data.store import Store
from metrics.view import EVERYTHING, NOBODY, manager
from tests.pages.conftest import Opened
from tests.rows import deal, fill
from ui import viewing

NOW = datetime(2026, 11, 22, 8)
BOSS = Person("boss@firm.ru", "Boss", "director")
ANNA = Person("anna@firm.ru", "Anna", "manager", manager_id="m1")


@pytest.fixture
def firm(own: Store) -> Store:
    fill(
        own,
        managers=[
            {"manager_id": "m1", "name": "Anna", "team": "East"},
            {"manager_id": "m2", "name": "Boris", "team": "West"},
        ],
        deals=[
            deal("d1", manager_id="m1", amount=100, closed_at=datetime(2026, 11, 2), source="Site"),
            deal("d2", manager_id="m2", amount=300, closed_at=datetime(2026, 11, 3), source="Call"),
        ],
    )
    for person in (BOSS, ANNA):
        directory.add(own, person, by=CONSOLE, now=NOW)
    return own


def edit(at: AppTest, rows: dict | None = None, added: list | None = None) -> AppTest:
    [grid] = at.data_editor
    at.session_state[grid.key] = {"edited_rows": rows or {}, "added_rows": added or [], "deleted_rows": []}
    at.run()
    at.button(key="people_save").click().run()
    assert not at.exception
    return at


def test_the_grid_saves_all_or_nobody(firm, opened: Opened):
    at = opened(firm, "admin/access", lang="en")
    [grid] = at.data_editor
    assert grid.value.iloc[:, :4].fillna("").values.tolist() == [
        ["anna@firm.ru", "Anna", "manager", "Anna"],
        ["boss@firm.ru", "Boss", "director", ""],
    ]
    assert at.button(key="people_save").disabled
    lead = {"email": "Lead@firm.ru", "role": "team lead", "team": "West", "active": True}
    edit(at, {0: {"manager_id": "Boris"}, 1: {"role": "analyst"}}, [lead])
    # the only director must not go: nothing at all is saved, and what was typed is still there
    assert [error.value for error in at.error] == [
        "Nobody would be left who may change rights: make somebody else a director or admin first."
    ]
    assert directory.everybody(firm) == [ANNA, BOSS]
    edit(at, {0: {"manager_id": "Boris"}}, [lead])
    assert not at.error
    assert directory.everybody(firm) == [
        Person("anna@firm.ru", "Anna", "manager", manager_id="m2"),
        BOSS,
        Person("lead@firm.ru", "", "lead", team="West"),
    ]
    told = [(one.who, one.what, one.subject, one.detail) for one in audit.entries(firm)[:2]]
    assert sorted(told) == [
        ("local", "person_added", "lead@firm.ru", "role: lead, team: West"),
        ("local", "person_changed", "anna@firm.ru", "manager_id: m1 → m2"),
    ]


def test_a_link_is_shown_and_the_audit_lists_it(firm, opened: Opened):
    at = opened(firm, "admin/access", lang="en")
    at.selectbox(key="people_one").select("anna@firm.ru").run()
    at.button(key="people_link").click().run()
    [code] = at.code
    assert code.value.startswith("http://localhost:8501/invitation/")
    assert audit.entries(firm, what="invited")[0].subject == "anna@firm.ru"
    at = opened(firm, "admin/audit", lang="en")
    at.selectbox(key="audit_what").select("invited").run()
    assert [list(row)[1:4] for row in at.dataframe[-1].value.values.tolist()] == [
        ["local", "link to set a password", "anna@firm.ru"]
    ]


def test_view_as_shows_what_the_other_sees_and_changes_nothing(firm, opened: Opened):
    at = opened(firm, "pipeline/deals", lang="en", list="revenue", period="all_time")
    choice = at.selectbox(key="view_as")
    assert choice.options == [
        "Myself",
        "Anna · manager",
        "Boss · director",
        "East · team lead",
        "West · team lead",
        "Boris · manager",
    ]
    assert at.dataframe[0].value["amount"].tolist() == [300.0, 100.0]
    choice.select("person:anna@firm.ru").run()
    assert at.dataframe[0].value["amount"].tolist() == [100.0]
    assert any("You look as Anna, manager." in each.value for each in at.markdown)
    at.selectbox(key="view_as").select("manager:m2").run()
    assert at.dataframe[0].value["amount"].tolist() == [300.0]
    at.button(key="look_back").click().run()
    assert at.dataframe[0].value["amount"].tolist() == [300.0, 100.0]
    assert not [each for each in at.markdown if "You look as" in each.value]


def test_as_another_the_pages_that_are_not_his_say_so_and_nothing_can_be_changed(firm, opened: Opened):
    at = opened(firm, "admin/access", lang="en")
    at.selectbox(key="view_as").select("person:anna@firm.ru").run()
    assert [each.value for each in at.info] == [
        "This page is not for your role. Ask a director or an administrator if you need it."
    ]
    assert not at.data_editor and not at.dataframe
    at.selectbox(key="view_as").select("person:boss@firm.ru").run()
    assert [each.value for each in at.info] == [
        "You look as somebody else: nothing can be changed until you are back."
    ]
    assert not at.data_editor and not at.dataframe
    upload = opened(firm, "admin/upload", lang="en")
    assert upload.get("file_uploader")
    upload.selectbox(key="view_as").select("person:anna@firm.ru").run()
    assert not upload.get("file_uploader")


def test_whoever_is_gone_is_nobody_to_look_as(firm, opened: Opened):
    at = opened(firm, "pipeline/deals", lang="en", list="revenue", period="all_time")
    at.selectbox(key="view_as").select("person:anna@firm.ru").run()
    directory.change(firm, "anna@firm.ru", {"active": False}, by=CONSOLE, now=NOW)
    at.run()
    assert at.selectbox(key="view_as").value == ""
    assert len(at.dataframe[0].value) == 2


def test_nobody_sees_more_by_looking_as_a_director(firm, monkeypatch):
    def scope(role: str, key: object, **more: str):
        real = Viewer("x@firm.ru", "X", role, more.get("manager_id", ""), more.get("team", ""))
        return viewing._scope(firm, real, key)

    monkeypatch.setenv("VORONKA_ACCESS", "team")
    assert scope("manager", "person:boss@firm.ru", manager_id="m2") == manager("m2")
    assert scope("analyst", "person:anna@firm.ru") == EVERYTHING
    assert viewing._scope(firm, None, "person:boss@firm.ru") == NOBODY
    for keeper in ("director", "admin"):
        assert scope(keeper, "person:anna@firm.ru") == manager("m1")
        assert scope(keeper, "manager:m2") == manager("m2")
        for nonsense in ("", "person:", "manager:m9", "team:", "nonsense", None, 7, ["person:boss@firm.ru"]):
            assert scope(keeper, nonsense) == EVERYTHING


def test_looking_as_another_is_noted_where_people_sign_in(firm, monkeypatch):
    monkeypatch.setattr(viewing, "actor", lambda _store: Actor("boss@firm.ru"))
    monkeypatch.setenv("VORONKA_ACCESS", "team")
    viewing.look_as(firm, "manager:m2")
    [entry] = audit.entries(firm, what="viewed_as")
    assert (entry.who, entry.subject) == ("boss@firm.ru", "manager:m2")
