"""Marks of an XLSB: a workbook written record by record."""

from __future__ import annotations

import io
import struct
import zipfile

from data.importing import Source
from data.importing.reading.cells import Mark, marks
from tests.importing.helpers import counts, load, rows

HEADER = ("ID", "Stage", "Amount", "Source", "Probability")
ROWS = (
    ("1", "Won", 100.0, "Site", 0.355),
    ("2", "Won", "#DIV/0!", "Site", 1.0),
    ("3", "Won", 7.0, "#N/A", 0.07),
)
CODES = {"#DIV/0!": 0x07, "#N/A": 0x2A}
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(body)
    return head + (bytes([size]) if size < 0x80 else bytes([size & 0x7F | 0x80, size >> 7])) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def cell(column: int, value: object) -> bytes:
    place = struct.pack("<II", column, 1 if column == 4 else 0)
    if isinstance(value, float):
        return record(5, place + struct.pack("<d", value))
    if value == "#N/A":  # of a formula, with nothing in it
        return record(11, place + bytes([CODES["#N/A"]]) + struct.pack("<HII", 0, 0, 0))
    return record(3, place + bytes([CODES[value]])) if value in CODES else record(6, place + wide(str(value)))


def book() -> bytes:
    lines = b"".join(
        record(0, struct.pack("<IIHHBI", at, 0, 300, 0, 0, 0))
        + b"".join(cell(*one) for one in enumerate(row))
        for at, row in enumerate((HEADER, *ROWS))
    )
    sheet = (
        record(129)
        + record(148, struct.pack("<4I", 0, 3, 0, 4))
        + record(145)
        + lines
        + record(146)
        + record(130)
    )
    style = lambda number: record(47, struct.pack("<HHHHHBBH", 0xFFFF, number, 0, 0, 0, 0, 0, 0))  # noqa: E731
    styles = (
        record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 170) + wide("0.0%")) + record(616)
        + record(626, struct.pack("<I", 1)) + style(170) + record(627)  # no styles of cells
        + record(617, struct.pack("<I", 2)) + style(0) + style(170) + record(618) + record(279)
    )  # fmt: skip
    named = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Deals"))
    workbook = record(131) + record(143) + named + record(144) + record(132)
    parts = (("rId1", "worksheet", "worksheets/sheet1.bin"), ("rId2", "styles", "styles.bin"))
    links = "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{t}" Target="{p}"/>' for i, t, p in parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'
        )
        for name, content in (("workbook", workbook), ("styles", styles), ("worksheets/sheet1", sheet)):
            archive.writestr(f"xl/{name}.bin", content)
    return out.getvalue()


def test_errors_and_percents_are_seen(store, tmp_path):
    (tmp_path / "b.xlsb").write_bytes(book())
    assert list(marks(str(tmp_path / "b.xlsb"))("Deals")) == [
        Mark(1, 4, "%"), Mark(2, 2, "#DIV/0!"), Mark(2, 4, "%"), Mark(3, 3, "#N/A"), Mark(3, 4, "%"),
    ]  # fmt: skip
    assert counts(load(store, Source("b.xlsb", book()))) == (2, 0, 0, 1, 1)
    assert rows(store, "SELECT deal_id, amount, source, probability FROM deals ORDER BY 1") == [
        ("1", 100, "Site", 0.355),
        ("3", 7, None, 0.07),
    ]
