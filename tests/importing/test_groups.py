"""Names alone in their rows above the rows of a group: asked about, told by their header, or left out in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source

WHOSE = (
    "SELECT deal_id, m.name, c.name, amount FROM deals d LEFT JOIN managers m USING (manager_id) "
    "LEFT JOIN customers c USING (customer_id) ORDER BY 1"
)
BARE = """
Отчёт по продажам за январь 2026;;;
Документ;Дата;Сумма;Товар
Анна Крылова;;;
Реализация 1;10.01.2026;100;Кофе
Реализация 2;11.01.2026;200;Чай
Борис Ежов;;;
Реализация 3;10.01.2026;50;Кофе
Итого;;350;
"""
SUMMED = """
Документ;Дата;Сумма
Анна;;300
Реализация 1;10.01.2026;100
Реализация 2;11.01.2026;200
Борис;;50
Реализация 3;10.01.2026;50
Итого;;350
"""


def test_names_that_no_column_tells_of_are_asked_about(store: Store) -> None:
    preview = look(store, source(BARE))
    [question] = preview.questions
    assert (question.key, question.examples) == ("purchases.group", ("Анна Крылова", "Борис Ежов"))
    assert [one.value for one in question.options] == ["manager", "customer", "region", "none"]
    preview.close()


@pytest.mark.parametrize(
    ("answer", "anna", "boris"),
    [
        ("manager", ("Анна Крылова", None), ("Борис Ежов", None)),
        ("customer", (None, "Анна Крылова"), (None, "Борис Ежов")),
        ("none", (None, None), (None, None)),
    ],
)
def test_as_answered(store: Store, answer: str, anna: tuple, boris: tuple) -> None:
    # the title, the header, two names and the total are no data
    assert counts(load(store, source(BARE), answers={"purchases.group": answer})) == (3, 0, 0, 0, 5)
    assert rows(store, WHOSE) == [
        ("Реализация 1", *anna, Decimal("100.00")),
        ("Реализация 2", *anna, Decimal("200.00")),
        ("Реализация 3", *boris, Decimal("50.00")),
    ]
    again = look(store, source(BARE))  # the answer is remembered
    assert (again.questions, counts(again)) == ((), (0, 0, 3, 0, 5))
    again.close()


def test_names_with_the_sums_of_their_rows(store: Store) -> None:
    assert counts(load(store, source(SUMMED), answers={"purchases.group": "manager"})) == (3, 0, 0, 0, 4)
    assert [row[1] for row in rows(store, WHOSE)] == ["Анна", "Анна", "Борис"]


def test_where_one_sum_is_wrong_nobody_is_given_rows(store: Store) -> None:
    """The rows of Борис must not become those of Анна."""
    preview = look(store, source(SUMMED.replace("Борис;;50", "Борис;;51")))
    [file] = preview.files
    assert (file.questions, counts(preview)) == ((), (3, 0, 0, 1, 3))
    assert [str(one)[:78] for one in file.warnings] == [
        "1 rows are sums of others and were left out with their names: Анна. If these s"
    ]
    preview.close()


def test_groups_of_deals(store: Store) -> None:
    text = """
    ID;Название;Этап;Сумма
    Анна;;;
    1;Сделка А;Переговоры;100
    2;Сделка Б;Переговоры;200
    Борис;;;
    3;Сделка В;Переговоры;50
    """
    assert counts(load(store, source(text), answers={"deals.group": "manager"})) == (3, 0, 0, 0, 3)
    assert [row[:2] for row in rows(store, WHOSE)] == [("1", "Анна"), ("2", "Анна"), ("3", "Борис")]


def test_a_header_says_what_the_names_are(store: Store) -> None:
    """Groups within groups, each in a column of its own; a row right below a manager has no customer."""
    text = """
    Менеджер;Клиент;Документ;Дата;Сумма
    Анна;;;;300
    ;ООО Север;;;100
    ;;Реализация 1;10.01.2026;100
    ;ООО Юг;;;200
    ;;Реализация 2;11.01.2026;200
    Борис;;;;50
    ;;Реализация 3;10.01.2026;50
    Итого;;;;350
    """
    assert counts(load(store, source(text))) == (3, 0, 0, 0, 6)
    assert [row[:3] for row in rows(store, WHOSE)] == [
        ("Реализация 1", "Анна", "ООО Север"),
        ("Реализация 2", "Анна", "ООО Юг"),
        ("Реализация 3", "Борис", None),
    ]


def test_groups_within_groups_of_one_column_are_left_out_in_words(store: Store) -> None:
    text = """
    Документ;Дата;Сумма
    Анна;;
    ООО Север;;
    Реализация 1;10.01.2026;100
    ООО Юг;;
    Реализация 2;11.01.2026;200
    """
    preview = look(store, source(text))
    [file] = preview.files
    assert (file.questions, counts(preview)) == ((), (2, 0, 0, 0, 4))
    assert "3 rows hold one cell alone and were left out: Анна, ООО Север, ООО Юг." in str(file.warnings[0])
    preview.close()


def test_a_name_further_down_says_nothing_of_the_rows_above_it(store: Store) -> None:
    text = """
    ID;Название;Этап;Сумма
    1;Сделка А;Переговоры;100
    ;Борис;;
    2;Сделка В;Переговоры;50
    """
    preview = look(store, source(text))
    [file] = preview.files
    assert (file.questions, counts(preview)) == ((), (2, 0, 0, 0, 2))
    assert "1 rows hold one cell alone and were left out: Борис." in str(file.warnings[0])
    preview.close()


PIVOT = """
Менеджер;Клиент;Документ;Дата;Сумма
Анна;ООО Север;Реализация 1;10.01.2026;100
;;Реализация 2;11.01.2026;200
;ООО Юг;Реализация 3;11.01.2026;300
Борис;;Реализация 4;10.01.2026;50
;ООО Юг;Реализация 5;10.01.2026;70
;;Реализация 6;10.01.2026;80
"""


def test_what_a_pivot_table_leaves_blank_is_asked_about(store: Store) -> None:
    preview = look(store, source(PIVOT))
    assert "purchases.manager.blank" in [one.key for one in preview.questions]
    preview.close()
    answers = {"purchases.manager.blank": "above", "purchases.customer.blank": "above"}
    assert counts(load(store, source(PIVOT), answers=answers)) == (6, 0, 0, 0, 1)
    assert [row[1:3] for row in rows(store, WHOSE)] == [
        ("Анна", "ООО Север"),
        ("Анна", "ООО Север"),
        ("Анна", "ООО Юг"),
        ("Борис", None),
        ("Борис", "ООО Юг"),
        ("Борис", "ООО Юг"),
    ]


def test_blank_may_be_nobody(store: Store) -> None:
    answers = {"purchases.manager.blank": "nothing", "purchases.customer.blank": "nothing"}
    load(store, source(PIVOT), answers=answers)
    assert [row[1] for row in rows(store, WHOSE)] == ["Анна", None, None, "Борис", None, None]


def test_managers_that_come_again_are_no_pivot(store: Store) -> None:
    text = PIVOT.replace("\n;;Реализация 6", "\nАнна;;Реализация 6")
    preview = look(store, source(text))
    assert preview.questions == ()
    preview.close()
