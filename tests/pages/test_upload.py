"""Upload: what a file would change is seen before it does, asked where it is open, and can be taken back."""

from __future__ import annotations

import threading
import time
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from data import demo, schema
from data.importing import Message, Source, export_mappings, mappings
from data.people import audit
from tests.importing.helpers import load
from tests.pages.conftest import NOW, TODAY
from ui import text, viewing
from ui.uploads import jobs, past, session

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


def over(at):
    """As the page redraws itself until what runs beside it is over."""
    for _ in range(200):
        if not at.get("progress"):
            return at
        time.sleep(0.1)
        at = at.run()
    raise AssertionError("it never ends")


def upload(at, name: str, content: str):
    return over(at.file_uploader[0].upload(name, content.encode(), "text/csv").run())


def button(at, label: str):
    return next(each for each in at.button if each.label.startswith(label))


def confirm(at):
    return over(button(at, "Import:").click().run())


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
    at = button(at, "Take it back…").click().run()
    # deals 1 and 2; Oak and Elm; Olga; the stages Won and Lost: Peter came with the rejected row alone
    assert any(each.value.startswith("7 rows it brought will go") for each in at.markdown)
    assert own.count(schema.deals) == {"deals": 2}
    button(at, "Take it back").click().run()
    assert own.count(schema.deals, schema.customers) == {"deals": 0, "customers": 0}
    undone, imported = audit.entries(own)
    assert (imported.who, imported.what, imported.subject) == ("local", "imported", "1: deals.csv")
    assert imported.detail == "new: 2, updated: 0, rejected: 1"
    assert (undone.who, undone.what, undone.subject) == ("local", "import_undone", "1: deals.csv")


def test_what_is_open_is_asked_and_the_answer_is_used(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "open.csv", OPEN)
    assert button(at, "Import:").disabled
    assert len(at.radio) >= 2  # the order of day and month, and what 1,234 means
    for _ in range(5):
        if at.radio:
            at = over(at.radio[0].set_value(at.radio[0].options[0]).run())
    assert not at.radio
    assert not button(at, "Import:").disabled


WORDS = """\
ID,Company,Owner,Stage,Amount,Created,Closed
1,Oak,Olga,Hooray,1000,2026-11-02,2026-11-10
2,Elm,Olga,Yippee,500,2026-11-03,2026-11-12
3,Elm,Peter,Alas,200,2026-11-05,2026-11-13
"""


def test_several_answers_are_chosen_before_they_are_sent(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "words.csv", WORDS)
    won = at.pills(key="upload_answer_deals.won")
    at = over(won.select("Hooray").run())
    assert button(at, "Answer").label == "Answer"  # one click too few is no answer
    at.pills(key="upload_answer_deals.won").set_value(["Hooray", "Yippee"])
    at = over(button(at, "Answer").click().run())
    at.pills(key="upload_answer_deals.lost").set_value(["Alas"])
    at = over(button(at, "Answer").click().run())
    confirm(at)
    deals = sa.select(schema.deals.c.deal_id, schema.deals.c.status).order_by(schema.deals.c.deal_id)
    assert [tuple(row.values()) for row in own.arrow(deals).to_pylist()] == [
        ("1", "won"),
        ("2", "won"),
        ("3", "lost"),
    ]


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
    assert button(at, "Import:").disabled


def test_the_same_file_picked_twice_is_read_once_and_an_empty_one_as_often_as_it_comes(own, opened):
    at = opened(own, PAGE, lang="en")
    picked = [("deals.csv", DEALS), ("deals.csv", DEALS), ("a.csv", ""), ("b.csv", "")]
    files = [(name, content.encode(), "text/csv") for name, content in picked]
    at = over(at.file_uploader[0].set_value(files).run())
    assert not at.exception
    assert [box.label for box in at.selectbox].count("This file is") == 4
    assert shown(at)["New"] == ["2"]
    confirm(at)
    assert own.count(schema.deals) == {"deals": 2}


def test_the_largest_upload_is_the_setting(own, opened, monkeypatch):
    monkeypatch.setenv("VORONKA_UPLOAD_MEGABYTES", "7")
    assert opened(own, PAGE, lang="en").file_uploader[0].proto.max_upload_size_mb == 7


LARGE = "ID,Company,Stage,Amount\n" + "".join(f"{i},Oak,Negotiation,{i}\n" for i in range(1, 150_000))


def test_reading_is_cancelled_and_the_page_begins_anew(own, opened, monkeypatch):
    monkeypatch.setattr(session, "QUICK", 0)
    at = opened(own, PAGE, lang="en")
    at = at.file_uploader[0].upload("large.csv", LARGE.encode(), "text/csv").run()
    assert at.get("progress")
    assert "Nothing has been imported yet." in [each.value for each in at.caption]
    at = over(button(at, "Cancel").click().run())
    assert not at.exception
    assert not [each for each in at.button if each.label.startswith("Import:")]
    assert own.count(schema.deals) == {"deals": 0}


def test_an_import_is_cancelled_and_nothing_has_changed(own, opened, monkeypatch):
    at = upload(opened(own, PAGE, lang="en"), "large.csv", LARGE)
    monkeypatch.setattr(session, "QUICK", 0)
    at = button(at, "Import:").click().run()
    assert at.get("progress")
    at = over(button(at, "Cancel").click().run())
    assert not at.exception
    assert own.count(schema.deals, schema.imports) == {"deals": 0, "imports": 0}
    confirm(at)  # what was read is still there
    assert own.count(schema.deals, schema.imports) == {"deals": 149_999, "imports": 1}


def test_a_second_tab_is_told_and_cannot_import_meanwhile(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "deals.csv", DEALS)
    free = threading.Event()
    other = jobs.import_once(own.url, lambda tell: (tell(0.5, Message("Merging")), free.wait(30)))
    try:
        at = at.run()
        assert ["Another import is running: Merging. Yours can follow when it is done."] == [
            each.value for each in at.info
        ]
        assert button(at, "Import:").disabled
    finally:
        free.set()
    assert other and other.wait(10)
    confirm(at.run())
    assert own.count(schema.deals) == {"deals": 2}


def test_two_files_are_confirmed_at_once(own, opened):
    customers = "Customer,Phone\nOak,+7 912 345-67-89\nFir,\n"
    files = [("deals.csv", DEALS.encode(), "text/csv"), ("customers.csv", customers.encode(), "text/csv")]
    at = opened(own, PAGE, lang="en")
    at = over(at.file_uploader[0].set_value(files).run())
    assert [m.value.split("·")[1].strip() for m in at.markdown if ".csv" in m.value] == ["Deals", "Customers"]
    confirm(at)
    assert own.count(schema.deals, schema.customers, schema.imports) == {
        "deals": 2,
        "customers": 3,
        "imports": 1,
    }


def test_an_import_that_others_followed_is_taken_back(own, opened):
    for name, content in (("a.csv", DEALS), ("b.csv", DEALS.replace("1,Saw", "7,Saw"))):
        at = confirm(upload(opened(own, PAGE, lang="en"), name, content))
    at = at.selectbox[0].set_value(1).run()
    at = button(at, "Take it back…").click().run()
    button(at, "Take it back").click().run()
    found = own.read(sa.select(schema.deals.c.deal_id).order_by("deal_id"))
    assert found["deal_id"].tolist() == ["2", "7"]


def test_an_upload_of_which_every_row_is_rejected_brings_nothing_in(own, opened):
    bad = "ID,Stage,Amount\n1,Won,lots\n2,Won,more\n"
    at = upload(opened(own, PAGE, lang="en"), "bad.csv", bad)
    assert at.error[0].value.startswith("No row can be brought in")
    at = over(button(at, "Keep the file").click().run())
    assert not at.success
    assert at.error[0].value == (
        "Nothing was brought in: all 2 rows were rejected. "
        "Download them with the reasons, mend them, upload them again."
    )
    assert list(at.dataframe[0].value["What became of it"]) == ["nothing was brought in"]
    assert not any(each.label == "Take it back…" for each in at.button)
    assert own.version().number == 0 and audit.entries(own)[0].what == "import_rejected"


ODD = """\
ID,Deal name,Stage,Worth
1,Saw,Won,1000.50
"""


def test_what_is_remembered_is_seen_handed_on_and_forgotten(own, opened):
    at = opened(own, PAGE, lang="en")
    assert not at.dataframe and not [each for each in at.button if each.label == "Forget it"]
    load(own, Source("odd.csv", ODD.encode()), mapping={"amount": "Worth"}, now=NOW)
    (remembered,) = mappings(own)
    at = at.run()
    told = at.dataframe[-1].value
    assert told.values.tolist() == [["ID, Deal name, Stage, Worth", "As recognised", "Amount = Worth"]]
    exported = export_mappings(own)
    at = button(at, "Forget it").click().run()
    assert not at.exception and mappings(own) == ()
    at = at.file_uploader[-1].upload("m.json", exported.encode(), "application/json").run()
    at = button(at, "Take them").click().run()
    assert not at.exception and mappings(own) == (remembered,)
    assert [entry.what for entry in audit.entries(own)[:2]] == ["mapping_taken", "mapping_forgotten"]


def test_a_file_that_is_no_export_of_mappings_is_refused_in_words(own, opened):
    at = opened(own, PAGE, lang="en")
    at = at.file_uploader[-1].upload("m.json", b"{}", "application/json").run()
    at = button(at, "Take them").click().run()
    assert not at.exception and "This is no export of mappings" in " ".join(each.value for each in at.warning)


SLASHES = """\
ID,Company,Owner,Stage,Amount,Created,Closed
1,Oak,Olga,Won,"1,234",01/02/2026,03/04/2026
2,Elm,Olga,Won,"5,678",02/02/2026,01/04/2026
"""


def test_a_question_is_asked_in_days_and_numbers_as_people_write_them(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "open.csv", SLASHES)
    assert [radio.options for radio in at.radio] == [
        ["the point is the decimal sign: 1,234 is 1234", "the comma is the decimal sign: 1,234 is 1.234"],
        [
            "the day comes first: 01/02/2026 is 1 Feb 2026",
            "the month comes first: 01/02/2026 is 2 Jan 2026",
        ],
        [
            "the day comes first: 03/04/2026 is 3 Apr 2026",
            "the month comes first: 03/04/2026 is 4 Mar 2026",
        ],
    ]
    assert not at.warning  # that deals were closed before they were made depends on the answers
    assert "1,234" not in [caption.value for caption in at.caption]


def test_a_message_says_days_and_numbers_in_the_language_of_the_page():
    told = Message(
        "{value}, {date}, {name}", {"value": Decimal("1.570"), "date": date(2026, 3, 7), "name": "a.b"}
    )
    said = {}
    for language in text.LANGUAGES:
        text.speak(language)
        said[language] = (text.said(told), text.shown(told))
    assert said == {
        "ru": ("1,57, 7 мар. 2026, a.b", r"1,57, 7 мар. 2026, a\.b"),
        "en": ("1.57, 7 Mar 2026, a.b", r"1.57, 7 Mar 2026, a\.b"),
    }


def test_what_stands_in_a_file_is_no_markup_on_the_page(own, opened):
    at = upload(opened(own, PAGE, lang="en"), "odd.csv", "![x](https://example.com/x.png),`code`\n1,2\n")
    (told,) = [caption.value for caption in at.caption if caption.value.startswith("Set aside")]
    assert r"\!\[x\]\(https\://example\.com/x\.png\), \`code\`" in told


def test_bytes_that_are_no_letters_are_no_columns(own, opened):
    at = opened(own, PAGE, lang="en")
    noise = bytes(range(1, 256)) * 4
    at = over(at.file_uploader[0].upload("noise.csv", noise, "text/csv").run())
    assert r"noise\.csv is no table. Upload the export as CSV, XLSX or ZIP." in [c.value for c in at.caption]


def test_the_button_says_what_the_import_does(own, opened):
    at = confirm(upload(opened(own, PAGE, lang="en"), "a.csv", DEALS))
    more = DEALS.replace("1000.50", "900").replace("3,Box", "4,Box").replace("lots", "70")
    at = upload(at, "b.csv", more)
    assert button(at, "Import").label == "Import: 1 new, 1 will change"


def test_a_file_that_cannot_be_taken_says_why_nothing_can_be_imported(own, opened):
    text = "ID,Stage,Amount,Created\n1,Won,1,13/02/2026\n2,Won,2,02/14/2026\n"
    at = upload(opened(own, PAGE, lang="en"), "mixed.csv", text)
    assert button(at, "Import").disabled
    assert not at.metric  # of rows that were not read there is nothing to count
    assert "A file cannot be taken as it is: mend it, or take it off the list above." in [
        caption.value for caption in at.caption
    ]


def test_what_would_be_taken_back_is_said_without_noughts():
    text.speak("en")
    assert past.consequences(97, 0) == "97 rows it brought will go. What later imports said stays."
    assert past.consequences(0, 1) == "1 row becomes as it was before. What later imports said stays."
    assert past.consequences(2, 3) == (
        "2 rows it brought will go, 3 rows become as they were before. What later imports said stays."
    )


def test_how_far_an_upload_may_go_is_asked_once_a_run(own, opened, monkeypatch):
    asked = []
    ask = viewing.own_managers
    monkeypatch.setattr(viewing, "own_managers", lambda store: (asked.append(1), ask(store))[1])
    at = opened(own, PAGE, lang="en")
    asked.clear()
    at = at.file_uploader[0].upload("deals.csv", DEALS.encode(), "text/csv").run()
    assert at.metric and asked == [1]
    at = confirm(at)
    asked.clear()
    at = button(at, "Take it back…").click().run()
    assert len(asked) == 2  # the run that was asked, and the one it begins anew
    asked.clear()
    button(at, "Take it back").click().run()
    assert len(asked) == 3  # what the click does is asked for itself
