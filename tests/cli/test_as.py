"""``--as``: the command line as one of the people sees it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.people import CONSOLE, Person, directory
from data.store import Store
from tests.cli.conftest import Run

NOW = datetime(2026, 3, 1, 9)
PEOPLE = (
    Person("dir@firm.ru", role="director"),
    Person("lead@firm.ru", role="lead", team="West"),
    Person("anna@firm.ru", role="manager", manager_id="m1"),
    Person("gone@firm.ru", role="analyst", active=False),
)


@pytest.fixture
def people(filled: Store) -> Store:
    for person in PEOPLE:
        directory.add(filled, person, by=CONSOLE, now=NOW)
    return filled


def test_each_sees_his_own(people, run: Run):
    def revenue(email: str) -> dict:
        found = run("show", "revenue", "--by", "manager", "--format", "json", "--as", email)
        return {row["manager"]: row["revenue"] for row in found.json}

    assert revenue("dir@firm.ru") == {"Anna": Decimal("300.35"), "Boris": Decimal("300.00")}
    assert revenue("LEAD@firm.ru") == {"Boris": Decimal("300.00")}
    assert revenue("anna@firm.ru") == {"Anna": Decimal("300.35")}


def test_names_out_of_sight_are_not_even_guessed(people, run: Run):
    found = run("show", "revenue", "--where", "manager=Boris", "--as", "anna@firm.ru")
    assert (found.code, found.out, found.err) == (2, "", "Unknown manager “Boris”.\n")
    found = run("show", "revenue", "--where", "customer=Bet", "--as", "anna@firm.ru")
    assert (found.code, found.err) == (2, "Unknown customer “Bet”.\n")


def test_foreign_money_out_of_sight_is_not_spoken_of(people, run: Run):
    assert run("show", "revenue", "--as", "anna@firm.ru").err == ""
    assert "USD" in run("show", "revenue", "--as", "lead@firm.ru").err


def test_cost_is_refused_to_a_manager_only(people, run: Run):
    found = run("show", "revenue", "margin", "--as", "anna@firm.ru")
    assert (found.code, found.out) == (3, "")
    assert found.err == "“margin” is made of cost, which your role does not see. Ask a director for it.\n"
    assert run("show", "margin", "--as", "lead@firm.ru").code == 0


@pytest.mark.parametrize(
    ("email", "code", "said"),
    [
        ("anna@firm.r", 2, "Unknown person “anna@firm.r”. Did you mean: anna@firm.ru"),
        ("gone@firm.ru", 3, "gone@firm.ru is disabled: enable the person first."),
        ("", 2, "Unknown person “”."),
    ],
)
def test_a_stranger_and_one_who_is_disabled_see_nothing(people, run: Run, email, code, said):
    found = run("show", "revenue", "--as", email)
    assert (found.code, found.out) == (code, "")
    assert found.err.startswith(said)


UPLOAD = """deal_id,amount,status,manager,created_at,closed_at
d1,111,won,Anna,2026-01-01,2026-01-10
d3,1,won,Boris,2026-01-01,2026-02-20
d9,900,won,Anna,2026-02-01,2026-02-21
"""


def test_an_import_touches_only_the_own_deals(people, run: Run, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(UPLOAD)
    found = run("import", str(file), "--yes", "--json", "--as", "anna@firm.ru")
    assert found.code == 0, found.err
    [told] = found.json
    assert (told["new"], told["updated"], told["rejected"]) == (1, 1, 1)
    assert [(row["row"], row["value"]) for row in told["rejected_rows"]] == [(3, "Boris")]
    assert run("show", "revenue", "--by", "manager", "--format", "json").json == [
        {"manager": "Anna", "revenue": Decimal("1211.25")},  # 111 + 200.25 + 900
        {"manager": "Boris", "revenue": Decimal("300.00")},
    ]
    assert run("history", "--json").json[0]["actor"] == "anna@firm.ru"
    assert run("history", "--json", "--as", "lead@firm.ru").json == []
    refused = run("undo", "1", "--as", "lead@firm.ru")
    assert (refused.code, refused.err) == (3, "Import 1 is not yours to take back: ask a director.\n")
    assert run("undo", "--as", "anna@firm.ru").code == 0


def test_a_lead_imports_for_his_team(people, run: Run, tmp_path):
    file = tmp_path / "team.csv"
    file.write_text(UPLOAD)
    [told] = run("import", str(file), "--yes", "--json", "--as", "lead@firm.ru").json
    assert (told["new"], told["updated"], told["rejected"]) == (0, 1, 2)
