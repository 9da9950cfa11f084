"""What cannot be done is said in a line or two, with the code that tells why."""

from __future__ import annotations

import pytest


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
        (("undo", "twice"), 2, "ID is not understood."),
        (("show", "revenue", "--by"), 2, "The option --by is not written as it should be."),
        (("show", "churned_customers"), 3, "The churn window is not known yet"),
        (("show", "open_deals", "--grain", "month"), 3, "it has no history to be shown over time"),
        (("undo",), 3, "There is no import to take back."),
        (("undo", "3"), 2, "Unknown import “3”."),
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
