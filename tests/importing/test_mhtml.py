"""Web pages in one file, as 1C, web reports and Excel save them under the name of a workbook."""

from __future__ import annotations

import base64
import quopri
from decimal import Decimal

import pytest

from data.importing import Source
from data.store import Store
from tests.importing.helpers import counts, load, look, rows

PAGE = (
    "<html><head></head><body><table><tr><th>ID</th><th>Название</th><th>Этап</th><th>Сумма</th></tr>"
    "<tr><td>1</td><td>Кофе</td><td>Успешно реализовано</td><td>1 234,56</td></tr>"
    "<tr><td>2</td><td>Чай</td><td>Переговоры</td><td>100</td></tr></table></body></html>"
)
PLAN = "<html><body><table><tr><th>Месяц</th><th>План</th></tr><tr><td>01.2026</td><td>1000</td></tr></table></body></html>"
LIST = (
    "<html><body><xml><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Сделки</x:Name><x:WorksheetSource HRef='book/sheet001.htm'/>"
    "</x:ExcelWorksheet><x:ExcelWorksheet><x:Name>Планы</x:Name><x:WorksheetSource HRef='book/sheet002.htm'/></x:ExcelWorksheet>"
    "</x:ExcelWorksheets></xml></body></html>"
)
STRIP = "<html><body><table><tr><td>Сделки</td><td>Планы</td></tr></table></body></html>"


def part(page: str, place: str, how: str, charset: str) -> bytes:
    body = page.encode(charset)
    coded = quopri.encodestring(body) if how == "quoted-printable" else base64.encodebytes(body)
    said = f'Content-Type: text/html; charset="{charset}"\nContent-Transfer-Encoding: {how}\nContent-Location: {place}\n\n'
    return b"--next\n" + said.encode() + coded + b"\n"


def letter(*parts: bytes) -> bytes:
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related;\n boundary="next"; type="text/html"\n\n'
    return head + b"".join(parts) + b"--next--\n"


@pytest.mark.parametrize("how", ["quoted-printable", "base64"])
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_a_page_in_a_letter_is_a_table(store: Store, how: str, charset: str) -> None:
    done = load(store, Source("report.xls", letter(part(PAGE, "file:///C:/report.htm", how, charset))))
    assert counts(done) == (2, 0, 0, 0, 1)
    assert rows(store, "SELECT deal_id, name, status, amount FROM deals ORDER BY 1") == [
        ("1", "Кофе", "won", Decimal("1234.56")),
        ("2", "Чай", "open", Decimal("100.00")),
    ]


def test_a_browser_begins_it_in_its_own_way(store: Store) -> None:
    saved = b"From: <Saved by Blink>\nSubject: =?utf-8?Q?x?=\n" + letter(part(PAGE, "x", "base64", "utf-8"))
    assert counts(look(store, Source("report.mhtml", saved))) == (2, 0, 0, 0, 1)


def test_sheets_that_excel_saved_so(store: Store) -> None:
    places = (
        (LIST, "book.htm"),
        (STRIP, "book/tabstrip.htm"),
        (PAGE, "book/sheet001.htm"),
        (PLAN, "book/sheet002.htm"),
    )
    book = letter(*(part(page, f"file:///C:/{place}", "quoted-printable", "utf-8") for page, place in places))
    preview = look(store, Source("book.mht", book))
    [question] = preview.questions
    assert [one.value for one in question.options] == ["Сделки", "Планы", "*"]
    preview.close()
    assert counts(load(store, Source("book.mht", book), answers={"sheet": "Сделки"})) == (2, 0, 0, 0, 1)


def test_a_letter_without_a_table_is_refused_in_words(store: Store) -> None:
    preview = look(
        store, Source("x.mht", letter(part("<html><body>Нет</body></html>", "x", "base64", "utf-8")))
    )
    assert str(preview.files[0].set_aside) == (
        "x.mht is a web page without a table. Upload the export as CSV or XLSX."
    )
    preview.close()
