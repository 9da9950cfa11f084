"""What a person sees in a workbook and its quick reader does not tell: errors of formulas, percents."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import xlsxwriter
import xlwt

from data.importing import Source, marks, marks_xlsx, workbooks
from data.store import Store
from tests.importing.helpers import counts, load, look, rows, source
from tests.importing.test_containers import packed

SEEN = [
    ["ID", "Этап", "Сумма", "Вероятность", "Источник"],
    ["1", "Новая", "100", "35%", "сайт"],
    ["2", "Новая", "#DIV/0!", "7.5%", "#N/A"],
    ["3", "Новая", "3", "100%", "#REF!"],
]
ERRORS = {"#DIV/0!": "=1/0", "#N/A": "=NA()", "#REF!": "=#REF!"}
TURNED = {"35%": 0.35, "7.5%": 0.075, "100%": 1}


def xlsx(cells: list[list[str]] = SEEN, number_format: str = '0.0" %"0%') -> bytes:
    """From the third row and the second column of its second sheet on, as a person lays it out."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Титул")
    sheet, style = book.add_worksheet("Сделки"), book.add_format({"num_format": number_format})
    for y, row in enumerate(cells, 2):
        for x, cell in enumerate(row, 1):
            if cell in ERRORS:
                sheet.write_formula(y, x, ERRORS[cell], None, cell)
            elif cell in TURNED:
                sheet.write_number(y, x, TURNED[cell], style)
            else:
                sheet.write(y, x, int(cell) if cell.isdecimal() else cell)
    book.close()
    return out.getvalue()


def edited(book: bytes, change) -> bytes:
    """With the text of its sheets changed."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed({name: change(text) if "worksheets/" in name else text for name, text in parts.items()})


def unplaced(text: bytes) -> bytes:
    """Rows and cells known by their turn alone, as some programs write them."""
    full = text.replace(b'<row r="3" ', b'<row r="1" /><row r="2" /><row ').replace(
        b'<c r="B', b'<c /><c r="B'
    )
    return re.sub(rb'(<(?:c|row)) r="\w+"', rb"\1", full)


def prefixed(text: bytes) -> bytes:
    named = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", text)
    return named.replace(b"xmlns=", b"xmlns:x=")


def xls() -> bytes:
    out, book = io.BytesIO(), xlwt.Workbook(encoding="utf-8")
    book.add_sheet("Титул")
    sheet = book.add_sheet("Сделки")
    percent = xlwt.easyxf(num_format_str="0.00%")
    for y, row in enumerate(SEEN, 2):
        for x, cell in enumerate(row, 1):
            if cell in TURNED:
                sheet.write(y, x, TURNED[cell], percent)
            elif cell in ERRORS:
                sheet.row(y).insert_cell(
                    x, xlwt.Cell.ErrorCell(y, x, 0, {"#DIV/0!": 7, "#REF!": 23, "#N/A": 42}[cell])
                )
            else:
                sheet.write(y, x, int(cell) if cell.isdecimal() else cell)
    book.save(out)
    return out.getvalue()


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="Титул"><table:table-row><table:table-cell
 office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Сделки"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods() -> bytes:
    def cell(text: str) -> str:
        if text in ERRORS:
            told = 'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"'
        elif text in TURNED:
            told = f'office:value-type="percentage" office:value="{TURNED[text]}"'
        elif text.isdecimal():
            told = f'office:value-type="float" office:value="{text}"'
        else:
            told = 'office:value-type="string"'
        return f"<table:table-cell {told}><text:p>{text}</text:p></table:table-cell>"

    lines = ("<table:table-cell/>" + "".join(map(cell, row)) for row in SEEN)
    content = ODS.format(rows="".join(f"<table:table-row>{line}</table:table-row>" for line in lines))
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    manifest = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return packed({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest})


BOOKS = {
    "xlsx": xlsx(),
    "xlsx that names no places": edited(xlsx(), unplaced),
    "xlsx with a prefix": edited(xlsx(), prefixed),
    "xls": xls(),
    "ods": ods(),
}


@pytest.mark.parametrize("book", BOOKS.values(), ids=BOOKS)
def test_cells_are_read_as_a_person_sees_them(book: bytes) -> None:
    with workbooks.opened("book", book) as opened:
        assert list(opened.rows("Сделки"))[2:] == SEEN


def test_a_sheet_read_in_many_pieces_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks_xlsx, "PIECE", 7)
    for name in ("xlsx", "xlsx that names no places"):
        with workbooks.opened("book", BOOKS[name]) as opened:
            assert list(opened.rows("Сделки"))[2:] == SEEN


@pytest.mark.parametrize("form", ["0", '0"%"', r"0\%", "General", "[$%-419]0"])
def test_a_percent_sign_that_is_only_shown_turns_nothing(form: str) -> None:
    with workbooks.opened("book", xlsx([["p"], ["35%"]], form)) as opened:
        assert list(opened.rows("Сделки"))[2:] == [["p"], ["0.35"]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0.35", "35%"), ("1", "100%"), ("0.0725", "7.25%"), ("-2.5", "-250%"), ("", ""), ("да", "да")],
)
def test_a_percent_is_a_hundred_times_the_number(text: str, shown: str) -> None:
    assert marks.percent(text) == shown


def test_a_damaged_workbook_is_not_our_say(store: Store) -> None:
    assert list(marks.marked(b"PK\x03\x04 no archive", "a", 0, [["1"]])) == [["1"]]
    assert list(marks.marked(xls()[:1500], "Сделки", 0, [["1"]])) == [["1"]]
    assert list(marks.marked(xlsx(), "no such sheet", 0, [["1"]])) == [["1"]]


@pytest.mark.parametrize("name", ["xlsx", "xls", "ods"])
def test_a_workbook_and_its_csv_are_taken_alike(store: Store, name: str) -> None:
    preview = look(store, Source("book", BOOKS[name]))
    file = preview.files[0]
    assert (file.counts.new, file.counts.rejected) == (2, 1)
    assert [(row.row, row.column, row.value) for row in file.rejected] == [(5, "Сумма", "#DIV/0!")]
    preview.close()
    load(store, Source("book", BOOKS[name]))
    text = "\n".join(";".join(row) for row in SEEN)
    assert counts(look(store, source(text, "plain.csv"))) == (0, 0, 2, 1, 1)
    found = rows(store, "SELECT deal_id, probability, source FROM deals ORDER BY 1")
    assert found == [("1", 0.35, "сайт"), ("3", 1.0, None)]


@pytest.mark.parametrize(
    ("cells", "shares"),
    [
        (["35%", "0.5%", "100%"], [0.35, 0.005, 1.0]),
        (["35", "5", "100"], [0.35, 0.05, 1.0]),
        (["0,35", "0,5", "1"], [0.35, 0.5, 1.0]),
        (["35%", "0.5", "1"], [0.35, 0.5, 1.0]),  # cells that were formatted, and cells that were not
        (["35%", "50", "1"], [0.35, 0.5, 0.01]),
    ],
)
def test_a_share_is_told_by_its_sign_or_by_its_column(
    store: Store, cells: list[str], shares: list[float]
) -> None:
    text = "ID;Этап;Вероятность, %\n" + "".join(f"{i};Новая;{cell}\n" for i, cell in enumerate(cells))
    load(store, source(text))
    assert [p for (p,) in rows(store, "SELECT probability FROM deals ORDER BY deal_id")] == shares


def test_a_percent_is_no_sum_of_money(store: Store) -> None:
    text = "ID;Этап;Сумма;Скидка\n1;Оплачено;100;10%\n2;Оплачено;50;5 %\n"
    found = look(store, source(text))
    assert counts(found) == (2, 0, 0, 0, 1)
    assert found.files[0].columns[3].field is None
    assert any("“Скидка” was left out" in str(each) for each in found.files[0].warnings)
