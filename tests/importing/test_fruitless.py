"""An import of which no row can be taken is none: its file and report are kept, the facts stay as they are."""

from __future__ import annotations

import csv
import io

import pytest

from data import demo
from data.errors import Refused
from data.importing import confirm, history, rejected_csv, undo, would_undo
from data.importing.books import kept_bytes
from data.store import Store
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

BROKEN = """
ID;Название;Компания;Этап;Бюджет;Дата создания;Дата закрытия
1;Станок;Альфа;Успешно реализовано;много;15.01.2024;20.02.2024
2;Лента;Бета;Успешно реализовано;мало;20.01.2024;25.02.2024
3;Лента;Бета;Успешно реализовано;ничего;21.01.2024;26.02.2024
"""
MENDED = BROKEN.replace("много", "100").replace("мало", "50").replace("ничего", "7")
SAID = {"mapping": {"amount": "Бюджет"}}


def test_rows_all_rejected_are_kept_with_their_report_and_are_no_import(store: Store) -> None:
    load(store, source(MENDED, "first.csv"))
    before, version = everything(store), store.version()
    found = look(store, source(BROKEN), **SAID)
    assert (found.ready, found.brings_nothing, counts(found)) == (True, True, (0, 0, 0, 3, 1))
    assert [str(each) for each in found.files[0].warnings] == [
        "No row of this file can be brought in: every one of 3 is rejected. Mend what is said of the rejected rows, "
        "or say what the columns mean."
    ]
    found.close()

    done = load(store, source(BROKEN), **SAID)
    assert (done.import_id, counts(done), done.counts.taken) == (2, (0, 0, 0, 3, 1), 0)
    assert everything(store) == before
    assert store.version() == version
    assert rows(store, "SELECT name FROM state WHERE name LIKE 'mapping:%'") == []
    assert rows(store, "SELECT DISTINCT import_id FROM quality_scores") == [(1,)]

    assert [(one.import_id, one.counts.taken, one.counts.rejected) for one in history(store)] == [
        (2, 0, 3),
        (1, 3, 0),
    ]
    assert kept_bytes(store, done.files[0].content_hash) == source(BROKEN).content
    report = list(csv.DictReader(io.StringIO(rejected_csv(store, import_id=2).decode("utf-8-sig"))))
    assert [(row["ID"], row["Бюджет"]) for row in report] == [("1", "много"), ("2", "мало"), ("3", "ничего")]


def test_there_is_nothing_of_it_to_take_back(store: Store) -> None:
    load(store, source(MENDED))
    load(store, source(BROKEN))
    for taking in (lambda: undo(store, now=NOW, import_id=2), lambda: would_undo(store, import_id=2)):
        with pytest.raises(Refused, match="Import 2 brought nothing in: there is nothing to take back."):
            taking()
    assert undo(store, now=NOW).import_id == 1


def test_it_neither_clears_the_demo_nor_stands_in_its_way(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.demo.store.generate", lambda *_: [])
    with store.writing(NOW) as connection:
        store.set_state(connection, "demo", "en")
    found = look(store, source(BROKEN))
    confirm(store, found, actor="t", now=NOW, before=lambda to: demo.clear_within(store, to))
    found.close()
    assert demo.is_demo(store)
    with pytest.raises(
        KeyError
    ):  # not refused beside data of one's own: it goes on to the rows, which are none
        demo.create(store, today=NOW.date(), now=NOW, language="en")


def test_one_file_that_brings_something_makes_an_import(store: Store) -> None:
    other = source("ID;Название;Этап;Сумма\n9;Пила;Оплачено;5\n", "other.csv")
    found = look(store, source(BROKEN), other)
    assert (found.brings_nothing, found.counts.taken, found.counts.rejected) == (False, 1, 3)
    warned = [any("No row of this file" in str(each) for each in file.warnings) for file in found.files]
    assert warned == [True, False]


def test_a_header_alone_brings_nothing(store: Store) -> None:
    done = load(store, source(BROKEN.split("\n1;")[0]))
    assert (counts(done), done.counts.taken) == ((0, 0, 0, 0, 1), 0)


def test_what_fails_once_is_not_what_the_next_export_is_held_against(store: Store) -> None:
    load(store, source(MENDED))
    load(store, source(BROKEN))
    dry = look(store, source(MENDED.replace(";100;", ";;").replace(";50;", ";;").replace(";7;", ";;")))
    assert any("had values last time and is empty now" in str(each) for each in dry.files[0].warnings)
