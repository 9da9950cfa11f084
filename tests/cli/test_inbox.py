"""The watched folder: complete files are imported once and moved with their reports, none is lost."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from commands import inbox
from data.importing.inbox import Inbox
from tests.cli.conftest import TODAY

DEALS = "ID;Stage;Amount\n1;Won;100\n2;New;50\n"
OPEN = "ID,Stage,Amount,Created\n1,New,1,01/02/2026\n2,New,2,03/04/2026\n"


@pytest.fixture
def folder(tmp_path, monkeypatch, store) -> Path:
    monkeypatch.setenv("VORONKA_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setattr(inbox, "PAUSE", 0.01)
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def lying(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name[0] != "."
    )


def test_a_complete_file_is_imported_and_moved_with_its_report(run, folder):
    (folder / "deals.csv").write_text(DEALS)
    found = run("inbox", "--once")
    assert found.code == 0 and "deals.csv → " in found.out
    assert lying(folder) == ["done/deals.csv", "done/deals.csv.report.json", "done/deals.csv.report.txt"]
    assert (folder / "done" / "deals.csv").read_text() == DEALS
    told = (folder / "done" / "deals.csv.report.txt").read_text()
    assert "deals.csv: 3 rows = 2 new + 0 updated + 0 unchanged + 0 rejected + 1 service" in told
    [record] = json.loads((folder / "done" / "deals.csv.report.json").read_text())
    assert (record["import_id"], record["new"], record["done"]) == (1, 2, True)
    assert run("show", "open_deals", "--format", "json").json == [{"open_deals": 1}]


def test_a_question_fails_with_the_option_that_answers_it(run, folder):
    (folder / "deals.csv").write_text(OPEN)
    assert run("inbox", "--once").code == 3
    told = (folder / "failed" / "deals.csv.report.txt").read_text()
    assert "--answer 'deals.created_at.order=day|month'" in told
    assert f'python cli.py import "{folder}/failed/deals.csv"' in told
    [record] = json.loads((folder / "failed" / "deals.csv.report.json").read_text())
    assert [question["key"] for question in record["questions"]] == ["deals.created_at.order"]
    failed = str(folder / "failed" / "deals.csv")
    assert run("import", failed, "--yes", "--answer", "deals.created_at.order=day").code == 0
    (folder / "deals.csv").write_text(OPEN.replace("1,New,1", "1,New,9"))
    assert run("inbox", "--once").code == 0  # the answer is remembered


def test_a_name_that_is_taken_gets_a_number(run, folder):
    for amount in (100, 200, 300):
        (folder / "deals.csv").write_text(DEALS.replace("100", str(amount)))
        assert run("inbox", "--once").code == 0
    assert [name for name in lying(folder) if name.endswith(".csv")] == [
        "done/deals (2).csv",
        "done/deals (3).csv",
        "done/deals.csv",
    ]
    assert "300" in (folder / "done" / "deals (3).csv").read_text()


def test_what_is_no_table_fails_in_words_and_is_kept(run, folder):
    (folder / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n....")
    assert run("inbox", "--once").code == 3
    assert lying(folder)[0] == "failed/photo.csv"
    assert "There is nothing to import." in (folder / "failed" / "photo.csv.report.txt").read_text()


def test_a_file_that_still_grows_is_left_alone(tmp_path):
    watched, file = Inbox(tmp_path), tmp_path / "deals.csv"
    for name in ("a.part", "b.tmp", ".hidden", "empty.csv"):
        (tmp_path / name).write_text("" if name == "empty.csv" else "x")
    file.write_text("ID;Stage\n")
    assert watched.look() == []  # one look tells nothing
    file.write_text("ID;Stage\n1;New\n")
    assert watched.look() == []
    assert watched.look() == [file]


def test_two_processes_do_not_take_the_same_file(run, folder):
    (folder / "deals.csv").write_text(DEALS)
    with FileLock(folder / ".voronka.lock"):
        assert run("inbox", "--once").code == 0
    assert lying(folder) == ["deals.csv"]
    assert run("inbox", "--once").code == 0
    assert "done/deals.csv" in lying(folder)


def test_a_server_watches_until_it_closes(store, folder):
    stop = threading.Event()
    told = (store, folder, lambda: TODAY, stop, "ru")
    thread = threading.Thread(target=inbox.watch, args=told, daemon=True)
    thread.start()
    (folder / "сделки.csv").write_text(DEALS)
    until = time.monotonic() + 30
    while not (folder / "done" / "сделки.csv").exists() and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert "Загружено." in (folder / "done" / "сделки.csv.report.txt").read_text()


def test_without_a_folder_there_is_nothing_to_watch(run):
    found = run("inbox", "--once")
    assert (found.code, found.err) == (2, "VORONKA_INBOX names no folder to watch.\n")


def test_a_file_of_which_every_row_is_rejected_fails_with_its_report(run, folder):
    (folder / "deals.csv").write_text("ID;Stage;Amount\n1;Won;lots\n")
    assert run("inbox", "--once").code == 3
    assert lying(folder) == [
        "failed/deals.csv",
        "failed/deals.csv.report.json",
        "failed/deals.csv.report.txt",
    ]
    [told] = json.loads((folder / "failed" / "deals.csv.report.json").read_text())
    assert told["outcome"].startswith("Nothing was brought in: all 1 rows were rejected")
    assert [row["value"] for row in told["rejected_rows"]] == ["lots"]
