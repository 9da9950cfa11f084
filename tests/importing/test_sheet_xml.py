"""XML Spreadsheet 2003 under the name of an Excel file: its cells where Excel shows them, and nothing else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from data.errors import BadInput
from data.importing import Source
from data.importing.reading import sheet_xml
from data.store import Store
from tests.importing.helpers import counts, everything, load, look
from tests.importing.test_containers import WHOLE, Rows, csv

HEAD = """<?xml version="1.0" encoding="{encoding}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">"""
HIDDEN = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"


def data(cell: object) -> str:
    if isinstance(cell, datetime):
        return f'<Data ss:Type="DateTime">{cell.isoformat(timespec="milliseconds")}</Data>'
    kind = "String" if isinstance(cell, str) else "Number"
    return f'<Data ss:Type="{kind}">{escape(str(cell))}</Data>'


def sheet(name: str, rows: str, more: str = "") -> str:
    return f'<Worksheet ss:Name="{name}"><Table>{rows}</Table>{more}</Worksheet>'


def table(rows: Rows) -> str:
    return "".join("<Row>" + "".join(f"<Cell>{data(cell)}</Cell>" for cell in row) + "</Row>" for row in rows)


def book(*sheets: str, encoding: str = "utf-8") -> bytes:
    return f"{HEAD.format(encoding=encoding)}{''.join(sheets)}</Workbook>".encode(encoding)


def rows_of(*sheets: str) -> list[list[str]]:
    return list(sheet_xml.Book("b.xls", book(*sheets)).rows("S"))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_the_same_company_as_from_a_csv(store: Store, tmp_path: Path, encoding: str) -> None:
    other = Store(f"duckdb:///{tmp_path / 'plain.duckdb'}", tmp_path / "plain")
    load(other, Source("plain.csv", csv(WHOLE)))
    empty, hidden = sheet("Лист2", ""), sheet("Черновик", table(WHOLE[:2]), HIDDEN)
    result = load(
        store, Source("Сделки.xls", book(hidden, sheet("Сделки", table(WHOLE)), empty, encoding=encoding))
    )
    assert counts(result) == (3, 0, 0, 0, 1)
    assert everything(store) == everything(other)
    other.close()


def test_cells_stand_where_their_index_says() -> None:
    rows = (
        '<Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="String">b</Data></Cell></Row>'
        '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">Анна</Data></Cell>'
        '<Cell ss:MergeAcross="1"><Data ss:Type="Number">1.5</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>'
        '<Row><Cell ss:Index="2"><Data ss:Type="Number">2E3</Data></Cell></Row>'
        '<Row ss:Index="6"><Cell><Data ss:Type="Error">#DIV/0!</Data></Cell><Cell/></Row>'
    )
    assert rows_of(sheet("T", table([("x",)])), sheet("S", rows)) == [
        [],
        ["", "b"],
        ["Анна", "1.5", "", "true"],
        ["Анна", "2000"],
        [],
        ["#DIV/0!", ""],
    ]


def test_marked_up_texts_and_times() -> None:
    rows = (
        '<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">ООО <B>«Ромашка»</B> &amp; Ко</ss:Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2024-01-31T10:04:59.999</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">1899-12-31T10:30:00.000</Data></Cell></Row>'
    )
    assert rows_of(sheet("S", rows)) == [["ООО «Ромашка» & Ко", "2024-01-31 10:05:00", "10:30:00"]]


def test_of_several_sheets_it_is_asked_which(store: Store) -> None:
    preview = look(
        store, Source("b.xls", book(sheet("Январь", table(WHOLE)), sheet("Февраль", table(WHOLE))))
    )
    (question,) = preview.questions
    assert [option.value for option in question.options] == ["Январь", "Февраль", "*"]
    preview.close()


BOMB = """<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY f SYSTEM "{secret}">]>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="S"><Table><Row><Cell><Data ss:Type="String">&b;&f;</Data></Cell></Row></Table></Worksheet></Workbook>"""


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("tell nobody")
    (row,) = sheet_xml.Book("b.xls", BOMB.replace("{secret}", secret.as_uri()).encode()).rows("S")
    assert row == ["&b;&f;"]


@pytest.mark.parametrize(
    "content",
    [
        book(sheet("S", table(WHOLE)))[:-40],
        book(sheet("S", '<Row ss:Index="1048577"><Cell><Data ss:Type="Number">1</Data></Cell></Row>')),
        book(sheet("S", '<Row><Cell ss:Index="99999"><Data ss:Type="Number">1</Data></Cell></Row>')),
        book(sheet("S", '<Row><Cell><Data ss:Type="Number">one</Data></Cell></Row>')),
    ],
    ids=["cut", "a row too far", "a column too far", "no number"],
)
def test_a_damaged_one_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="is no workbook that can be read"):
        list(sheet_xml.Book("b.xls", content).rows("S"))


def test_a_percent_is_read_as_it_is_shown_and_an_error_as_an_error() -> None:
    styles = (
        '<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="q" ss:Parent="p"/>'
        '<Style ss:ID="r"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="n" ss:Parent="p"><NumberFormat/></Style></Styles>'
    )
    cells = [f'<Cell ss:StyleID="{style}">{data(0.355)}</Cell>' for style in "pqrn"]
    plain = f'<Cell>{data(0.5)}</Cell><Cell><Data ss:Type="Error">#DIV/0!</Data></Cell>'
    rows = f'<Row>{"".join(cells)}</Row><Row ss:StyleID="r">{plain}</Row><Row>{plain}</Row>'
    assert rows_of(styles, sheet("S", rows)) == [
        ["35.5%", "35.5%", "35.5%", "0.355"],
        ["50%", "#DIV/0!"],
        ["0.5", "#DIV/0!"],
    ]
