"""The audit on its page: what the store notes is what is read there."""

from __future__ import annotations

from datetime import timedelta

from data.people import CONSOLE, Actor, audit
from tests.pages.conftest import NOW

PAGE = "admin/audit"


def test_what_was_done_is_read_newest_first_and_by_person(own, opened):
    audit.note(own, NOW, Actor("anna@firm.ru", "10.0.0.7"), "exported", "deals.csv", "rows: 3")
    audit.note(own, NOW + timedelta(minutes=1), CONSOLE, "invited", "gina@firm.ru", "reset")
    at = opened(own, PAGE, lang="en")
    assert not at.exception
    assert [list(row) for row in at.dataframe[0].value.itertuples(index=False)] == [
        ["22 Nov 2026, 08:31", "console", "link to set a password", "gina@firm.ru", "reset", ""],
        ["22 Nov 2026, 08:30", "anna@firm.ru", "export", "deals.csv", "rows: 3", "10.0.0.7"],
    ]
    who = next(box for box in at.selectbox if box.label == "Of whom")
    assert who.options == ["anna@firm.ru", "console", "gina@firm.ru"]
    at = who.select("anna@firm.ru").run()
    assert list(at.dataframe[0].value["What was done"]) == ["export"]


def test_an_empty_audit_says_so(own, opened):
    at = opened(own, PAGE, lang="ru")
    assert not at.exception
    assert any("Записей пока нет." in each.value for each in [*at.markdown, *at.subheader])


def test_what_a_stranger_typed_is_shown_as_text(own, opened):
    audit.note(own, NOW, Actor("[press](https://evil.example)"), "sign_in_failed")
    at = opened(own, PAGE, lang="en")
    [answer] = [each.value for each in at.markdown if "wrong password" in each.value]
    assert "\\[press\\]\\(https\\://evil\\.example\\)" in answer
