"""Plans whose months are rows and whose columns are names: unfolded once the person has said whose they are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

PLANS = "SELECT month, m.name, p.team, amount FROM plans p LEFT JOIN managers m USING (manager_id) ORDER BY 1, 2, 3"
TABLE = """
План продаж на 2026 год;;;;
Месяц;Анна Крылова;Борис Ежов;Итого;Примечание
Январь;100;200;300;отпуск
Февраль;150,5;;150,5;
Март;-;10;10;
Итого;250,5;210;460,5;
"""


def test_whose_the_names_are_is_asked(store: Store) -> None:
    preview = look(store, source(TABLE))
    [question] = preview.questions
    assert question.key == "plans.across"
    assert [one.value for one in question.options] == ["manager", "team", "pipeline", "product_group"]
    preview.close()


@pytest.mark.parametrize(
    ("answer", "anna", "boris"),
    [
        ("manager", ("Анна Крылова", ""), ("Борис Ежов", "")),
        ("team", (None, "Анна Крылова"), (None, "Борис Ежов")),
    ],
)
def test_each_cell_is_a_plan_and_each_row_one_row(
    store: Store, answer: str, anna: tuple, boris: tuple
) -> None:
    # the title, the header and the total are no data
    assert counts(load(store, source(TABLE), answers={"plans.across": answer})) == (3, 0, 0, 0, 3)
    assert rows(store, PLANS) == [
        (date(2026, 1, 1), *anna, Decimal("100")),
        (date(2026, 1, 1), *boris, Decimal("200")),
        (date(2026, 2, 1), *anna, Decimal("150.5")),
        (date(2026, 3, 1), *boris, Decimal("10")),
    ]
    again = look(store, source(TABLE))
    assert (again.questions, counts(again)) == ((), (0, 0, 3, 0, 3))
    again.close()


def test_a_table_that_says_no_plan_is_asked_about(store: Store) -> None:
    text = source(";Анна;Борис\n01.2026;100;200\n02.2026;150;много\n", "table.csv")
    preview = look(store, text)
    [question] = preview.questions
    assert (question.key, [one.value for one in question.options]) == ("table.csv:kind", ["plans", "ignore"])
    preview.close()
    answers = {"table.csv:kind": "plans", "plans.across": "manager"}
    # one cell that is no number rejects its row whole
    assert counts(load(store, text, answers=answers)) == (1, 0, 0, 1, 1)
    assert rows(store, "SELECT sum(amount) FROM plans") == [(Decimal("300"),)]


@pytest.mark.parametrize(
    "text",
    [
        "Месяц;Выручка;Расходы\nЯнварь 2026;1;2\nФевраль 2026;3;4\n",  # figures, and no names
        "Месяц;Анна факт;Борис факт\nЯнварь 2026;1;2\nФевраль 2026;3;4\n",
        "Дата;Анна;Борис\n12.01.2026;1;2\n13.01.2026;3;4\n",  # days
    ],
)
def test_what_is_no_plan(store: Store, text: str) -> None:
    preview = look(store, source(text))
    assert preview.files[0].kind is None and not preview.questions
    preview.close()


def test_plans_beside_facts(store: Store) -> None:
    text = "Месяц;Анна план;Анна факт;Борис план;Борис факт\n01.2026;1;2;3;4\n02.2026;5;6;7;8\n"
    load(store, source(text), answers={"plans.across": "manager"})
    assert [row[1:] for row in rows(store, PLANS)] == [
        ("Анна", "", Decimal("1")),
        ("Борис", "", Decimal("3")),
        ("Анна", "", Decimal("5")),
        ("Борис", "", Decimal("7")),
    ]
