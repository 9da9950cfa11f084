"""The files people take away: openable by a double click, exact, and harmless."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import export, text
from ui.export import harmless, to_csv, to_xlsx

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = ["=1+1", "+7 495 000-00-00", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1"]


@pytest.fixture(autouse=True, params=["en"])
def spoken(request):
    text.speak(request.param)
    yield
    text.speak("en")


def table(**columns):
    return pd.DataFrame({name: pd.Series(values, dtype=object) for name, values in columns.items()})


def records(content: bytes, delimiter: str) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


DEALS = pd.DataFrame(
    {
        "Deal": ["0012", 'Boxes; "large"'],
        "Amount": [Decimal("1234.50"), None],
        "Count": pd.array([3, None], dtype="Int64"),
        "Share": [0.25, float("nan")],
        "Closed": pd.to_datetime(["2026-03-31", None]),
        "Seen": pd.to_datetime(["2026-03-31 09:05", None]),
    }
)


def test_csv_in_english_has_points_and_commas():
    assert records(to_csv(DEALS), ",") == [
        ["Deal", "Amount", "Count", "Share", "Closed", "Seen"],
        ["0012", "1234.50", "3", "0.25", "2026-03-31", "2026-03-31 09:05:00"],
        ['Boxes; "large"', "", "", "", "", ""],
    ]


@pytest.mark.parametrize("spoken", ["ru"], indirect=True)
def test_csv_in_russian_has_commas_and_semicolons():
    assert records(to_csv(DEALS), ";")[1:] == [
        ["0012", "1234,50", "3", "0,25", "2026-03-31", "2026-03-31 09:05:00"],
        ['Boxes; "large"', "", "", "", "", ""],
    ]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_disarmed_in_csv(cell):
    header, row = records(to_csv(table(**{cell: [cell]})), ",")
    assert header == row == ["'" + cell]


def test_numbers_below_zero_are_no_formulas():
    assert records(to_csv(table(a=[Decimal("-5.00"), -3, -0.5])), ",")[1:] == [["-5.00"], ["-3"], ["-0.5"]]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_begins_as_a_formula(cell):
    made = harmless(cell)
    assert not made.lstrip(" \u00a0").startswith(export.DANGEROUS)
    assert made in (cell, "'" + cell)


@given(st.lists(st.lists(st.text(alphabet="aб;,\"'\n =", min_size=1), min_size=2, max_size=2)))
def test_csv_comes_back_as_it_was(rows):
    frame = pd.DataFrame(rows, columns=["a", "b"], dtype=object)
    assert records(to_csv(frame), ",")[1:] == [[harmless(cell) for cell in row] for row in rows]


class Sheet:
    """A worksheet read from its XML, with nothing between."""

    def __init__(self, content: bytes, number: int = 1) -> None:
        self.parts = zipfile.ZipFile(io.BytesIO(content))
        self.root = self._xml(f"xl/worksheets/sheet{number}.xml")
        self.styles = self._xml("xl/styles.xml")

    def _xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts.read(name))

    def cell(self, where: str) -> ElementTree.Element:
        return next(c for c in self.root.iter(f"{MAIN}c") if c.get("r") == where)

    def value(self, where: str) -> str | float:
        cell = self.cell(where)
        assert cell.find(f"{MAIN}f") is None, "a formula"
        if cell.get("t") == "inlineStr":
            return "".join(t.text or "" for t in cell.iter(f"{MAIN}t"))
        assert cell.get("t") is None
        return float(cell.findtext(f"{MAIN}v"))

    def style(self, where: str) -> ElementTree.Element:
        return self.styles.find(f"{MAIN}cellXfs")[int(self.cell(where).get("s") or 0)]

    def format(self, where: str) -> str:
        number = self.style(where).get("numFmtId")
        own = {f.get("numFmtId"): f.get("formatCode") for f in self.styles.iter(f"{MAIN}numFmt")}
        return own.get(number, number)


def test_a_workbook_holds_real_numbers_and_days():
    sheet = Sheet(to_xlsx(DEALS))
    assert [sheet.value(f"{c}1") for c in "ABCDEF"] == list(DEALS.columns)
    assert sheet.value("A2") == "0012"
    assert (sheet.value("B2"), sheet.format("B2")) == (1234.5, "#,##0.00")
    assert (sheet.value("C2"), sheet.format("C2")) == (3, "#,##0")
    assert sheet.value("D2") == 0.25
    assert (sheet.value("E2"), sheet.format("E2")) == (46112, "yyyy-mm-dd")
    assert sheet.value("F2") == pytest.approx(46112 + (9 * 60 + 5) / 1440)
    assert [c.get("r") for c in sheet.root.iter(f"{MAIN}c") if c.get("r").endswith("3")] == ["A3"]


@pytest.mark.parametrize("spoken", ["ru"], indirect=True)
def test_a_workbook_in_russian_writes_days_the_russian_way():
    assert Sheet(to_xlsx(DEALS)).format("E2") == "dd.mm.yyyy"


def test_the_header_stays_in_sight_and_columns_are_wide_enough():
    sheet = Sheet(to_xlsx(table(Name=["Thirty letters in this one cell"], N=[1])))
    pane = next(sheet.root.iter(f"{MAIN}pane"))
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    widths = [float(c.get("width")) for c in sheet.root.iter(f"{MAIN}col")]
    assert 33 < widths[0] < 35 and 9 < widths[1] < 10
    assert next(sheet.root.iter(f"{MAIN}autoFilter")).get("ref") == "A1:B2"


@pytest.mark.parametrize("cell", ["=1+1", "+7 495 000-00-00", "-2+3", "@SUM(A1)", "http://example.org"])
def test_a_text_stays_a_text_in_a_workbook(cell):
    sheet = Sheet(to_xlsx(table(a=[cell])))
    assert sheet.value("A2") == cell
    assert "xl/worksheets/_rels/sheet1.xml.rels" not in sheet.parts.namelist()
    assert (sheet.style("A2").get("quotePrefix") == "1") is not cell.startswith("http")


def test_a_text_too_long_for_a_cell_is_cut_and_says_so():
    value = Sheet(to_xlsx(table(a=["я" * 40_000]))).value("A2")
    assert (len(value), value[-2:]) == (32_767, "я…")


def test_more_rows_than_a_sheet_holds_go_to_the_next(monkeypatch):
    monkeypatch.setattr("ui.sheets.ROWS", 2)
    content = to_xlsx(table(a=[1, 2, 3]))
    assert [Sheet(content).value(c) for c in ("A1", "A2", "A3")] == ["a", 1, 2]
    assert [Sheet(content, 2).value(c) for c in ("A1", "A2")] == ["a", 3]


def test_no_rows_still_have_a_header():
    empty = table(a=[], b=[])
    assert records(to_csv(empty), ",") == [["a", "b"]]
    assert Sheet(to_xlsx(empty)).value("B1") == "b"


def test_days_without_a_time_are_days():
    assert records(to_csv(table(a=[date(2026, 3, 1), datetime(2026, 3, 1)])), ",")[1:] == [["2026-03-01"]] * 2


def test_a_file_name_is_one():
    assert export.file_name("Сделки: “Revenue” a/b", date(2026, 3, 1)) == "Сделки Revenue a b 2026-03-01"
