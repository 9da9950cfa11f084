"""The audit grows and does nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from data.errors import Refused
from data.people import Actor
from data.people.audit import EVENTS, LONGEST, entries, note
from data.people.directory import change
from tests.conftest import ROOT
from tests.people.conftest import BOSS, NOW


def test_it_is_read_newest_first_and_by_person(store):
    for minute, who in enumerate(("anna@firm.ru", "boss@firm.ru", "anna@firm.ru")):
        note(
            store,
            NOW + timedelta(minutes=minute),
            Actor(who, "10.0.0.1"),
            "exported",
            "Deals",
            f"{minute} rows",
        )
    assert [entry.detail for entry in entries(store)] == ["2 rows", "1 rows", "0 rows"]
    assert [entry.detail for entry in entries(store, who="anna@firm.ru")] == ["2 rows", "0 rows"]
    assert [entry.detail for entry in entries(store, limit=1)] == ["2 rows"]


def test_what_a_stranger_types_is_cut(store):
    note(store, NOW, Actor("x" * 10_000), "sign_in_failed", "y" * 10_000)
    [entry] = entries(store)
    assert (len(entry.who), len(entry.subject)) == (LONGEST, LONGEST)


def test_what_is_not_done_is_not_told(staff):
    before = entries(staff)
    with pytest.raises(Refused):
        change(staff, "boss@firm.ru", {"active": False}, by=BOSS, now=NOW)
    assert entries(staff) == before


def test_an_event_without_a_name_is_a_mistake_of_ours(store):
    with pytest.raises(AssertionError):
        note(store, NOW, BOSS, "something")
    assert len(EVENTS) == len(set(EVENTS))


CHANGING = re.compile(
    r"(update|delete)\(\s*(schema\.)?audit\b|(UPDATE|DELETE FROM|TRUNCATE|DROP TABLE)\s+audit\b", re.I
)


def test_nothing_in_the_program_changes_or_removes_an_entry():
    sources = [
        file
        for folder in ("app.py", "cli.py", "commands", "data", "metrics", "pages", "server", "ui")
        for file in ([ROOT / folder] if folder.endswith(".py") else (ROOT / folder).rglob("*.py"))
    ]
    assert len(sources) > 100
    assert [str(file) for file in sources if CHANGING.search(file.read_text("utf-8"))] == []
    assert CHANGING.search("sa.delete(schema.audit)") and CHANGING.search("sa.update(audit).values()")
    told = (ROOT / "data" / "people" / "audit.py").read_text("utf-8")
    assert not re.search(r"sa\.(update|delete)|exec_driver_sql", told)
