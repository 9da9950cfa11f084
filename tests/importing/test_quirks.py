"""Quirks of how files are written: marks and quotes of programs, ids with a tail, dates of one program."""

from __future__ import annotations

from datetime import datetime

from data.importing import Source
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source, table

FOOTED = """
    "Opportunity Owner","Account Name","Opportunity Name","Stage","Amount","Close Date","Created Date"
    "Ann","Acme","A","Closed Won","12500.00","14/03/2024","05/02/2024"
    "Bob","Beta","B","Closed Lost","8000.00","25/04/2024","15/02/2024"
    "","","","","","",""
    "Grand Totals (2 records)","","","","","",""
    "","","","","","",""
    "Confidential Information - Do Not Distribute"
    "Copyright (c) 2000-2024 vendor.com, inc. All rights reserved."
    """


def test_a_footer_with_commas_does_not_hide_the_quotes(store: Store) -> None:
    preview = look(store, source(FOOTED))
    assert counts(preview) == (2, 0, 0, 0, 6)
    assert preview.files[0].columns[0].header == "Opportunity Owner"


def test_files_put_together_hold_marks_in_the_middle(store: Store) -> None:
    text = "ID;Этап;Сумма\n1;Новая;100\n\ufeffID;Этап;Сумма\n2;Новая;200\n"
    assert counts(look(store, source(text))) == (2, 0, 0, 0, 2)


def test_ids_that_became_fractions_are_ids_again(store: Store) -> None:
    text = "Order ID,Customer ID,Order Date,Amount\n1.0,13085.0,2024-01-05,10\n2.0,,2024-01-06,20\n"
    load(store, source(text))
    assert rows(store, "SELECT deal_id, customer_id FROM deals ORDER BY 1") == [("1", "13085"), ("2", None)]
    versions = "Order ID,Customer ID,Order Date,Amount\n1.0,7,2024-01-05,10\n1.1,7,2024-01-06,20\n"
    load(store, source(versions))
    assert rows(store, "SELECT deal_id FROM deals ORDER BY 1") == [("1",), ("1.0",), ("1.1",), ("2",)]


def test_the_order_of_dates_is_that_of_the_other_dates_of_the_file(store: Store) -> None:
    """Also of a column that is nobody's: one program writes all its dates in one way."""
    text = """
        Order ID,Order Date,Ship Date,Customer,Amount
        1,11/8/2016,11/11/2016,A,10
        2,6/12/2016,6/16/2016,B,20
        """
    assert look(store, source(text)).questions == ()
    load(store, source(text))
    assert rows(store, "SELECT closed_at FROM deals ORDER BY deal_id") == [
        (datetime(2016, 11, 8),), (datetime(2016, 6, 12),),
    ]  # fmt: skip


def test_other_dates_that_disagree_leave_the_question(store: Store) -> None:
    text = "Order ID,Order Date,Paid,Sent,Customer,Amount\n1,11/8/2016,13/1/2016,1/13/2016,A,10\n"
    assert [q.key for q in look(store, source(text)).questions] == ["purchases.closed_at.order"]


def test_seconds_since_1970_are_dates(store: Store) -> None:
    text = "id,stage,company,created,closed\n1,Won,A,1705314153,1707906153000\n2,New,B,1705400553,\n"
    load(store, source(text))
    assert rows(store, "SELECT created_at, closed_at FROM deals ORDER BY deal_id") == [
        (datetime(2024, 1, 15, 10, 22, 33), datetime(2024, 2, 14, 10, 22, 33)),
        (datetime(2024, 1, 16, 10, 22, 33), None),
    ]


def test_a_rejected_row_names_no_stage(store: Store) -> None:
    text = "ID,Этап,Сумма,Дата создания\n1,Переговоры,100,15.01.2024\n2,15.01.2024,5,Новая\n"
    preview = look(store, Source("file.csv", table(text)))
    assert preview.questions == () and counts(preview) == (1, 0, 0, 1, 1)


def test_decimal_commas_that_are_delimiters_too_are_refused(store: Store) -> None:
    """100,50 would be 100, and everything after it one column to the right."""
    text = "ID,Клиент,Сумма,Дата создания,Этап\n1,А,100,50,15.01.2024,Новая\n2,Б,200,00,16.01.2024,Отказ\n"
    assert str(look(store, source(text)).files[0].set_aside).startswith(
        "The rows of file.csv have more cells than its header: a “,” within the values"
    )
    unnamed = "ID;Клиент;Этап;\n1;А;Новая;заметка\n2;Б;Новая;заметка\n"
    assert counts(look(store, source(unnamed))) == (2, 0, 0, 0, 1)


def test_lines_quoted_as_a_whole_are_refused(store: Store) -> None:
    text = '"ID,""Клиент"",Сумма,Этап"\n"1,""А"",100,Новая"\n"2,""Б, В"",200,Отказ"\n'
    assert str(look(store, source(text)).files[0].set_aside).startswith("Each line of file.csv stands in")


def test_the_numbers_of_the_columns_below_their_headers_are_no_deal(store: Store) -> None:
    text = "ID;Клиент;Менеджер;Сумма;Этап\n1;2;3;4;5\n1;А;Анна;100;Новая\n2;Б;Анна;200;Отказ\n"
    assert counts(look(store, source(text))) == (2, 0, 0, 0, 2)


def test_totals_of_groups_name_their_group(store: Store) -> None:
    text = "ID;Клиент;Сумма;Этап\n1;А;100;Новая\n;Итого Анна;100;\n2;Итоговые решения;200;Отказ\n"
    assert counts(look(store, source(text))) == (2, 0, 0, 0, 2)


def test_days_and_months_that_a_spreadsheet_swapped_are_refused(store: Store) -> None:
    """What it could not read as a date of its country stayed a text."""
    texts = [f"{day};Новая;{day}/02/2024" for day in (13, 14, 15, 20, 28)]
    dates = [f"{day};Новая;2024-{day:02}-02" for day in (1, 2, 3, 11, 12)]
    lines = ["ID;Этап;Дата создания", *texts, *dates]
    (problem,) = look(store, source("\n".join(lines))).problems
    assert "a spreadsheet has swapped the day and the month" in str(problem)
    early = ["99;Новая;05/02/2024"]
    assert look(store, source("\n".join(lines + early))).problems == ()


def test_the_sign_of_another_currency_is_told_of(store: Store) -> None:
    text = 'ID,Stage,Company,Amount,Currency\n1,New,A,"$1,000.00",EUR\n2,New,B,"$5.00",USD\n'
    told = [str(warning) for warning in look(store, source(text)).files[0].warnings]
    assert told[0].startswith("1 cells of “Amount” bear the sign of another currency than “Currency”")


def test_of_two_rows_of_one_deal_the_newer_counts(store: Store) -> None:
    """Where a column tells it; of equal times, or none, both stay rejected."""
    text = """
        ID,Клиент,Сумма,Этап,Дата изменения
        1,А,100,Переговоры,20.01.2024 10:00
        1,А,150,Отказ,20.01.2024 10:01
        1,А,90,Новая,01.01.2024 10:00
        2,Б,10,Новая,01.01.2024 10:00
        2,Б,20,Новая,01.01.2024 10:00
        3,В,10,Новая,
        3,В,20,Новая,01.01.2024 10:00
        4,Г,40,Новая,01.01.2024 10:00
        """
    preview = look(store, source(text))
    assert counts(preview) == (2, 0, 2, 4, 1)
    assert [row.row for row in preview.files[0].rejected] == [5, 6, 7, 8]
    load(store, source(text))
    assert rows(store, "SELECT deal_id, amount, stage FROM deals ORDER BY 1") == [
        ("1", 150, "Отказ"),
        ("4", 40, "Новая"),
    ]
