"""An import of which every row is rejected: the file and the reasons are kept, and nothing else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from data import schema
from data.errors import Refused
from data.importing import Source, confirm, history, prepare, rejected_csv, undo
from data.importing.books import kept_bytes
from tests.importing.helpers import NOW, counts, everything, load, look, rows, source

BAD = "ID;Stage;Amount;Company\n1;Won;lots;Oak\n2;Won;more;Elm\n"
GOOD = "ID;Stage;Amount;Company\n1;Won;10;Oak\n2;Won;20;Elm\n3;Won;30;Elm\n4;Won;40;Elm\n"


def test_only_the_file_and_its_report_are_kept(store):
    before, version = everything(store), store.version()
    done = load(store, source(BAD), answers={"deals.won": "Won"})
    assert (counts(done), done.counts.all_rejected) == ((0, 0, 0, 2, 1), True)
    assert everything(store) == before and store.version() == version
    assert kept_bytes(store, done.files[0].content_hash) == source(BAD).content
    told = rejected_csv(store, import_id=done.import_id).decode("utf-8-sig").splitlines()
    assert [line.split(",")[1:4] for line in told[1:]] == [["2", "Amount", "lots"], ["3", "Amount", "more"]]
    assert rows(store, "SELECT count(*) FROM quality_scores") == [(0,)]
    assert rows(store, "SELECT count(*) FROM state WHERE name LIKE 'mapping:%'") == [(0,)]


def test_it_is_no_import_to_take_back_and_none_to_compare_with(store):
    load(store, source(GOOD))
    bad = load(store, source(BAD))
    assert [one.counts.all_rejected for one in history(store)] == [True, False]
    with pytest.raises(Refused, match="Import 2 brought nothing in: there is nothing to take back."):
        undo(store, now=NOW, import_id=bad.import_id)
    preview = look(store, source(GOOD.replace("\n4;Won;40;Elm", "")))
    # against the last file that brought something: one deal of four is missing, the amounts are not dry
    assert [question.key for question in preview.questions] == ["deals.missing"]
    assert not any("last time" in one.text for one in preview.files[0].warnings)
    preview.close()
    assert undo(store, now=NOW).import_id == 1


def test_what_was_to_make_room_for_it_stays(store):
    load(store, source(GOOD))
    kept = everything(store)
    preview = prepare(store, [Source("bad.csv", source(BAD).content)])
    clear = sa.delete(schema.deals)
    confirm(store, preview, actor="tester", now=NOW, before=lambda connection: connection.execute(clear))
    preview.close()
    assert everything(store) == kept


def test_beside_a_file_that_brings_rows_it_is_an_import(store):
    done = load(store, source(BAD, "bad.csv"), source(GOOD.replace("1;", "7;"), "good.csv"))
    assert done.counts.all_rejected is False
    assert (counts(done, 0), counts(done, 1)) == ((0, 0, 0, 2, 1), (4, 0, 0, 0, 1))


def test_a_file_without_a_row_of_data_is_set_aside_and_no_import(store):
    load(store, source(GOOD))
    empty = "ID;Stage;Amount;Company\n\nTotal;;0;\n"
    found = look(store, source(empty), source(GOOD, "good.csv"))
    assert [str(file.set_aside or "") for file in found.files] == [
        "Set aside: none of its rows is data: headers, totals and empty rows at most.",
        "",
    ]
    assert (found.ready, counts(found, 0), counts(found, 1)) == (True, (0, 0, 0, 0, 3), (0, 0, 4, 0, 1))
    found.close()
    with pytest.raises(Refused, match="There is nothing to import. Set aside: none of its rows is data"):
        load(store, source(empty))
    assert [one.import_id for one in history(store)] == [1]


def test_of_columns_whose_rows_are_all_rejected_nothing_is_said_beside_last_time(store):
    load(store, source(GOOD))
    found = look(store, source(BAD))
    assert found.counts.all_rejected
    assert not any("last time" in one.text for one in found.files[0].warnings)
