"""The command line: what is asked of it, what it prints, and the code it leaves with."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import simplejson

import cli
from data import settings
from data.store import Store, _open, open_store
from tests.rows import deal, fill

ROOT = Path(__file__).resolve().parent.parent
TODAY = datetime(2026, 3, 1, 9, 0)

MANAGERS = (
    {"manager_id": "m1", "name": "Anna", "team": "East"},
    {"manager_id": "m2", "name": "Boris", "team": "West"},
    {"manager_id": "m3", "name": "Vera", "team": "West"},  # without a deal
)
CUSTOMERS = ({"customer_id": "c1", "name": "Alpha"}, {"customer_id": "c2", "name": "Beta"})
DEALS = (
    deal(
        "d1", amount="100.10", manager_id="m1", customer_id="c1", region="North", closed_at=date(2026, 1, 10)
    ),
    deal(
        "d2", amount="200.25", manager_id="m1", customer_id="c1", region="North", closed_at=date(2026, 2, 10)
    ),
    deal("d3", amount="300", manager_id="m2", customer_id="c2", closed_at=date(2026, 2, 20)),
    deal("d4", "lost", amount="50", manager_id="m2", customer_id="c2", closed_at=date(2026, 2, 25)),
    deal("d5", "open", amount="70", manager_id="m1", customer_id="c1", created_at=date(2026, 2, 1)),
    deal("d6", amount="10", currency="USD", manager_id="m2", customer_id="c2", closed_at=date(2026, 2, 26)),
)


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Numbers as they are written: no float comes between."""
        return simplejson.loads(self.out, use_decimal=True)


Run = Callable[..., Outcome]


@pytest.fixture
def store(tmp_path, monkeypatch) -> Iterator[Store]:
    """An empty store that the environment names."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"VORONKA_{name.upper()}", raising=False)
    for name, value in {
        "STORE": f"duckdb:///{tmp_path / 'store.duckdb'}",
        "UPLOADS": str(tmp_path / "uploads"),
        "LOG": str(tmp_path / "voronka.log"),
        "LANGUAGE": "en",
    }.items():
        monkeypatch.setenv(f"VORONKA_{name}", value)
    chosen = settings.load()
    store = open_store(chosen.store, chosen.uploads)
    yield store
    _open.pop(chosen.store).close()


@pytest.fixture
def filled(store) -> Store:
    fill(store, managers=MANAGERS, customers=CUSTOMERS, deals=DEALS)
    return store


@pytest.fixture
def run(store, capsys) -> Run:
    def run(*arguments: str, clock: datetime = TODAY) -> Outcome:
        code = cli.main(arguments, clock)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run


# show


def test_one_object_without_a_breakdown(filled, run):
    # 100.10 + 200.25 + 300; the ten dollars have no rate. 4 won of 5 decided.
    found = run("show", "revenue", "win_rate", "median_cycle_days", "--format", "json")
    assert found.json == [
        {"revenue": Decimal("600.35"), "win_rate": Decimal("0.8"), "median_cycle_days": None}
    ]
    assert list(found.json[0]) == ["revenue", "win_rate", "median_cycle_days"]
    assert found.code == 0


def test_money_is_written_digit_for_digit(store, run):
    fill(store, deals=[deal(f"d{n}", amount="0.10", closed_at=date(2026, 1, 10)) for n in range(3)])
    # As floats, 0.1 + 0.1 + 0.1 is 0.30000000000000004.
    assert '"revenue": 0.30\n' in run("show", "revenue", "--format", "json").out


def test_money_too_large_for_a_float_keeps_its_kopecks(store, run):
    fill(store, deals=[deal("d", amount="9007199254740993.07", closed_at=date(2026, 1, 10))])
    assert run("show", "revenue", "--format", "json").json == [{"revenue": Decimal("9007199254740993.07")}]


def test_the_dimensions_come_first_and_time_before_them(filled, run):
    found = run("show", "revenue", "deals_won", "--by", "team", "--grain", "month", "--format", "json").json
    assert [tuple(row.items()) for row in found] == [
        (("time", "2026-01-01"), ("team", "East"), ("revenue", Decimal("100.10")), ("deals_won", 1)),
        (("time", "2026-02-01"), ("team", "East"), ("revenue", Decimal("200.25")), ("deals_won", 1)),
        (("time", "2026-02-01"), ("team", "West"), ("revenue", Decimal("300.00")), ("deals_won", 2)),
    ]


def test_an_empty_dimension_is_null(filled, run):
    found = run("show", "deals_won", "--by", "region", "--format", "json").json
    assert found == [{"region": "North", "deals_won": 2}, {"region": None, "deals_won": 2}]


def test_the_period_is_half_open(filled, run):
    february = ("--from", "2026-02-01", "--to", "2026-02-20")
    assert run("show", "revenue", *february, "--format", "json").json == [{"revenue": Decimal("200.25")}]


def test_a_condition_on_one_dimension_twice_is_either(filled, run):
    def won(*where: str) -> int:
        conditions = [part for each in where for part in ("--where", each)]
        return run("show", "deals_won", *conditions, "--format", "json").json[0]["deals_won"]

    assert won("manager=Anna") == 2
    assert won("manager=Anna", "manager=Boris") == 4
    assert won("manager=Anna", "team=West") == 0
    assert won("region=") == 2
    assert won("customer=Beta") == 2  # by name
    assert won("customer=c2") == 2  # by id


def test_a_manager_without_a_deal_is_a_true_zero(filled, run):
    found = run("show", "deals_won", "--where", "manager=Vera", "--format", "json")
    assert (found.code, found.json) == (0, [{"deals_won": 0}])


def test_a_value_that_nobody_has_is_refused_rather_than_shown_as_zero(filled, run):
    found = run("show", "deals_won", "--where", "manager=Ana")
    assert (found.code, found.out) == (2, "")
    assert found.err == "Unknown manager “Ana”. Did you mean: Anna?\n"


def test_the_as_of_date_is_the_day_one_looks_from(filled, run):
    # On 28 February Alpha has been silent for 18 days, Beta for 2.
    asked = ("show", "churned_customers", "active_customers", "--churn-days", "10", "--format", "json")
    assert run(*asked, "--as-of", "2026-02-28").json == [{"churned_customers": 1, "active_customers": 1}]
    # On 15 February Beta had not yet bought, Alpha 5 days ago.
    assert run(*asked, "--as-of", "2026-02-15").json == [{"churned_customers": 0, "active_customers": 1}]


def test_the_window_comes_from_the_option_then_the_setting_then_the_data(filled, run, monkeypatch):
    asked = ("show", "churned_customers", "--as-of", "2026-03-20", "--format", "json")
    # Silent for 38 and 22 days; the data's own window is the shortest allowed, 30 days.
    assert run(*asked).json == [{"churned_customers": 1}]
    monkeypatch.setenv("VORONKA_CHURN_DAYS", "40")
    assert run(*asked).json == [{"churned_customers": 0}]
    assert run(*asked, "--churn-days", "20").json == [{"churned_customers": 2}]


def test_old_data_is_looked_at_from_its_last_day_and_says_so(filled, run):
    found = run(
        "show", "churned_customers", "--churn-days", "10", "--format", "json", clock=datetime(2027, 1, 1)
    )
    assert found.json == [{"churned_customers": 1}]
    assert found.err == "The data ends on 26 Feb 2026: figures are as of that day. Another one: --as-of.\n"


def test_money_without_a_rate_is_named(filled, run):
    assert run("show", "revenue").err == "Left out for want of a rate: 1 deal in USD.\n"
    assert run("show", "deals_won").err == ""
    dollars = run("show", "revenue", "--currency", "USD", "--format", "json")
    assert (dollars.json, dollars.err) == ([{"revenue": Decimal("10.00")}], "")
    assert run("show", "revenue", "--currency", "RUB", "--format", "json").json == [
        {"revenue": Decimal("600.35")}
    ]
    assert run("show", "revenue", "--currency", "EUR").code == 2  # no deal is in euros


def test_a_table_for_people(filled, run):
    lines = [line.split() for line in run("show", "revenue", "win_rate", "--by", "team").out.splitlines()]
    assert lines[0] == ["Team", "Revenue", "Win", "rate"]
    assert lines[2:] == [["East", "₽300.35", "100.00%"], ["West", "₽300.00", "66.67%"]]


def test_a_table_in_russian(filled, run, monkeypatch):
    monkeypatch.setenv("VORONKA_LANGUAGE", "ru")
    lines = [line.split() for line in run("show", "revenue", "win_rate", "--by", "team").out.splitlines()]
    assert lines[0] == ["Команда", "Выручка", "Доля", "побед"]
    assert lines[2] == ["East", "300,35", "₽", "100,00", "%"]


def test_csv_escapes_what_a_spreadsheet_would_run(store, run):
    managers = [{"manager_id": "m1", "name": "=2+5"}]
    fill(
        store, managers=managers, deals=[deal("d", amount="-5", manager_id="m1", closed_at=date(2026, 1, 1))]
    )
    found = run("show", "revenue", "median_cycle_days", "--by", "manager", "--format", "csv").out
    assert list(csv.reader(io.StringIO(found))) == [
        ["manager", "revenue", "median_cycle_days"],
        ["'=2+5", "-5.00", ""],
    ]


def test_an_empty_store_is_made_and_answers(run):
    found = run("show", "revenue", "deals_won", "average_check", "--format", "json")
    assert (found.code, found.json) == (0, [{"revenue": 0, "deals_won": 0, "average_check": None}])


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("show", "revenu"), 2, "Unknown metric “revenu”. Did you mean: revenue"),
        (("show", "revenue", "--by", "manger"), 2, "Unknown dimension “manger”. Did you mean: manager"),
        (("show", "revenue", "--grain", "mont"), 2, "Unknown grain “mont”. Did you mean: month?"),
        (("show", "revenue", "--where", "tem=East"), 2, "Unknown dimension “tem”. Did you mean: team"),
        (("show", "revenue", "--where", "team"), 2, "--where is “team”: it must be written name=value."),
        (("show", "revenue", "--format", "xml"), 2, "Unknown format “xml”."),
        (
            ("show", "revenue", "--from", "1 May"),
            2,
            "--from is “1 May”: it must be a day such as 2026-03-31.",
        ),
        (("show", "revenue", "--from", "2026-03-01", "--to", "2026-03-01"), 2, "is empty"),
        (
            ("show", "churn_rate", "--churn-days", "0"),
            2,
            "--churn-days is “0”: it must be a whole number from 1.",
        ),
        (("show", "revenue", "--currency", "rubles"), 2, "--currency is “rubles”"),
        (
            ("show", "revenue", "--fro", "2026-03-01"),
            2,
            "There is no option --fro. Did you mean: --from, --to, --format?",
        ),
        (("show",), 2, "Missing: METRIC."),
        (("shw",), 2, "There is no command shw. Did you mean: show?"),
        (("undo", "twice"), 2, "The command line is not understood: twice"),
        (("show", "revenue", "--by"), 2, "The option --by is not written as it should be."),
        (("show", "churned_customers"), 3, "The churn window is not known yet"),
        (("show", "open_deals", "--grain", "month"), 3, "it has no history to be shown over time"),
        (("undo",), 3, "There is no import to take back."),
    ],
)
def test_what_cannot_be_done_is_said_in_words(run, arguments, code, says):
    found = run(*arguments)
    assert (found.code, found.out) == (code, "")
    assert says in found.err
    assert len(found.err.splitlines()) <= 2
    assert "Traceback" not in found.err


def test_a_wrong_setting_is_named(run, monkeypatch):
    monkeypatch.setenv("VORONKA_LANGUGE", "ru")
    found = run("show", "revenue")
    assert (found.code, found.err) == (
        2,
        "Unknown setting “VORONKA_LANGUGE”. Did you mean: VORONKA_LANGUAGE?\n",
    )


def test_a_failure_of_ours_is_in_the_log_and_not_on_the_screen(store, run, tmp_path):
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE deals")
    found = run("doctor")
    assert found.code == 1
    assert "Traceback" not in found.err
    number = found.err.split("Number ")[1].split()[0]
    log = (tmp_path / "voronka.log").read_text("utf-8")
    assert f"Failure {number}" in log
    assert "Traceback" in log


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("duckdb:///{folder}", "cannot be opened"),
        ("duckdb:///{folder}/no_store.txt", "cannot be opened"),
        ("duckdb:///:memory:", "VORONKA_STORE names no file"),
        ("sqlite:///store", "VORONKA_STORE speaks of “sqlite”"),
        ("postgresql://voronka:secret@127.0.0.1:1/voronka", "cannot be opened"),
        ("clickhousedb://voronka:secret@127.0.0.1:1/voronka", "cannot be opened"),
    ],
)
def test_a_store_that_cannot_be_opened_is_refused(run, tmp_path, monkeypatch, address, says):
    (tmp_path / "no_store.txt").write_text("not a store " * 1000)
    monkeypatch.setenv("VORONKA_STORE", address.format(folder=tmp_path))
    found = run("doctor")
    assert (found.code, found.out) == (3, "")
    assert says in found.err
    assert "secret" not in found.err


# import and undo

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
    assert run("undo", "--json").json["removed"] == 0
    taken = run("undo", "--json").json
    assert taken["files"] == ["deals.csv"]
    assert run("show", "deals_won", "--format", "json").json == [{"deals_won": 0}]


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


# metrics, doctor, demo


def test_the_catalogue_as_json(run):
    found = {metric["key"]: metric for metric in run("metrics", "--json").json}
    assert found["revenue"]["name"] == {"ru": "Выручка", "en": "Revenue"}
    assert found["revenue"]["unit"] == "money"
    assert found["churn_rate"]["up_is_good"] is False


def test_the_catalogue_as_a_table(run):
    printed = run("metrics").out
    assert "average_check" in printed
    assert "product_group" in printed


def test_the_doctor_counts_and_finds_what_is_missing(filled, run):
    found = run("doctor", "--json").json
    assert found["counts"]["deals"] == 6
    assert found["counts"]["purchases"] == 4
    assert found["demo"] is None
    assert found["problems"] == [
        {
            "problem": "Deals in another currency: left out of sums, for there is no rate.",
            "rows": 1,
            "in": "data",
        }
    ]


def test_the_doctor_hides_the_password_of_the_store(filled):
    from data.doctor import examine

    filled.url = "postgresql://voronka:secret@host/base"
    assert examine(filled, currency="RUB", now=TODAY).store == "postgresql://voronka:***@host/base"


def test_the_demo_is_made_once_and_never_over_own_data(run, store):
    made = run("demo", "--language", "en", "--today", "2026-03-01")
    assert made.code == 0
    assert "12 managers" in made.out
    before = store.version().number
    assert run("demo", "--if-empty").out == ""
    assert store.version().number == before
    found = run("show", "revenue", "--by", "manager", "--format", "json").json
    assert "Agatha Madeup" in {row["manager"] for row in found}


def test_the_demo_is_refused_beside_own_data(filled, run):
    assert (run("demo").code, run("demo", "--if-empty").code) == (3, 0)


# the program as a program


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "cli.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_it_says_its_version_and_leaves_with_its_code():
    assert program("--version").stdout.decode().strip() == "0.1.0"
    assert program("show", "revenu").returncode == 2


def test_letters_survive_a_pipe_of_any_code_page():
    printed = program("metrics", "--json", PYTHONIOENCODING="ascii", VORONKA_LANGUAGE="ru").stdout
    assert "Выручка" in printed.decode("utf-8")


def test_help_is_in_the_language_of_the_person_throughout():
    printed = program(
        "show", "--help", VORONKA_LANGUAGE="ru", COLUMNS="200", LANG="ru_RU.UTF-8"
    ).stdout.decode()
    assert "Использование" in printed
    assert "Options" not in printed
    assert "Show this" not in printed


def test_the_command_line_starts_no_browser_library():
    code = "import sys, cli; sys.exit('streamlit' in sys.modules or 'plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
