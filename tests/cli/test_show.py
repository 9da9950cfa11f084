"""``show``: the numbers, digit for digit, as a table, CSV and JSON."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from tests.cli.conftest import MANAGERS
from tests.metrics.uploads import change, snapshots
from tests.rows import deal, fill


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


def test_slippage_is_null_until_a_second_upload_and_needs_no_churn_window(store, run):
    due, seen = date(2026, 2, 20), datetime(2026, 2, 23, 8)
    deals = [
        deal(name, "open", manager_id=manager, created_at=date(2026, 1, 20), expected_close=day)
        for name, manager, day in (("a", "m1", date(2026, 3, 20)), ("b", "m1", due), ("c", "m2", due))
    ]
    february = ("--from", "2026-02-01", "--to", "2026-03-01", "--format", "json")
    moved = [change("a", seen, "expected_close", due, "2026-03-20")]
    taken = snapshots(datetime(2026, 1, 26, 8), seen)
    fill(store, managers=MANAGERS, deals=deals, deal_changes=moved, deal_snapshots=taken[:1])
    assert run("show", "slippage", *february).json == [{"slippage": None}]
    fill(store, managers=MANAGERS, deals=deals, deal_changes=moved, deal_snapshots=taken)
    found = run("show", "slippage", "--by", "manager", *february).json
    assert found == [{"manager": "Anna", "slippage": Decimal("0.5")}, {"manager": "Boris", "slippage": 0}]
    refused = run("show", "slippage", "--grain", "month", *february)
    assert (refused.code, "compares the two ends of one period" in refused.err) == (3, True)
