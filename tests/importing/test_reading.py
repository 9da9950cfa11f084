"""Whatever the encoding, the delimiter, the style of numbers and dates: the same table back, or a question."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data.importing import Source
from data.importing.reading import encoding, rooms, table
from data.importing.values import columns
from data.importing.values.dates import worded
from data.store import Store
from tests.importing.helpers import load, look, rows, source

LETTERS = st.text("АБВГДЕабвгдежзийклмнопрстуфхцчшщыьэюяё xyz", min_size=1, max_size=12).map(str.strip)
WORDS = st.tuples(st.sampled_from(["Поставка", "Договор", "Клиент", "Ответственный"]), LETTERS).map(" ".join)
CELLS = st.one_of(
    WORDS, st.just(""), st.sampled_from(['ООО "Ромашка"', "а;б", "а,б", "две\nстроки", "таб\tтаб", "a|b"])
)


@given(
    rows=st.lists(st.tuples(WORDS, CELLS, st.integers(0, 10**6).map(str)), min_size=3, max_size=30),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    code=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "cp866"]),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    trailing=st.booleans(),
)
def test_a_table_comes_back_however_it_was_written(
    rows: list[tuple[str, str, str]], delimiter: str, code: str, newline: str, trailing: bool
) -> None:
    header = ("Название", "Компания", "Сумма")
    out = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if newline == "\r" else csv.QUOTE_MINIMAL  # else "\n" would stand bare
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    for row in (header, *rows):
        writer.writerow([*row, ""] if trailing else row)
    raw = table.read(Source("f.csv", out.getvalue().encode(code)))
    found = raw.database.execute("SELECT c1, c2, c3 FROM raw ORDER BY n").fetchall()
    raw.close()
    assert raw.headers[:3] == header
    assert [tuple(cell.strip() for cell in row) for row in rows] == found
    assert raw.total == len(rows) + 1


@pytest.mark.parametrize("code", ["utf-8", "cp1251", "cp866", "utf-16"])
def test_the_encoding_is_told(code: str) -> None:
    assert encoding.detect("Ответственный;Сумма\nПётр;100 ₽\n".replace("₽", "руб.").encode(code)) == code


def test_a_western_file_is_not_taken_for_a_russian_one() -> None:
    assert encoding.detect("Name;City\nMüller;Köln\nJosé;Málaga\n".encode("cp1252")) == "cp1252"


def test_a_russian_file_is_never_a_western_one() -> None:
    assert encoding.detect("Имя;CRM\nПётр;amoCRM\n".encode("cp1251")) == "cp1251"
    assert encoding.detect("Sum\n1\u00a0234\n".encode("cp1251")) == "cp1251"


def read(values: list[str], type_: str, answer: str | None = None) -> tuple[list[object], columns.Reading]:
    """The column as read: values, or "!" where a value cannot be read."""
    database = rooms.apart().database
    database.register("told", pa.table({"n": list(range(2, len(values) + 2)), "c1": values}))
    database.execute("CREATE TABLE cells AS SELECT * FROM told")
    reading = columns.Columns(database).read("c1", type_, lambda what: answer)
    found = database.execute(
        f"SELECT {reading.sql.format(c='c1')}, {reading.bad('c1')} FROM cells ORDER BY n"
    ).fetchall()
    database.close()
    return ["!" if bad else value for value, bad in found], reading


def written(value: Decimal, thousands: str, decimal: str, places: int, negative: str) -> str:
    whole, _, part = f"{abs(value):.{places}f}".partition(".")
    groups = f"{int(whole):,}".replace(",", thousands)
    text = groups + (decimal + part if places else "")
    return (f"({text})" if negative == "()" else f"-{text}") if value < 0 else text


@given(
    cents=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=40),
    thousands=st.sampled_from(["", " ", "\u00a0", "\u202f", "'", ",", "."]),
    decimal=st.sampled_from([",", "."]),
    places=st.sampled_from([0, 2, 3]),
    negative=st.sampled_from(["-", "()"]),
    mark=st.sampled_from(["", " ₽", " руб.", "$"]),
)
def test_numbers_come_back_or_are_asked_about(
    cents: list[int], thousands: str, decimal: str, places: int, negative: str, mark: str
) -> None:
    assume(thousands != decimal)
    values = [Decimal(cent) / 100 if places else Decimal(cent) for cent in cents]
    texts = [(mark if mark == "$" else "") + written(v, thousands, decimal, places, negative) for v in values]
    texts = [text if mark == "$" else text + mark for text in texts]
    found, reading = read(texts, "money")
    if reading.ask:
        sign = "point" if decimal == "." else "comma"
        found, reading = read(texts, "money", sign)
    assert reading.problem is None
    assert found == values


FORMATS = {
    "%d.%m.%Y": "day", "%d.%m.%Y %H:%M": "day", "%d.%m.%Y %H:%M:%S": "day", "%Y-%m-%d": "day", "%Y-%m-%d %H:%M": "day",
    "%Y-%m-%dT%H:%M:%S+03:00": "day", "%d/%m/%Y": "day", "%m/%d/%Y": "month", "%m/%d/%Y %I:%M %p": "month",
    "%d-%m-%Y": "day", "%Y%m%d": "day", "%d.%m.%y": "day",
}  # fmt: skip
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2039, 12, 31))


@given(moments=st.lists(MOMENTS, min_size=1, max_size=40), style=st.sampled_from(sorted(FORMATS)))
def test_dates_come_back_or_are_asked_about(moments: list[datetime], style: str) -> None:
    kept = [datetime.strptime(moment.strftime(style), style).replace(tzinfo=None) for moment in moments]
    texts = [moment.strftime(style) for moment in moments]
    found, reading = read(texts, "time")
    if reading.ask:
        found, reading = read(texts, "time", FORMATS[style])
    assert reading.problem is None
    assert found == kept


@given(day=st.dates(date(1995, 1, 1), date(2035, 1, 1)), seconds=st.integers(0, 86399))
def test_spreadsheet_numbers_are_days_since_1899(day: date, seconds: int) -> None:
    serial = (day - date(1899, 12, 30)).days
    found, _ = read([f"{serial}", f"{serial + seconds / 86400:.6f}"], "time")
    assert found[0] == datetime.combine(day, datetime.min.time())
    assert abs(
        found[1] - datetime.combine(day, datetime.min.time()) - timedelta(seconds=seconds)
    ) <= timedelta(seconds=1)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12 января 2024 г.", datetime(2024, 1, 12)),
        ("1 фев. 2023, 10:05", datetime(2023, 2, 1, 10, 5)),
        ("Jan 12, 2024 3:15 PM", datetime(2024, 1, 12, 15, 15)),
        ("12-Dec-23", datetime(2023, 12, 12)),
        ("31 февраля 2024", None),
        ("итого", None),
    ],
)
def test_months_in_words(text: str, moment: datetime | None) -> None:
    assert worded(text) == moment


@pytest.mark.parametrize(
    ("type_", "values", "expected"),
    [
        ("share", ["75%", "10 %", ""], [0.75, 0.1, None]),
        ("share", ["0.75", "1"], [0.75, 1.0]),
        ("share", ["75", "10"], [0.75, 0.1]),
        ("integer", ["1 200", "1,5"], [1200, "!"]),
        ("flag", ["да", "No", "может"], [True, False, "!"]),
        ("money", ["12 34", "1e5", "5"], ["!", "!", Decimal(5)]),
        ("money", ["0,125", "1,234"], [Decimal("0.13"), Decimal("1.23")]),
        ("time", ["31.02.2024", "01.01.2024", "01.02.0202"], ["!", datetime(2024, 1, 1), "!"]),
        ("time", ["не закрыта", "01.01.2024"], [None, datetime(2024, 1, 1)]),
        ("month", ["01.2024", "2024-02"], [date(2024, 1, 1), date(2024, 2, 1)]),
        ("currency", ["Рубль", "usd", "XAU"], ["RUB", "USD", "XAU"]),
        ("id", ["007", "12345678901234567890"], ["007", "12345678901234567890"]),
    ],
)  # fmt: skip
def test_values_by_type(type_: str, values: list[str], expected: list[object]) -> None:
    assert read(values, type_)[0] == expected


def test_a_rare_slip_in_another_notation_is_a_bad_value_not_a_wrong_one() -> None:
    found, reading = read(["1 234,50"] * 200 + ["1.234", "1234.50"], "money")
    assert found[-1] == "!" and reading.problem is None
    assert read(["1,5"] * 10 + ["1.5"] * 10 + ["1,500"], "money")[1].problem is not None
    found, reading = read(["1 234,50"] * 200 + ["1234.50"], "money")  # here no value has two readings
    assert found[-1] == Decimal("1234.50") and reading.problem is None


def test_dashes_of_a_date_are_no_offset_of_a_time_zone(store: Store) -> None:
    load(store, source("ID;Этап;Дата создания\n1;Новая;13-01-2024\n2;Новая;08-01-2024\n"))
    assert rows(store, "SELECT created_at FROM deals ORDER BY deal_id") == [
        (datetime(2024, 1, 13),), (datetime(2024, 1, 8),),
    ]  # fmt: skip


def test_a_title_above_quoted_values_does_not_hide_the_quotes(store: Store) -> None:
    load(store, source('Отчёт по сделкам\n"ID";"Этап";"Сумма"\n"1";"Новая";"1750.25"\n'))
    assert rows(store, "SELECT deal_id, amount FROM deals") == [("1", Decimal("1750.25"))]


@pytest.mark.parametrize("megabytes", [1, 3, 20])
def test_a_cell_of_any_length_is_read(megabytes: int) -> None:
    long = "x" * (megabytes << 20)
    content = f'ID;Комментарий\n1;"{long}"\n2;"коротко\nв две строки"\n'.encode()
    raw = table.read(Source("f.csv", content))
    assert raw.database.execute("SELECT c1, length(c2) FROM raw ORDER BY n").fetchall() == [
        ("1", megabytes << 20),
        ("2", 20),
    ]
    raw.close()


def test_bytes_that_are_no_letters_are_told(store: Store) -> None:
    """0x98 is the one byte that cp1251 leaves open."""
    head, row = "ID;Название;Этап\n1;Поставка оборудования".encode("cp1251"), ";Новая\n".encode("cp1251")
    whole, broken = (look(store, Source("f.csv", head + extra + row)) for extra in (b"", b"\x98"))
    told = "Some bytes of the file are no letters of its encoding"
    assert [told in " ".join(map(str, one.files[0].warnings)) for one in (whole, broken)] == [False, True]
    for one in (whole, broken):
        one.close()
