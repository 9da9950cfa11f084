"""What a file leaves open is asked, never guessed; the answer is remembered by the header."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from data.errors import BadInput, Refused, Unknown
from data.importing import confirm, undo
from data.store import Store
from tests.importing.helpers import NOW, counts, load, look, rows, source

SLASHES = "ID;Stage;Amount;Create Date\n1;New;1;01/02/2024\n2;New;2;03/04/2024\n"
COMMAS = 'ID,Stage,Amount\n1,New,"1,234"\n2,New,"5,678"\n'


def test_an_order_of_day_and_month_that_fits_both_is_asked(store: Store) -> None:
    preview = look(store, source(SLASHES))
    (question,) = preview.questions
    assert question.key == "deals.created_at.order"
    assert [option.value for option in question.options] == ["day", "month"]
    assert [str(option.label) for option in question.options] == [
        "the day comes first: 01/02/2024 is 2024-02-01",
        "the month comes first: 01/02/2024 is 2024-01-02",
    ]
    assert question.syntax == "--answer 'deals.created_at.order=day|month'"
    with pytest.raises(Refused, match="A question is open: Every date of “Create Date” fits two orders"):
        confirm(store, preview, actor="tester", now=NOW)
    load(store, source(SLASHES), answers={"deals.created_at.order": "month"})
    assert rows(store, "SELECT created_at FROM deals ORDER BY deal_id") == [
        (datetime(2024, 1, 2),),
        (datetime(2024, 3, 4),),
    ]


def test_the_answer_is_remembered_until_the_import_is_undone(store: Store) -> None:
    load(store, source(SLASHES), answers={"deals.created_at.order": "month"})
    later = SLASHES.replace("03/04/2024", "05/06/2024")
    assert not look(store, source(later)).questions
    undo(store, now=NOW)
    assert look(store, source(later)).questions


def test_an_answer_does_not_bend_a_column_that_speaks_for_itself(store: Store) -> None:
    load(store, source(SLASHES + "3;New;3;25/12/2023\n"), answers={"deals.created_at.order": "month"})
    assert rows(store, "SELECT created_at FROM deals WHERE deal_id = '1'") == [(datetime(2024, 2, 1),)]


def test_an_answer_for_one_file_only(store: Store) -> None:
    first, second = (
        source(SLASHES, name="a.csv"),
        source(SLASHES.replace("1;New", "11;New").replace("2;New", "12;New"), name="b.csv"),
    )
    said = {"deals.created_at.order": "day", "b.csv:deals.created_at.order": "month"}
    load(store, first, second, answers=said)
    assert rows(store, "SELECT deal_id, created_at FROM deals WHERE amount = 1 ORDER BY deal_id") == [
        ("1", datetime(2024, 2, 1)),
        ("11", datetime(2024, 1, 2)),
    ]


@pytest.mark.parametrize(("answer", "amount"), [("point", Decimal("1234.00")), ("comma", Decimal("1.23"))])
def test_a_separator_that_could_be_either_is_asked(store: Store, answer: str, amount: Decimal) -> None:
    (question,) = look(store, source(COMMAS)).questions
    assert question.key == "deals.amount.decimal"
    load(store, source(COMMAS), answers={question.key: answer})
    assert rows(store, "SELECT amount FROM deals WHERE deal_id = '1'") == [(amount,)]


def test_dates_that_change_their_order_half_way_are_refused_with_the_rows(store: Store) -> None:
    text = "ID;Stage;Amount;Create Date\n1;New;1;13/02/2024\n2;New;2;03/04/2024\n3;New;2;02/14/2024\n"
    preview = look(store, source(text))
    assert [str(problem)[:95] for problem in preview.problems] == [
        "“Create Date”: the day comes first in some rows (2…, e.g. 13/02/2024) and the month in others (4"
    ] or "(4…, e.g. 02/14/2024)" in str(preview.problems[0])
    with pytest.raises(Refused, match="the day comes first in some rows"):
        confirm(store, preview, actor="tester", now=NOW)
    load(store, source(text), mapping={"created_at": ""})
    assert rows(store, "SELECT count(*), count(created_at) FROM deals") == [(3, 0)]


def test_stages_nobody_knows_are_asked_when_they_look_finished(store: Store) -> None:
    text = "ID;Этап;Сумма;Дата создания;Дата закрытия\n1;Альфа;1;01.02.2024;\n2;Бета;2;01.02.2024;05.02.2024\n3;Гамма;3;01.02.2024;06.02.2024\n"
    preview = look(store, source(text))
    assert [question.key for question in preview.questions] == ["deals.won", "deals.lost"]
    assert [option.value for option in preview.questions[0].options] == ["Альфа", "Бета", "Гамма", "none"]
    assert preview.questions[0].several
    load(store, source(text), answers={"deals.won": "Бета", "deals.lost": "Гамма"})
    assert rows(store, "SELECT deal_id, status FROM deals ORDER BY 1") == [
        ("1", "open"),
        ("2", "won"),
        ("3", "lost"),
    ]
    assert rows(store, "SELECT stage, kind, position FROM stages ORDER BY 1") == [
        ("Альфа", "open", 1), ("Бета", "won", 2), ("Гамма", "lost", None),
    ]  # fmt: skip


def test_an_unknown_stage_without_closing_dates_is_open_and_said_so(store: Store) -> None:
    preview = look(
        store,
        source(
            "ID;Этап;Дата закрытия\n1;Выиграна;01.02.2024\n2;Проиграна;02.02.2024\n3;Дозревают;не закрыта\n"
        ),
    )
    assert not preview.questions
    assert "Дозревают" in " ".join(str(warning) for warning in preview.files[0].warnings)


def test_a_file_without_ids_asks_for_its_key(store: Store) -> None:
    text = "Название сделки;Этап;Сумма;Дата создания;Компания\nА;Новая;1;01.02.2024;К\nА;Новая;2;02.02.2024;К\nБ;Новая;2;02.02.2024;К\n"
    (question,) = look(store, source(text)).questions
    assert question.key == "deals.key"
    assert question.options[0].value == "name,created_at"
    assert str(question.options[0].label) == "Название сделки + Дата создания: 3 different in 3 rows"
    load(store, source(text), answers={"deals.key": "name,created_at"})
    assert rows(store, "SELECT deal_id FROM deals ORDER BY 1") == [
        ("А · 2024-02-01",), ("А · 2024-02-02",), ("Б · 2024-02-02",),
    ]  # fmt: skip


def test_columns_of_one_name_that_differ_are_asked_about(store: Store) -> None:
    text = "ID;Этап;Источник;Сумма;Источник\n1;Новая;Сайт;5;Звонок\n2;Новая;;6;Сайт\n"
    (question,) = look(store, source(text)).questions
    assert (question.key, [o.value for o in question.options]) == (
        "deals.source.column",
        ["#3", "#5", "none"],
    )
    load(store, source(text), answers={"deals.source.column": "#5"})
    assert rows(store, "SELECT source FROM deals ORDER BY deal_id") == [("Звонок",), ("Сайт",)]


def test_of_columns_of_one_name_the_only_filled_one_is_taken(store: Store) -> None:
    load(store, source("ID;Этап;Источник;Сумма;Источник\n1;Новая;;5;Звонок\n"))
    assert rows(store, "SELECT source FROM deals") == [("Звонок",)]


def test_a_file_that_fits_two_kinds_is_asked(store: Store) -> None:
    people = source("Name;Email\nAnn;a@example.org\n")
    (question,) = look(store, people).questions
    assert question.key == "file.csv:kind"
    assert {option.value for option in question.options} == {"customers", "managers", "ignore"}
    assert counts(load(store, people, kinds={"file.csv": "managers"})) == (1, 0, 0, 0, 1)
    assert not look(store, people).questions  # remembered


def test_a_mapping_given_by_header_or_place_wins_and_is_remembered(store: Store) -> None:
    text = "ID;Этап;Сумма;Маржа\n1;Новая;5;3\n"
    load(store, source(text), mapping={"amount": "Маржа", "cost": "#3"})
    assert rows(store, "SELECT amount, cost FROM deals") == [(Decimal("3.00"), Decimal("5.00"))]
    columns = {
        column.header: (column.field, column.how) for column in look(store, source(text)).files[0].columns
    }
    assert columns["Маржа"] == ("amount", "remembered")


def test_names_that_do_not_exist_are_told_with_the_nearest(store: Store) -> None:
    deals = source("ID;Этап;Сумма\n1;Новая;5\n")
    with pytest.raises(Unknown, match="Unknown field “amuont”. Did you mean: amount"):
        look(store, deals, mapping={"amuont": "Сумма"})
    with pytest.raises(Unknown, match="Unknown column “Суммы”. Did you mean: Сумма"):
        look(store, deals, mapping={"amount": "Суммы"})
    with pytest.raises(BadInput, match="Unknown kind “deal”"):
        look(store, deals, kinds={"*": "deal"})
    with pytest.raises(BadInput, match="There is no column #9"):
        look(store, deals, mapping={"amount": "#9"})


def test_a_near_spelling_is_taken_and_said(store: Store) -> None:
    preview = look(store, source("ID;Этап;Ответственнный\n1;Новая;Анна\n"))
    column = preview.files[0].columns[2]
    assert (column.field, column.how) == ("manager", "fuzzy") and 0.8 < column.confidence < 0.9
    assert "by a like spelling" in str(preview.files[0].warnings[0])


def test_stages_nobody_knows_are_open_when_none_of_their_deals_is_closed(store: Store) -> None:
    preview = look(store, source("ID;Этап;Дата закрытия\n1;Альфа;\n2;Бета;не закрыта\n"))
    assert not preview.questions and counts(preview) == (2, 0, 0, 0, 1)


def test_amounts_finer_than_a_cent_are_rounded_and_it_is_said(store: Store) -> None:
    preview = look(store, source("ID;Этап;Сумма\n1;Новая;10,1254\n2;Новая;7,5\n"))
    assert [str(warning) for warning in preview.files[0].warnings] == [
        "“Сумма” has more than two decimals: amounts are rounded to cents."
    ]


def test_a_file_without_a_header_is_read_by_places_when_told(store: Store) -> None:
    bare = source("1;100,50;01.02.2024;Альфа\n2;200,00;02.02.2024;Бета\n")
    assert look(store, bare).files[0].kind is None
    said = {"deal_id": "#1", "amount": "#2", "closed_at": "#3", "customer": "#4"}
    result = load(store, bare, kinds={"*": "purchases"}, mapping=said)
    assert counts(result) == (2, 0, 0, 0, 0)
    assert rows(store, "SELECT deal_id, amount, customer_id FROM deals ORDER BY 1") == [
        ("1", Decimal("100.50"), "Альфа"),
        ("2", Decimal("200.00"), "Бета"),
    ]


def test_the_example_of_a_question_about_dates_is_another_day_in_the_other_order(store: Store) -> None:
    text = "ID;Stage;Amount;Create Date\n1;New;1;01/01/2024\n2;New;2;03/04/24\n"
    (question,) = look(store, source(text)).questions
    assert str(question.text) == "Every date of “Create Date” fits two orders: what is 03/04/24?"
    assert [str(option.label) for option in question.options] == [
        "the day comes first: 03/04/24 is 2024-04-03",
        "the month comes first: 03/04/24 is 2024-03-04",
    ]
    assert (
        look(store, source(text.replace("03/04/24", "03/03/24"))).questions == ()
    )  # the same day either way


def test_a_day_that_is_in_no_calendar_costs_its_row_and_not_the_column(store: Store) -> None:
    text = "ID;Stage;Amount;Create Date\n1;New;1;13.02.2024\n2;New;2;32.13.2024\n3;New;2;03.04.2024\n"
    preview = look(store, source(text))
    assert preview.problems == ()
    assert [(row.row, row.value, str(row.reason)) for row in preview.files[0].rejected] == [
        (3, "32.13.2024", "is not a date")
    ]
    load(store, source(text))
    assert rows(store, "SELECT deal_id, created_at FROM deals ORDER BY 1") == [
        ("1", datetime(2024, 2, 13)),
        ("3", datetime(2024, 4, 3)),
    ]
