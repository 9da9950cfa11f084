"""Rejected rows downloaded, mended in a spreadsheet and uploaded alone."""

from __future__ import annotations

import csv
import io

import pytest

from data.importing import Source, prepare, rejected_csv
from tests.importing.helpers import counts, load, look, rows, source

EXPORT = """
ID;Этап;Сумма;Дата создания;Телефон;Причина отказа
1;Новая;100;01.02.2024;;
2;Новая;сто;03.04.2024;+7 912 345-67-89;=дорого
3;Возврат;-5;32.02.2024;;
"""
STORED = "SELECT deal_id, CAST(amount AS VARCHAR), CAST(created_at AS DATE)::VARCHAR, loss_reason FROM deals ORDER BY 1"


def cells(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))


def written(table: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue()


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "cp1251")])
def test_mended_rows_come_back_alone(store, delimiter, encoding):
    """In the dialect that the spreadsheet happens to save; the phone keeps its plus, and no reason of
    ours is taken for a reason of loss."""
    result = load(store, source(EXPORT))
    assert counts(result) == (1, 0, 0, 2, 1)
    table = cells(rejected_csv(store, delimiter=delimiter), delimiter)
    assert [row[6] for row in table] == ["ID", "2", "3"]
    assert (table[1][10], table[1][11]) == ("'+7 912 345-67-89", "'=дорого")
    table[1][8], table[2][9] = "200,50", "29.02.2024"
    back = Source("mended.csv", written(table, delimiter).encode(encoding))
    preview = prepare(store, [back])
    assert preview.questions == ()
    assert [column.header for column in preview.files[0].columns] == EXPORT.strip().split("\n")[0].split(";")
    assert counts(load(store, back)) == (2, 0, 0, 0, 1)
    assert rows(store, STORED) == [
        ("1", "100.00", "2024-02-01", None),
        ("2", "200.50", "2024-04-03", "=дорого"),
        ("3", "-5.00", "2024-02-29", None),
    ]


def test_unmended_they_are_rejected_for_the_same_reasons(store):
    first = look(store, source(EXPORT))
    again = look(store, Source("again.csv", rejected_csv(first)))
    told = [
        [(row.column, row.value, str(row.reason), row.cells) for row in p.files[0].rejected]
        for p in (first, again)
    ]
    assert told[0] == told[1]
    assert counts(again) == (0, 0, 0, 2, 1)


def test_what_was_answered_of_the_export_holds_for_its_rows(store):
    text = "ID,Company,Stage,Amount,Created\n1,Oak,Won,10,01/02/2026\n2,Oak,Won,ten,02/03/2026\n"
    load(store, source(text), answers={"deals.created_at.order": "day"})
    table = cells(rejected_csv(store))
    table[1][9] = "11"
    preview = look(store, Source("mended.csv", written(table).encode()))
    assert preview.questions == ()
    load(store, Source("mended.csv", written(table).encode()))
    assert rows(store, "SELECT deal_id, CAST(created_at AS DATE)::VARCHAR FROM deals ORDER BY 1") == [
        ("1", "2026-02-01"),
        ("2", "2026-03-02"),
    ]


def test_translated_columns_are_known_too(store):
    data = rejected_csv(look(store, source(EXPORT)), translate=lambda message: f"Ж {message}")
    assert cells(data)[0][0] == "Voronka: Ж File"
    assert counts(look(store, Source("x.csv", data))) == (0, 0, 0, 2, 1)


def test_rows_of_one_file_among_several_keep_its_headers(store):
    other = "ID;Этап;Сумма\n7;Новая;семь\n"
    preview = look(store, source(EXPORT, "a.csv"), source(other, "b.csv"))
    assert cells(rejected_csv(preview))[0][6:] == ["#1", "#2", "#3", "#4", "#5", "#6"]
    assert cells(rejected_csv(preview, file="b.csv"))[0][6:] == ["ID", "Этап", "Сумма"]
