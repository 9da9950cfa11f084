"""The catalogue, the doctor, the demo; and the program started as a program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from data.doctor import examine
from tests.cli.conftest import TODAY

ROOT = Path(__file__).resolve().parent.parent.parent


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


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "cli.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=240,
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
