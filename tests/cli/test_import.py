"""``import`` and ``undo``: counted, asked about, merged, taken back."""

from __future__ import annotations

import csv
import io
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Outcome

ROOT = Path(__file__).resolve().parent.parent.parent

SALES = """ID;Название сделки;Компания;Ответственный;Этап сделки;Бюджет;Дата создания;Дата закрытия
1;Станок;Альфа;Анна;Успешно реализовано;1 234,56;15.01.2026;20.02.2026
2;Лента;Бета;Борис;Закрыто и не реализовано;99,90;20.01.2026;25.02.2026
3;Плёнка;Альфа;Анна;Переговоры;не число;21.01.2026;не закрыта
"""


@pytest.fixture
def export(tmp_path) -> str:
    file = tmp_path / "deals.csv"
    file.write_text(SALES, encoding="cp1251")
    return str(file)


def counts(found: Outcome) -> list[int]:
    return [found.json[0][name] for name in ("rows", "new", "updated", "unchanged", "rejected", "service")]


def test_an_import_is_counted_merged_repeated_and_taken_back(run, export):
    dry = run("import", export, "--dry-run", "--json")
    assert (dry.code, counts(dry)) == (0, [4, 2, 0, 0, 1, 1])
    assert dry.json[0]["import_id"] is None
    assert run("show", "deals_won", "--format", "json").json == [{"deals_won": 0}]

    done = run("import", export, "--yes", "--json")
    assert (done.code, counts(done)) == (0, [4, 2, 0, 0, 1, 1])
    assert (done.json[0]["file"], done.json[0]["kind"], done.json[0]["encoding"]) == (
        "deals.csv",
        "deals",
        "cp1251",
    )
    [rejected] = done.json[0]["rejected_rows"]
    assert (rejected["row"], rejected["column"], rejected["value"]) == (4, "Бюджет", "не число")
    assert rejected["reason"]
    assert run("show", "revenue", "win_rate", "--format", "json").json == [
        {"revenue": Decimal("1234.56"), "win_rate": Decimal("0.5")}
    ]

    assert counts(run("import", export, "--yes", "--json")) == [4, 0, 0, 2, 1, 1]  # the same file twice
    taken = run("undo", "--json").json
    assert taken["files"] == ["deals.csv"]
    assert run("show", "deals_won", "--format", "json").json == [{"deals_won": 0}]
    assert [(one["import_id"], one["undone_at"] is None) for one in run("history", "--json").json] == [
        (2, True),
        (1, False),
    ]
    told = run("audit", "--json").json
    assert {(one["who"], one["what"], one["subject"]) for one in told} == {
        ("console", "imported", "1: deals.csv"),
        ("console", "imported", "2: deals.csv"),
        ("console", "import_undone", "1: deals.csv"),
    }


def test_an_import_in_the_middle_is_taken_back_by_its_number(run, tmp_path):
    for number, amount in enumerate((100, 150, 175), 1):
        (tmp_path / "deals.csv").write_text(f"ID;Stage;Amount;Source\n1;Won;{amount};source {number}\n")
        assert run("import", str(tmp_path / "deals.csv"), "--yes").code == 0
    assert run("undo", "2", "--json").json["restored"] == 0  # the third said all that the second had
    assert run("undo", "3", "--json").json["restored"] == 1
    again = run("undo", "2")
    assert (again.code, again.err) == (3, "Import 2 was taken back already.\n")
    assert run("history", "--limit", "1", "--json").json[0]["import_id"] == 3


def test_without_yes_and_without_a_terminal_nothing_is_imported(run, export, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    found = run("import", export)
    assert found.code == 3
    assert "deals.csv" in found.out
    assert found.err == "Nothing was imported yet. To import it, say it again with --yes.\n"
    assert run("doctor", "--json").json["counts"]["deals"] == 0


AMBIGUOUS = """ID,Deal name,Company,Owner,Stage,Amount,Created,Close date
1,Press,Alpha,Anna,Won,100,03/04/2026,05/06/2026
2,Tape,Beta,Boris,Lost,50,04/05/2026,06/07/2026
"""


def test_a_question_is_refused_with_the_option_that_answers_it(run, tmp_path):
    file = tmp_path / "deals.csv"
    file.write_text(AMBIGUOUS, encoding="utf-8")
    asked = run("import", str(file), "--yes", "--json")
    assert asked.code == 3
    questions = asked.json[0]["questions"]
    assert questions
    for question in questions:
        assert f"--answer '{question['key']}=" in asked.err
    first = {question["key"]: question["options"][0]["value"] for question in questions}
    answers = [part for key, value in first.items() for part in ("--answer", f"{key}={value}")]
    assert run("import", str(file), "--yes", "--json", *answers).code == 0
    assert run("show", "revenue", "--format", "json").json == [{"revenue": Decimal("100.00")}]


def test_a_column_can_be_named_and_rejected_rows_written(run, tmp_path):
    file, rejected = tmp_path / "sales.csv", tmp_path / "rejected.csv"
    file.write_text("ID;Кто;Этап;Итог\n1;Анна;Won;10\n2;Анна;Won;десять\n", encoding="utf-8")
    named = ("--kind", "deals", "--map", "manager=Кто", "--map", "amount=Итог", "--rejected", str(rejected))
    done = run("import", str(file), "--yes", "--json", *named)
    assert (done.code, done.json[0]["new"], done.json[0]["rejected"]) == (0, 1, 1)
    [header, row] = list(csv.reader(io.StringIO(rejected.read_text("utf-8-sig"))))
    assert (len(header), row[0], row[3]) == (len(row), "sales.csv", "десять")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nowhere.csv",), "There is no file nowhere.csv."),
        ((str(ROOT),), "is a folder: name the files in it."),
        ((str(ROOT / "LICENSE"), "--kind", "deal"), "Unknown kind “deal”. Did you mean: deals"),
        ((str(ROOT / "LICENSE"), "--map", "amount"), "--map is “amount”: it must be written name=value."),
    ],
)
def test_what_cannot_be_read_is_bad_input(run, arguments, says):
    found = run("import", *arguments, "--yes")
    assert found.code == 2
    assert says in found.err


def test_own_data_takes_the_place_of_the_demo(run, export):
    run("demo", "--language", "en", "--today", "2026-03-01")
    found = run("import", export, "--yes", "--json")
    assert found.err == "The demo company makes room for your own data.\n"
    assert run("doctor", "--json").json["counts"]["deals"] == 2


def test_the_published_company_gives_its_published_figures(run, shared):
    done = run("import", str(shared / "data" / "maven_crm" / "*.csv"), "--yes", "--json")
    assert [file["file"] for file in done.json if file["kind"] is None] == ["data_dictionary.csv"]
    [found] = run("show", "deals_won", "deals_lost", "open_deals", "revenue", "average_check", "median_check",
                  "win_rate", "cycle_days", "median_cycle_days", "--format", "json").json  # fmt: skip
    assert {key: round(value, 4) for key, value in found.items()} == {
        "deals_won": 4238,
        "deals_lost": 2473,
        "open_deals": 2089,
        "revenue": 10_005_534,
        "average_check": Decimal("2360.9094"),
        "median_check": 1117,
        "win_rate": Decimal("0.6315"),
        "cycle_days": Decimal("51.7820"),
        "median_cycle_days": 57,
    }
    best = max(
        run("show", "revenue", "--by", "manager", "--format", "json").json, key=lambda row: row["revenue"]
    )
    assert best == {"manager": "Darcel Schlecht", "revenue": 1_153_214}


def test_the_published_purchases_give_their_published_figures(run, shared):
    file = str(shared / "data" / "cdnow" / "purchases.csv")
    done = run("import", file, "--kind", "purchases", "--yes", "--json")
    assert (done.code, done.json[0]["new"]) == (0, 69_659)
    [found] = run("show", "purchases", "customers", "revenue", "repeat_purchase_rate", "repeat_revenue_share",
                  "--format", "json").json  # fmt: skip
    assert {key: round(value, 4) for key, value in found.items()} == {
        "purchases": 69_659,
        "customers": 23_570,
        "revenue": Decimal("2500315.63"),
        "repeat_purchase_rate": Decimal("0.4948"),
        "repeat_revenue_share": Decimal("0.6902"),
    }
    for window, gone in ((90, 20_253), (180, 18_196)):
        asked = ("show", "churned_customers", "--as-of", "1998-06-30", "--churn-days", str(window))
        assert run(*asked, "--format", "json").json == [{"churned_customers": gone}]


def test_an_import_that_fails_leaves_the_demo(run, export, tmp_path):
    run("demo", "--language", "en", "--today", "2026-03-01")
    there = run("doctor", "--json").json["counts"]["deals"]
    (tmp_path / "uploads").write_text("a file where the folder should be")
    assert run("import", export, "--yes").code == 1
    assert run("doctor", "--json").json["counts"]["deals"] == there > 2


def test_rejected_rows_that_cannot_be_written_are_bad_input(run, export, tmp_path):
    found = run("import", export, "--yes", "--rejected", str(tmp_path / "no" / "dir" / "x.csv"))
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        f"The rejected rows cannot be written to {tmp_path / 'no' / 'dir' / 'x.csv'}: "
        "No such file or directory. Nothing was imported.\n"
    )
    assert run("doctor", "--json").json["counts"]["deals"] == 0


def test_a_refusal_prints_its_json_all_the_same(run, export, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    poem = tmp_path / "poem.csv"
    poem.write_text("Roses are red\nViolets are blue\n", encoding="utf-8")
    nothing = run("import", str(poem), "--yes", "--json")
    assert (nothing.code, nothing.json[0]["file"], nothing.json[0]["kind"]) == (3, "poem.csv", None)
    assert nothing.json[0]["set_aside"]
    assert nothing.err.startswith("There is nothing to import.")

    unagreed = run("import", export, "--json")
    assert (unagreed.code, counts(unagreed)) == (3, [4, 2, 0, 0, 1, 1])
    assert unagreed.json[0]["import_id"] is None

    dates = tmp_path / "dates.csv"
    dates.write_text(AMBIGUOUS, encoding="utf-8")
    asked = run("import", str(dates), "--json")
    assert asked.code == 3
    assert asked.json[0]["questions"]
    for question in asked.json[0]["questions"]:
        assert question["syntax"].startswith(f"--answer '{question['key']}=")
        assert question["syntax"] in asked.err


def written(tmp_path, text: str, name: str = "deals.csv") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def deals(store) -> list[tuple]:
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT deal_id, amount FROM deals ORDER BY 1").fetchall()
    return [tuple(row) for row in found]


def test_columns_without_headers_are_named_by_their_place(run, store, tmp_path):
    told = ("--kind", "deals", "--map", "deal_id=#1", "--map", "stage=#2", "--map", "amount=#3", "--yes")
    assert run("import", written(tmp_path, "1;New;100\n2;Won;200\n"), *told).code == 0
    assert deals(store) == [("1", Decimal("100.00")), ("2", Decimal("200.00"))]
    again = written(tmp_path, "3;New;300\n", "deals 2026.csv")
    assert run("import", again, "--yes").code == 0  # the same export by its name
    other = run("import", written(tmp_path, "4;New;400\n", "clients.csv"), "--yes")
    assert (other.code, len(deals(store))) == (3, 3)  # another one: what it means must be said


def test_an_id_that_begins_anew_each_year_is_told_apart_by_the_day(run, store, tmp_path):
    file = written(tmp_path, "ID;Stage;Amount;Closed\n7;Won;100;01.02.2025\n7;Won;200;02.02.2026\n")
    assert run("import", file, "--key", "deal_id,closed", "--yes").code == 0
    assert deals(store) == [("7 · 2025-02-01", Decimal("100.00")), ("7 · 2026-02-02", Decimal("200.00"))]
    assert run("import", file, "--yes").code == 0  # remembered
    assert len(deals(store)) == 2
    wrong = run("import", file, "--key", "deal_id,clozed", "--yes")
    assert (wrong.code, wrong.err) == (2, "Unknown field “clozed”. Did you mean: is_closed, closed_at?\n")


def test_yes_takes_the_safe_answer_and_no_other(run, tmp_path):
    lines = [f"{number};New;{number}00" for number in range(1, 6)]
    full = written(tmp_path, "\n".join(["ID;Stage;Amount", *lines]))
    part = written(tmp_path, "\n".join(["ID;Stage;Amount", *lines[:3]]), "part.csv")
    assert run("import", full, "--yes").code == 0
    asked = run("import", part)
    assert asked.code == 3 and "--answer 'deals.missing=part|deleted'" in asked.err
    assert run("import", part, "--yes").code == 0
    assert run("show", "open_deals", "--format", "json").json == [{"open_deals": 5}]
    assert run("import", part, "--yes", "--answer", "deals.missing=deleted").code == 0
    assert run("show", "open_deals", "--format", "json").json == [{"open_deals": 3}]
    assert run("import", full, "--yes").code == 0
    assert run("show", "open_deals", "--format", "json").json == [{"open_deals": 5}]


def test_an_import_of_which_every_row_is_rejected_says_so_and_is_refused(run, tmp_path):
    file = tmp_path / "deals.csv"
    file.write_text("ID;Stage;Amount\n1;Won;lots\n2;Won;more\n")
    assert run("import", str(file), "--dry-run").code == 0
    done = run("import", str(file), "--yes")
    assert (done.code, "Imported" in done.out) == (3, False)
    assert done.err == (
        "Nothing was brought in: all 2 rows were rejected, each for the reason given. "
        "Mend them (--rejected FILE.csv writes them all) and import them again.\n"
    )
    again = run("import", str(file), "--yes", "--json")
    assert (again.code, counts(again), again.json[0]["import_id"]) == (3, [3, 0, 0, 0, 2, 1], 2)
    assert run("history").out.count("nothing was brought in") == 2
    assert run("undo").err == "There is no import to take back.\n"
    assert {one["what"] for one in run("audit", "--json").json} == {"import_rejected"}
