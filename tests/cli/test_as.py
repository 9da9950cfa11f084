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
