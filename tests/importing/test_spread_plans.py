"""Plans whose months are columns, or words without a year: unfolded, and every row of the file accounted for."""

from __future__ import annotations

import io
import itertools
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from data.importing import Source, mappings
from data.importing.values.month_headers import Month, month_of
from tests.importing.helpers import counts, load, look, rows, source

PLANS = "SELECT month, m.name, p.team, amount FROM plans p LEFT JOIN managers m USING (manager_id) ORDER BY 2, 3, 1"
TABLE = """Менеджер;янв 2026;фев 2026;Итого
Анна;100;200,5;300,5
Борис;50;;50
Вера;;;
Итого;150;200,5;350,5
"""
TAKEN = [
    (date(2026, 1, 1), "Анна", "", Decimal("100")),
    (date(2026, 2, 1), "Анна", "", Decimal("200.5")),
    (date(2026, 1, 1), "Борис", "", Decimal("50")),
]


@pytest.mark.parametrize(
    ("header", "month"),
    [
        ("янв 2026", (1, 2026)),
        ("Январь", (1, None)),
        ("Февраль 2026 г.", (2, 2026)),
        ("План, март", (3, None)),
        ("Jan-26", (1, 2026)),
        ("September 2025", (9, 2025)),
        ("01.2026", (1, 2026)),
        ("2026-12", (12, 2026)),
        ("3/2026", (3, 2026)),
        ("2026-02-01", (2, 2026)),
        ("28.02.2026", (2, 2026)),  # the last day
        ("2026-02-14", None),
        ("13.2026", None),
        ("Факт янв 2026", None),
        ("янв-фев", None),
        ("Итого", None),
        ("2026", None),
        ("12 января 2026", None),
    ],
)
def test_a_header_is_a_month(header, month):
    assert month_of(header) == (Month(*month) if month else None)


def test_each_cell_is_a_plan_and_each_row_one_row(store):
    preview = look(store, source(TABLE, "план.csv"))
    file = preview.files[0]
    assert (file.kind, file.problems, file.questions, file.header_row) == ("plans", (), (), 1)
    assert [column.field for column in file.columns] == ["manager", "amount", "amount", None]
    preview.close()
    done = load(store, source(TABLE, "план.csv"))
    # the header, the total, and Вера, whose row holds nothing but her name
    assert counts(done) == (2, 0, 0, 0, 3)
    assert rows(store, PLANS) == TAKEN


def test_the_account_of_a_second_upload(store):
    load(store, source(TABLE, "план.csv"))
    assert counts(load(store, source(TABLE, "план.csv"))) == (0, 0, 2, 0, 3)
    changed = TABLE.replace("200,5;300,5", "210;310").replace("Вера;;;", "Вера;;7;7")
    assert counts(load(store, source(changed, "план.csv"))) == (1, 1, 1, 0, 2)
    grown = changed.replace("Борис;50;;50", "Борис;50;9;59")  # a month more: the row is new
    assert counts(load(store, source(grown, "план.csv"))) == (1, 0, 2, 0, 2)
    assert rows(store, "SELECT count(*), sum(amount) FROM plans") == [(5, Decimal("376"))]


def test_one_bad_cell_rejects_its_row_whole(store):
    text = """План продаж на 2026 год;;;;
Отдел;Менеджер;Январь;Февраль;Март
Север;Анна;100;много;#ДЕЛ/0!
Север;Борис;1;2;-
Юг;;7;8;9
Юг;Вера;;-;
"""
    preview = look(store, source(text))
    file = preview.files[0]
    assert counts(preview) == (2, 0, 0, 2, 2)
    assert [(row.row, row.column, row.value, str(row.reason)) for row in file.rejected] == [
        (3, "Февраль", "много", "is not a number"),
        (6, "Январь", "", "is empty"),
    ]
    assert file.rejected[0].cells == ("Север", "Анна", "100", "много", "#ДЕЛ/0!")
    assert [str(one) for one in file.warnings] == [
        "Months are named without their year: 2026 was taken, the only year in the title and the headers."
    ]
    preview.close()
    load(store, source(text))
    assert rows(store, PLANS) == [
        (date(2026, 1, 1), "Борис", "Север", Decimal("1")),
        (date(2026, 2, 1), "Борис", "Север", Decimal("2")),
        (date(2026, 1, 1), None, "Юг", Decimal("7")),
        (date(2026, 2, 1), None, "Юг", Decimal("8")),
        (date(2026, 3, 1), None, "Юг", Decimal("9")),
    ]


def test_rows_of_one_manager(store):
    text = (
        "Менеджер;План янв 2026;План фев 2026\nАнна;1;2\nАнна;1;\nБорис;3;4\nБорис;5;\nБорис;;4\nВера;6;7\n"
    )
    preview = look(store, source(text))
    # Анна twice says the same; Борис contradicts himself in January, so nothing of those rows is taken, and the
    # row that only repeats the February of one of them goes with it
    assert counts(preview) == (2, 0, 1, 3, 1)
    assert [row.row for row in preview.files[0].rejected] == [4, 5, 6]
    preview.close()
    load(store, source(text))
    assert rows(store, "SELECT sum(amount), count(*) FROM plans") == [(Decimal("16"), 4)]


def test_a_missing_year_is_asked_once_and_remembered(store):
    text = "Менеджер;Январь;Февраль\nАнна;1;2\n"
    plan = source(text, "план.csv")
    preview = look(store, plan, now=datetime(2026, 3, 1))
    [question] = preview.questions
    assert (question.key, [one.value for one in question.options]) == (
        "plans.month.year",
        ["2026", "2027", "2025"],
    )
    preview.close()
    load(store, plan, answers={"plans.month.year": "2027"})
    assert rows(store, "SELECT month, amount FROM plans ORDER BY 1") == [
        (date(2027, 1, 1), Decimal("1")),
        (date(2027, 2, 1), Decimal("2")),
    ]
    [known] = mappings(store)
    assert (known.columns, known.answers) == ({}, {"plans.month.year": "2027"})
    again = look(store, plan)
    assert (again.questions, counts(again)) == ((), (0, 0, 1, 0, 1))
    assert "2027 was taken, as you said" in str(again.files[0].warnings[0])
    again.close()


def test_what_does_not_say_plan_is_asked_about(store):
    report = source("Менеджер;янв 2026;фев 2026\nАнна;1;2\n", "report.csv")
    preview = look(store, report)
    [question] = preview.questions
    assert (question.key, [one.value for one in question.options]) == ("report.csv:kind", ["plans", "ignore"])
    preview.close()
    assert counts(load(store, report, answers={"report.csv:kind": "plans"})) == (1, 0, 0, 0, 1)


def test_months_in_rows_take_the_year_of_the_title(store):
    text = "План на 2026 год;;\nМесяц;Менеджер;План\nЯнварь;Анна;10\nфевраль;Анна;20\nИтого;;30\n"
    assert counts(load(store, source(text))) == (2, 0, 0, 0, 3)
    assert rows(store, "SELECT month, amount FROM plans ORDER BY 1") == [
        (date(2026, 1, 1), Decimal("10")),
        (date(2026, 2, 1), Decimal("20")),
    ]
    preview = look(store, source(text.split("\n", 1)[1]), now=datetime(2026, 3, 1))
    assert [question.key for question in preview.questions] == ["plans.month.year"]
    preview.close()


def test_dates_of_a_workbook_are_months_too(store):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, month = book.add_worksheet("Планы"), book.add_format({"num_format": "mmm yy"})
    sheet.write_row(0, 0, ["Менеджер"])
    sheet.write_datetime(0, 1, datetime(2026, 1, 1), month)
    sheet.write_datetime(0, 2, datetime(2026, 2, 1), month)
    sheet.write_row(1, 0, ["Анна", 100, 200.5])
    sheet.write_row(2, 0, ["Борис", 50])
    book.close()
    assert counts(load(store, Source("планы.xlsx", out.getvalue()))) == (2, 0, 0, 0, 1)
    assert rows(store, PLANS) == TAKEN


def test_deals_with_a_month_are_no_plan(store):
    text = "ID;Stage;Manager;Amount;янв 2026\n1;Won;Anna;10;x\n"
    preview = look(store, source(text))
    assert preview.files[0].kind == "deals"
    preview.close()


CELLS = {"": None, "-": None, "5": Decimal(5), "2,5": Decimal("2.5"), "x": "bad", "#N/A": "bad"}


def test_every_row_of_three_such_cells_is_accounted_for(store):
    table = list(itertools.product(CELLS, repeat=3))
    lines = "\n".join(f"Север;М{at};{';'.join(row)}" for at, row in enumerate(table))
    text = f"План 2026;;;;\nОтдел;Менеджер;янв;фев;мар\n{lines}\nИтого;;9;9;9\n"
    told = [[CELLS[cell] for cell in row] for row in table]
    taken = [row for row in told if "bad" not in row and any(cell is not None for cell in row)]
    cells = [cell for row in taken for cell in row if cell is not None]
    preview = look(store, source(text))
    # 4 of 6 cells are sound in each of three places, and 2 x 2 x 2 rows of them hold nothing
    assert counts(preview) == (64 - 8, 0, 0, 216 - 56, 3) and len(taken) == 56
    [file] = preview.work.files
    kept = file.database.execute("SELECT count(*), sum(amount) FROM staged").fetchone()
    assert kept == (len(cells), sum(cells))
    preview.close()


@pytest.mark.parametrize(
    "text",
    [
        "План, тыс. руб.;;\nМенеджер;янв 2026;фев 2026\nАнна;1,5;2\n",
        "Менеджер;План янв 2026, тыс. руб.;План фев 2026, тыс. руб.\nАнна;1,5;2\n",
    ],
)
def test_thousands_of_the_title_or_the_headers_are_thousands(store, text):
    load(store, source(text))
    assert rows(store, "SELECT amount FROM plans ORDER BY month") == [(Decimal("1500"),), (Decimal("2000"),)]


def test_numbers_of_deals_are_not_taken_for_money(store):
    text = "План по сделкам, 2026;;\nМенеджер;янв;фев\nАнна;3;4\n"
    preview = look(store, source(text))
    [question] = preview.questions
    assert (question.key, [one.value for one in question.options]) == (
        "plans.amount.column",
        ["amount", "deals"],
    )
    preview.close()
    load(store, source(text), answers={"plans.amount.column": "deals"})
    assert rows(store, "SELECT deals, amount FROM plans ORDER BY month") == [(3, None), (4, None)]
    assert counts(load(store, source(text))) == (0, 0, 1, 0, 2)  # the answer is remembered
