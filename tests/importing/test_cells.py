"""Cells of spreadsheets that show another thing than they hold: failed formulas, percents."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter
import xlwt

from data.importing import Source
from data.importing.reading.cells import Mark, marks
from data.importing.reading.cells import xlsx as cells_xlsx
from data.importing.reading.cells.model import is_percent
from tests.importing.helpers import counts, load, look, rows, source

HEADER = ("ID", "Stage", "Amount", "Company", "Source", "Probability", "Close date")
BODY = (
    ("1", "Won", 100, "Oak", "Site", 0.355, "2024-01-05"),
    ("2", "Won", "#DIV/0!", "Elm", "#N/A", 1, "2024-01-06"),
    ("3", "Negotiation", 70.5, "Ash", "#N/A", 0.07, None),
)
TAKEN = [
    ("1", 100, "Site", 0.355),
    ("3", 70.5, None, 0.07),
]


def xlsx(places: bool = True) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, percent = book.add_worksheet("Deals"), book.add_format({"num_format": '0.0" of 100"%'})
    for y, row in enumerate((HEADER, *BODY)):
        for x, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("#"):
                sheet.write_formula(y, x, "=A1/0", None, cell)
            elif cell is not None:
                sheet.write(y, x, cell, percent if x == 5 and y else None)
    book.close()
    return out.getvalue() if places else without_places(out.getvalue())


def without_places(book: bytes) -> bytes:
    """As some programs write: cells and rows that only follow each other."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                for row in range(1, 5):
                    content = content.replace(f' r="{row}"'.encode(), b"")
                    for letter in "ABCDEFG":
                        content = content.replace(f' r="{letter}{row}"'.encode(), b"")
            new.writestr(name, content)
    return out.getvalue()


def xls() -> bytes:
    out, book = io.BytesIO(), xlwt.Workbook()
    sheet, percent = book.add_sheet("Deals"), xlwt.easyxf(num_format_str="0.0%")
    for y, row in enumerate((HEADER, *BODY)):
        for x, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("#"):
                sheet.row(y).set_cell_error(x, {"#N/A": "#N/A!"}.get(cell, cell))  # its own word for it
            elif cell is not None:
                sheet.write(y, x, cell, *([percent] if x == 5 and y else []))
    book.save(out)
    return out.getvalue()


def ods() -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:{urn}"'
        for name, urn in (
            ("office", "oasis:names:tc:opendocument:xmlns:office:1.0"),
            ("table", "oasis:names:tc:opendocument:xmlns:table:1.0"),
            ("text", "oasis:names:tc:opendocument:xmlns:text:1.0"),
            ("calcext", "org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"),
        )
    )
    body = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in (HEADER, *BODY)
    )
    other = '<table:table table:name="Other"><table:table-row/></table:table>'
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>{other}'
        f'<table:table table:name="Deals">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archive.writestr("content.xml", content)
    return out.getvalue()


def _ods_cell(cell: object) -> str:
    if cell is None:
        return '<table:table-cell table:number-columns-repeated="1"/>'
    if isinstance(cell, float | int):
        kind = "percentage" if cell <= 1 else "float"
        return f'<table:table-cell office:value-type="{kind}" office:value="{cell}"><text:p>x</text:p></table:table-cell>'
    failed = 'office:string-value="" calcext:value-type="error"' if str(cell).startswith("#") else ""
    return f'<table:table-cell office:value-type="string" {failed}><text:p>{cell}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("name", "book"),
    [("a.xlsx", xlsx()), ("b.xlsx", xlsx(places=False)), ("c.xls", xls()), ("d.ods", ods())],
    ids=["xlsx", "xlsx without places", "xls", "ods"],
)
def test_a_workbook_is_read_as_its_cells_are_shown(store, tmp_path, name, book):
    (tmp_path / name).write_bytes(book)
    found = list(marks(str(tmp_path / name))("Deals"))
    assert found == [
        Mark(1, 5, "%"),
        Mark(2, 2, "#DIV/0!"),
        Mark(2, 4, "#N/A"),
        Mark(2, 5, "%"),
        Mark(3, 4, "#N/A"),
        Mark(3, 5, "%"),
    ]
    done = load(store, Source(name, book))
    assert counts(done) == (2, 0, 0, 1, 1)
    assert rows(store, "SELECT deal_id, amount, source, probability FROM deals ORDER BY 1") == TAKEN


def rewritten(book: bytes, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name.endswith("sheet1.xml") else old.read(name))
    return out.getvalue()


def with_blank_rows(sheet: bytes) -> bytes:
    """Two rows of nothing above the table, closed in themselves."""
    return sheet.replace(b"<sheetData>", b"<sheetData><row/><row />")


def with_prefix(sheet: bytes) -> bytes:
    return re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet).replace(b"xmlns=", b"xmlns:x=")


@pytest.mark.parametrize(
    ("book", "down"),
    [
        (rewritten(xlsx(places=False), with_blank_rows), 2),
        (rewritten(xlsx(places=False), lambda sheet: with_prefix(with_blank_rows(sheet))), 2),
        (rewritten(xlsx(), with_prefix), 0),
        (rewritten(xlsx(), lambda sheet: sheet.replace(b' t="e"', b" t='e'")), 0),
    ],
    ids=["blank rows without places", "blank rows, prefixed", "prefixed", "other quotation marks"],
)
@pytest.mark.parametrize("piece", [7, 1 << 20])
def test_however_a_program_writes_the_sheet(tmp_path, monkeypatch, book, down, piece):
    monkeypatch.setattr(cells_xlsx, "_PIECE", piece)
    (tmp_path / "a.xlsx").write_bytes(book)
    (tmp_path / "b.xlsx").write_bytes(xlsx())
    plain = marks(str(tmp_path / "b.xlsx"))("Deals")
    assert list(marks(str(tmp_path / "a.xlsx"))("Deals")) == [m._replace(row=m.row + down) for m in plain]


def test_the_same_as_from_a_csv(store):
    written = "\n".join(";".join(_csv(cell, x) for x, cell in enumerate(row)) for row in (HEADER, *BODY))
    preview = look(store, source(written))
    file = preview.files[0]
    assert counts(preview) == (2, 0, 0, 1, 1)
    [row] = file.rejected
    assert (row.row, row.column, row.value) == (3, "Amount", "#DIV/0!")
    assert str(row.reason) == "is an error: the formula in this cell failed"
    assert str(row.remedy).startswith("Mend the formula in Excel")
    assert [str(one) for one in file.warnings if "formula" in one.text] == [
        "2 cells of “Source” hold an error of a formula (#N/A) and are left empty: rows 3, 4."
    ]
    preview.close()
    load(store, source(written))
    assert rows(store, "SELECT deal_id, amount, source, probability FROM deals ORDER BY 1") == TAKEN


def _csv(cell: object, column: int) -> str:
    if column == 5 and isinstance(cell, float | int):
        return {0.355: "35,5%", 1: "100%", 0.07: "7%"}[cell]
    return "" if cell is None else str(cell).replace(".", ",")


@pytest.mark.parametrize(
    ("field", "value", "rejected"),
    [
        ("ID", "#ССЫЛКА!", 1),
        ("Stage", "#Н/Д", 1),
        ("Close date", "#ЗНАЧ!", 1),
        ("Amount", "Err:502", 1),
        ("Company", "#ИМЯ?", 1),
        ("Source", "#ДЕЛ/0!", 0),
        ("Probability", "#N/A", 0),
        ("Source", "#N/A of the north", 0),  # a word, no error
        ("Company", "#1", 0),
    ],
)
def test_what_figures_stand_on_rejects_its_row(store, field, value, rejected):
    row = ["7", "Won", "10", "Oak", "Site", "50%", "2024-02-01"]
    row[HEADER.index(field)] = value
    preview = look(store, source(f"{';'.join(HEADER)}\n1;Won;5;Elm;Fair;10%;2024-02-02\n{';'.join(row)}\n"))
    assert counts(preview) == (2 - rejected, 0, 0, rejected, 1)
    is_error = value in ("#ДЕЛ/0!", "#N/A")
    assert sum("formula" in one.text for one in preview.files[0].warnings) == is_error
    preview.close()


def shares(store, values: Sequence[str]) -> list[float]:
    lines = "\n".join(f"{at};Won;{value}" for at, value in enumerate(values))
    load(store, source(f"ID;Stage;Probability\n{lines}\n"))
    return [share for (share,) in rows(store, "SELECT probability FROM deals ORDER BY deal_id")]


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (("35%", "0.5", "100%"), [0.35, 0.5, 1.0]),  # formats that differ from cell to cell
        (("35%", "50", "7 %"), [0.35, 0.5, 0.07]),
        (("0.35", "1", "0"), [0.35, 1.0, 0.0]),
        (("35", "1", "0"), [0.35, 0.01, 0.0]),
    ],
)
def test_a_share_is_a_percent_where_it_says_so(store, values, read):
    assert shares(store, values) == read


def test_a_sign_of_percent_in_words_is_no_format():
    assert [is_percent(one) for one in ("0%", "0.00%;[Red]-0.0%", '0" %"', r"0\%", "[$%-409]0", "General")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
