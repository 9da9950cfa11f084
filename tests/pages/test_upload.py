"""Upload: what a file would change is seen before it does, asked where it is open, and can be taken back."""

from __future__ import annotations

import sqlalchemy as sa

from data import demo, schema
from data.people import audit
from tests.pages.conftest import NOW, TODAY

PAGE = "admin/upload"
DEALS = """\
ID,Deal name,Company,Owner,Stage,Amount,Created,Closed
1,Saw,Oak,Olga,Won,1000.50,2026-11-02,2026-11-10
2,Belt,Elm,Olga,Lost,500.00,2026-11-03,2026-11-12
3,Box,Elm,Peter,Negotiation,lots,2026-11-05,
"""
OPEN = """\
ID,Company,Owner,Stage,Amount,Created,Closed
1,Oak,Olga,Won,"1,234",01/02/2026,03/04/2026
2,Elm,Olga,Won,"5,678",02/02/2026,04/04/2026
"""


def shown(at) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for metric in at.metric:
        found.setdefault(metric.label, []).append(metric.value)
    return found


def upload(at, name: str, content: str):
    return at.file_uploader[0].upload(name, content.encode(), "text/csv").run()


def confirm(at):
    return next(button for button in at.button if button.label.startswith("Import:")).click().run()


def test_a_file_is_seen_before_it_is_imported(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "deals.csv", DEALS)
    assert not at.exception
    assert {label: values[0] for label, values in shown(at).items()} == {
        "New": "2",
        "Updated": "0",
        "Unchanged": "0",
        "Rejected": "1",
        "Service rows": "1",
        "Rows in the file": "4",
    }
    assert own.count(schema.deals) == {"deals": 0}


def test_confirmed_it_is_there_and_taken_back_it_is_gone(own, opened):
    at = confirm(upload(opened(own, PAGE, lang="en"), "deals.csv", DEALS))
    assert [each.value for each in at.success] == ["Imported: 2 new, 0 updated, 0 unchanged, 1 rejected."]
    won = sa.select(schema.deals.c.deal_id, schema.deals.c.amount).where(schema.deals.c.status == "won")
    assert own.arrow(won).to_pylist() == [{"deal_id": "1", "amount": own.read(won)["amount"][0]}]
    assert str(own.read(won)["amount"][0]) == "1000.50"
    next(button for button in at.button if button.label == "Take the last import back").click().run()
    assert own.count(schema.deals, schema.customers) == {"deals": 0, "customers": 0}
    undone, imported = audit.entries(own)
    assert (imported.who, imported.what, imported.subject) == ("local", "imported", "1: deals.csv")
    assert imported.detail == "new: 2, updated: 0, rejected: 1"
    assert (undone.who, undone.what, undone.subject) == ("local", "import_undone", "1: deals.csv")


def test_what_is_open_is_asked_and_the_answer_is_used(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "open.csv", OPEN)
    assert next(button for button in at.button if button.label.startswith("Import:")).disabled
    assert len(at.radio) >= 2  # the order of day and month, and what 1,234 means
    for _ in range(5):
        if at.radio:
            at = at.radio[0].set_value(at.radio[0].options[0]).run()
    assert not at.radio
    assert not next(button for button in at.button if button.label.startswith("Import:")).disabled


def test_the_invented_company_makes_room(own, opened):
    demo.create(own, today=TODAY, now=NOW, language="en")
    at = confirm(upload(opened(own, PAGE, lang="en"), "deals.csv", DEALS))
    assert not at.exception
    assert not demo.is_demo(own)
    assert own.count(schema.deals) == {"deals": 2}


def test_a_file_of_something_else_is_set_aside_in_words(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "poem.csv", "Roses are red\nViolets are blue\n")
    assert not at.exception
    assert any("Set aside" in caption.value for caption in at.caption)
    assert next(button for button in at.button if button.label.startswith("Import:")).disabled


def test_the_same_file_picked_twice_is_read_once_and_an_empty_one_as_often_as_it_comes(own, opened):
    at = opened(own, PAGE, lang="en")
    picked = [("deals.csv", DEALS), ("deals.csv", DEALS), ("a.csv", ""), ("b.csv", "")]
    files = [(name, content.encode(), "text/csv") for name, content in picked]
    at = at.file_uploader[0].set_value(files).run()
    assert not at.exception
    assert [box.label for box in at.selectbox].count("This file is") == 4
    assert shown(at)["New"] == ["2"]
    confirm(at)
    assert own.count(schema.deals) == {"deals": 2}


def test_the_largest_upload_is_the_setting(own, opened, monkeypatch):
    monkeypatch.setenv("VORONKA_UPLOAD_MEGABYTES", "7")
    assert opened(own, PAGE, lang="en").file_uploader[0].proto.max_upload_size_mb == 7
