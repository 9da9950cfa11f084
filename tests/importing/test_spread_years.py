"""The year of months in headers: that of the others only where they follow each other, else asked or refused."""

from __future__ import annotations

from datetime import date

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

MONTHS = "SELECT month FROM plans ORDER BY 1"
TWO_YEARS = "are of more than one year: write the year in each of them."


@pytest.mark.parametrize(
    ("headers", "months"),
    [
        ("янв 2026;фев;март", [(2026, 1), (2026, 2), (2026, 3)]),
        ("Ноябрь;Декабрь 2025", [(2025, 11), (2025, 12)]),
        ("Ноябрь 2025;Январь 2026", [(2025, 11), (2026, 1)]),
    ],
)
def test_months_that_follow_each_other_share_the_year(
    store: Store, headers: str, months: list[tuple]
) -> None:
    cells = ";".join("5" for _ in months)
    load(store, source(f"Менеджер;{headers}\nАнна;{cells}\n", "план.csv"))
    assert rows(store, MONTHS) == [(date(*month, 1),) for month in months]


def test_after_december_a_bare_january_is_asked_about(store: Store) -> None:
    text = "Менеджер;Декабрь 2025;Январь;Февраль\nАнна;1;2;3\n"
    found = look(store, source(text, "план.csv"))
    assert [question.key for question in found.questions] == ["plans.month.year"]
    found.close()
    load(store, source(text, "план.csv"), answers={"plans.month.year": "2026"})
    assert rows(store, MONTHS) == [(date(2025, 12, 1),), (date(2026, 1, 1),), (date(2026, 2, 1),)]


@pytest.mark.parametrize("headers", ["Ноябрь;Декабрь;Январь", "Ноябрь 2025;Декабрь;Январь 2026"])
def test_bare_months_of_two_years_are_refused(store: Store, headers: str) -> None:
    text = f"План 2026 года\nМенеджер;{headers}\nАнна;1;2;3\n"
    found = look(store, source(text, "план.csv"), answers={"plans.month.year": "2026"})
    assert [str(problem) for problem in found.problems] == [
        f"The months in the headers of план.csv {TWO_YEARS}"
    ]
    assert (found.ready, found.questions) == (False, ())


def test_a_row_that_repeats_a_rejected_one_says_so(store: Store) -> None:
    text = "Менеджер;янв 2026;фев 2026\nАнна;10;abc\nАнна;10;30\nБорис;1;2\n"
    found = look(store, source(text, "план.csv"))
    assert counts(found) == (1, 0, 0, 2, 1)
    assert [(row.row, row.column, row.value, str(row.reason)) for row in found.files[0].rejected] == [
        (2, "фев 2026", "abc", "is not a number"),
        (3, "янв 2026", "10", "repeats a plan of a row that is rejected"),
    ]
