"""Workbooks, web pages under Excel's name, archives and bank files: the same company as from a CSV."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from data.errors import Unknown
from data.importing import Preview, Source
from data.importing.reading import bank, sheets, workbooks
from data.importing.understanding import opening, wanted
from data.store import Store
from tests.importing.helpers import counts, everything, load, look

HEADER = (
    "ID",
    "Название сделки",
    "Бюджет",
    "Ответственный",
    "Дата создания сделки",
    "Дата закрытия",
    "Этап сделки",
)
DEALS = (
    ("101", "Поставка", 15000.10, "Анна Крылова", datetime(2024, 2, 1, 10), datetime(2024, 2, 15, 12, 30), "Успешно реализовано"),
    ("102", "Проба & Ко", 8000, "Пётр Лис", datetime(2024, 2, 3), "не закрыта", "Переговоры"),
    ("0103", "Отказ", 0.1 + 0.2, "Анна Крылова", datetime(2024, 2, 5, 9, 15, 7), datetime(2024, 2, 20), "Закрыто и не реализовано"),
)  # fmt: skip
Rows = list[tuple]


def xlsx(sheets: Mapping[str, Rows], hidden: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(y, x, cell, moment)
                elif isinstance(cell, str):
                    sheet.write_string(y, x, cell)
                elif cell is not None:
                    sheet.write(y, x, cell)
    book.close()
    return out.getvalue()


def xls(rows: Rows) -> bytes:
    out, book = io.BytesIO(), xlwt.Workbook(encoding="utf-8")
    sheet, moment = book.add_sheet("Сделки"), xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM:SS")
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell, *([moment] if isinstance(cell, datetime) else []))
    book.save(out)
    return out.getvalue()


def written(cell: object) -> str:
    return cell.strftime("%d.%m.%Y %H:%M:%S") if isinstance(cell, datetime) else f"{cell}"


def page(rows: Rows, encoding: str = "utf-8") -> bytes:
    lines = ("".join(f"<td>{html.escape(written(cell))}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    meta = f'<meta http-equiv="Content-type" content="text/html;charset={encoding}" />'
    return f"<html><head>{meta}</head><body><table border=1>{body}</table></body></html>".encode(encoding)


def csv(rows: Rows) -> bytes:
    return "\n".join(";".join(map(written, row)) for row in rows).encode()


def packed(files: Mapping[str, bytes], **how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


WHOLE: Rows = [HEADER, *DEALS]


@pytest.mark.parametrize(
    "content",
    [
        xlsx({"Сделки": WHOLE}),
        xls(WHOLE),
        page(WHOLE),
        page(WHOLE, "windows-1251"),
        packed({"а/выгрузка.csv": csv(WHOLE), "__MACOSX/._выгрузка.csv": b"\0"}),
        packed({"book.xlsx": xlsx({"Сделки": WHOLE})}),
    ],
    ids=["xlsx", "xls", "html", "html in cp1251", "zip of csv", "zip of xlsx"],
)  # fmt: skip
def test_the_same_company_from_every_container(store: Store, tmp_path: Path, content: bytes) -> None:
    other = Store(f"duckdb:///{tmp_path / 'plain.duckdb'}", tmp_path / "plain")
    load(other, Source("plain.csv", csv(WHOLE)))
    path = tmp_path / "export.dat"  # the ending says nothing
    path.write_bytes(content)
    result = load(store, Source("export.dat", path))
    assert counts(result) == (3, 0, 0, 0, 1)
    assert everything(store) == everything(other)
    assert counts(load(store, Source("again.csv", csv(WHOLE)))) == (0, 0, 3, 0, 1)
    other.close()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5.0, "5"), (-5.0, "-5"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (1234567.891, "1234567.891"),
        (9007199254740991.0, "9007199254740991"), (1.2345678901234567e19, "1.23456789012346e+19"),
        (True, "true"), (" x ", " x "), (None, ""), (date(2024, 1, 31), "2024-01-31"),
        (datetime(2024, 1, 31), "2024-01-31"), (datetime(2024, 1, 31, 10, 4, 59, 999_999), "2024-01-31 10:05:00"),
        (datetime(2024, 1, 31, 23, 59, 59, 999_999), "2024-02-01"), (time(10, 5), "10:05:00"),
        (timedelta(days=1, hours=2), "1 day, 2:00:00"),
    ],
)  # fmt: skip
def test_a_cell_is_the_text_that_a_csv_would_hold(cell: object, text: str) -> None:
    assert sheets.text(cell) == text


def test_an_id_that_excel_has_cut_is_refused_by_row(store: Store) -> None:
    rows: Rows = [(), ("ID", "Сумма", "Этап"), (12345678901234567890, 5, "Новая"), (7, 5, "Новая")]
    preview = look(store, Source("b.xlsx", xlsx({"Лист": rows})))
    assert counts(preview) == (1, 0, 0, 1, 2)
    (row,) = preview.files[0].rejected
    assert (row.row, row.column) == (3, "ID") and "a spreadsheet has shortened" in str(row.reason)


def test_a_workbook_of_several_tables_asks_which(store: Store) -> None:
    products: Rows = [("Товар", "Цена"), ("Доска", 10)]
    book = Source(
        "book.xlsx", xlsx({"Сделки": WHOLE, "Товары": products, "Пусто": [], "Слово": [("Отчёт",)]})
    )
    preview = look(store, book)
    (question,) = preview.questions
    assert question.key == "book.xlsx:sheet" and question.several
    assert [option.value for option in question.options] == ["Сделки", "Товары", "*"]
    assert not preview.ready
    one = look(store, book, answers={"sheet": "Товары"})
    assert [(file.name, file.kind) for file in one.files] == [("book.xlsx › Товары", "products")]
    load(store, book, answers={"book.xlsx:sheet": "Сделки|Товары"})
    again = look(store, book)  # remembered
    assert [file.kind for file in again.files] == ["deals", "products"]
    assert again.counts.new == 0 and again.ready
    other = look(store, book, answers={"sheet": "Сделки"}, mapping={"book.xlsx:amount": ""})
    assert "amount" not in {column.field for column in other.files[0].columns}
    for sheet in ("Нет такого", "Сделки|Нет"):
        with pytest.raises(Unknown):
            look(store, book, answers={"sheet": sheet})


def test_a_hidden_sheet_is_taken_only_when_named(store: Store) -> None:
    book = Source(
        "b.xlsx", xlsx({"Сделки": WHOLE, "Справочник": [("Товар", "Цена"), ("Доска", 10)]}, ("Справочник",))
    )
    assert [file.name for file in look(store, book).files] == ["b.xlsx"]
    named = look(store, book, answers={"sheet": "Справочник"})
    assert [file.name for file in named.files] == ["b.xlsx › Справочник"]


def test_cells_merged_downwards_speak_for_every_row() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(1, 1, ("Менеджер", "Сумма"))
    sheet.merge_range(2, 1, 4, 1, "Анна")
    for y in (2, 3, 4):
        sheet.write(y, 2, y)
    book.close()
    with workbooks.opened("b.xlsx", out.getvalue()) as opened:
        assert list(opened.rows("Sheet1")) == [
            ["", ""], ["Менеджер", "Сумма"], ["Анна", "2"], ["Анна", "3"], ["Анна", "4"],
        ]  # fmt: skip


def locked() -> bytes:
    whole = packed({"a.csv": csv(WHOLE)})
    entry = whole.rindex(b"PK\x01\x02")
    return whole[: entry + 8] + b"\x01" + whole[entry + 9 :]


def lying() -> bytes:
    """Says it holds 10 bytes and unpacks to more."""
    whole = packed({"a.csv": csv(WHOLE)})
    entry = whole.rindex(b"PK\x01\x02")
    return whole[: entry + 24] + b"\x0a\0\0\0" + whole[entry + 28 :]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (xlsx({"Лист": []}), "is empty"),
        (packed({}), "is empty"),
        (xlsx({"Сделки": WHOLE})[:2000], "is damaged"),
        (xls(WHOLE)[:1500], "is no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (locked(), "protected by a password"),
        (lying(), "is damaged"),
        (packed({"inner.zip": packed({"a.csv": csv(WHOLE)})}), "is an archive within an archive"),
        (packed({f"{i}.csv": b"a;b" for i in range(201)}), "holds 201 files, more than 200"),
        (packed({"zeros.csv": b"\0" * (80 << 20)}), "unpacks to too much"),
        (packed({"[Content_Types].xml": b"", "word/document.xml": b""}), "is a document and no table"),
        (b"\n".join([b";".join([b"x"] * 3001)] * 2), "has 3001 columns, more than 3000"),
        (b"%PDF-1.7", "is no table"),
        (b"<html><body>Sign in</body></html>", "is empty"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "is a web page without a table"),
        ("1CClientBankExchange\nКодировка=Windows\nКонецФайла\n".encode("cp1251"), "holds no payment"),
        ("1CClientBankExchange\nКодировка=Windows\nСекцияДокумент=Чек\nНомер=1\n".encode("cp1251"), "is cut off"),
    ],
)  # fmt: skip
def test_what_holds_no_table_is_set_aside_with_the_reason(store: Store, content: bytes, reason: str) -> None:
    preview = look(store, Source("f.xlsx", content), Source("good.csv", csv(WHOLE)))
    assert reason in str(preview.files[0].set_aside)
    assert preview.files[1].counts.new == 3


PAYMENTS = """1CClientBankExchange
ВерсияФормата=1.03
Кодировка={said}
СекцияРасчСчет
РасчСчет=40702810900000000001
КонецРасчСчет
СекцияДокумент=Платежное поручение
Номер=17
Дата=12.01.2024
Сумма=1234.56
Плательщик=ООО "Ромашка"
ПлательщикИНН=7701234567
НазначениеПлатежа=Оплата по счету №5; в т.ч. НДС=20%
КонецДокумента
СекцияДокумент=Банковский ордер
Номер=18
Дата=13.01.2024
Сумма=10.00
ДатаПоступило=14.01.2024
КонецДокумента
КонецФайла
"""


@pytest.mark.parametrize(("said", "page_"), [("Windows", "cp1251"), ("DOS", "cp866"), ("UTF-8", "utf-8")])
def test_payments_are_a_row_a_document(said: str, page_: str) -> None:
    content = PAYMENTS.format(said=said).replace("\n", "\r\n").encode(page_)
    (file,) = opening.open_file(Source("kl_to_1c.txt", content), wanted.Sheets())
    assert file.raw is not None and file.raw.total == 2
    assert file.raw.headers == (
        "СекцияДокумент", "Номер", "Дата", "Сумма", "Плательщик", "ПлательщикИНН", "НазначениеПлатежа", "ДатаПоступило",
    )  # fmt: skip
    assert file.database.execute("SELECT * FROM raw ORDER BY n").fetchall() == [
        (7, "Платежное поручение", "17", "12.01.2024", "1234.56", 'ООО "Ромашка"', "7701234567",
         "Оплата по счету №5; в т.ч. НДС=20%", ""),
        (15, "Банковский ордер", "18", "13.01.2024", "10.00", "", "", "", "14.01.2024"),
    ]  # fmt: skip
    assert bank.encoding_of(content) == page_
    file.close()


def test_names_of_an_archive_are_shown_and_never_used(store: Store, tmp_path: Path) -> None:
    evil = packed({"../../evil.csv": csv(WHOLE), "C:\\temp\\two.csv": csv(WHOLE) + b"\n"})
    preview = look(store, Source("a.zip", evil))
    assert [file.name for file in preview.files] == ["a.zip › evil.csv", "a.zip › two.csv"]
    assert not list(tmp_path.rglob("evil.csv"))


def test_an_unpacked_archive_leaves_nothing_behind(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "places"))
    (tmp_path / "places").mkdir()
    preview: Preview = look(store, Source("a.zip", packed({"a.csv": csv(WHOLE), "b.csv": b"x;y\n1;2\n"})))
    assert list((tmp_path / "places").iterdir())
    preview.close()
    assert not list((tmp_path / "places").iterdir())


def test_a_cell_far_away_takes_only_the_reader_with_it(store: Store) -> None:
    """Laid out whole, the sheet would take four hundred gigabytes."""
    book = xlsx({"Лист": [("ID", "Сумма"), ("far", 5)]})
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = (
        parts[sheet].replace(b'r="B2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"')
    )
    preview = look(store, Source("bomb.xlsx", packed(parts)), Source("good.csv", csv(WHOLE)))
    assert "is no workbook that can be read" in str(preview.files[0].set_aside)
    assert preview.files[1].counts.new == 3


def test_sheets_whose_numbers_begin_anew_are_asked_about(store: Store) -> None:
    """Deal 1 of February would overwrite deal 1 of January."""
    header = ("ID", "Клиент", "Сумма", "Дата создания", "Этап")
    sheets_ = {
        "Январь": [header, (1, "А", 100, "15.01.2024", "Новая"), (2, "Б", 200, "16.01.2024", "Новая")],
        "Февраль": [header, (1, "В", 300, "15.02.2024", "Новая"), (2, "Г", 400, "16.02.2024", "Новая")],
    }
    book = Source("месяцы.xlsx", xlsx(sheets_))
    (question,) = look(store, book, answers={"sheet": "*"}).questions
    assert (question.key, question.options[1].value) == ("deals.key", "deal_id,created_at")
    load(store, book, answers={"sheet": "*", "deals.key": "deal_id,created_at"})
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*), sum(amount) FROM deals").fetchall() == [(4, 1000)]


def test_sheets_of_the_same_deals_are_not_asked_about(store: Store) -> None:
    header = ("ID", "Клиент", "Сумма", "Дата создания", "Этап")
    sheets_ = {
        "1": [header, (1, "А", 100, "15.01.2024", "Новая"), (2, "Б", 200, "16.01.2024", "Новая")],
        "2": [header, (1, "А", 150, "15.01.2024", "Выиграна"), (3, "Г", 400, "16.02.2024", "Новая")],
    }
    assert look(store, Source("a.xlsx", xlsx(sheets_)), answers={"sheet": "*"}).questions == ()
