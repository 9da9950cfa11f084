"""A table as a file: CSV for any program, XLSX for spreadsheets, made when somebody clicks.

Our own rather than the tables' built-in download, which lets a cell such as
``=HYPERLINK(…)`` come alive in whoever's spreadsheet opens the file.

What both formats keep to: columns named as on the page; identifiers stay text;
money, counts and days stay numbers; an empty cell is empty.

CSV is UTF-8 with a BOM. In Russian the separator is ``;`` and decimals have a
comma, because that is what a Russian spreadsheet opens by a double click; in
English ``,`` and a point. Days are ISO (2026-03-31) in both: every spreadsheet
and every importer reads them alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Integral
from typing import TypeAlias

import numpy as np
import pandas as pd
import streamlit as st

from ui import noting, sheets, text, viewing
from ui.desk import Desk
from ui.text import _, is_missing

BOM = b"\xef\xbb\xbf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is a formula to some spreadsheet."""

Table: TypeAlias = pd.DataFrame | Callable[[], pd.DataFrame]


def buttons(desk: Desk, frame: Table, name: str) -> None:
    """CSV and Excel, side by side. ``frame`` has columns named for people; given as a function it is
    called on the click only, outside the page's run: there it may read, not draw. ``name`` (translated)
    begins the file's."""
    language, who = text.language(), viewing.later(desk.store, desk.view.scope)
    stem = file_name(name, desk.now.date())

    def written(write: Callable[[pd.DataFrame], bytes], file: str) -> bytes:
        text.speak(language)  # the click is served by another thread, which has not been told
        by = who()
        made = frame() if callable(frame) else frame
        noting.exported(desk.store, by, viewing.now(), file, len(made))
        return write(made)

    with st.container(horizontal=True, gap="small"):
        st.download_button(
            _("Download CSV"),
            lambda: written(to_csv, f"{stem}.csv"),
            f"{stem}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            key=f"csv_{name}",
        )
        st.download_button(
            _("Download Excel"),
            lambda: written(to_xlsx, f"{stem}.xlsx"),
            f"{stem}.xlsx",
            XLSX,
            icon=":material/table_view:",
            on_click="ignore",
            key=f"xlsx_{name}",
        )


def file_name(name: str, day: date) -> str:
    """Without what a file system may not have in a name."""
    kept = "".join(c if c.isalnum() or c in " .,-()" else " " for c in name)
    return f"{' '.join(kept.split())[:80]} {day.isoformat()}"


def to_csv(frame: pd.DataFrame) -> bytes:
    """In the language that is spoken now: see the module."""
    russian = text.language() == "ru"
    columns = [[_csv_cell(value, russian) for value in frame[name]] for name in frame.columns]
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";" if russian else ",", lineterminator="\r\n")
    writer.writerow([harmless(str(name)) for name in frame.columns])
    writer.writerows(zip(*columns, strict=True))
    return BOM + target.getvalue().encode("utf-8", "replace")


def to_xlsx(frame: pd.DataFrame) -> bytes:
    """Numbers and days as real cells, the header frozen; text is text even where it looks like a
    formula, marked with the apostrophe that spreadsheets keep beside a cell, not in it."""
    return sheets.workbook(frame, text.language(), DANGEROUS)


def harmless(value: str) -> str:
    """With an apostrophe before what a spreadsheet would run; blanks before it do not disarm it."""
    return f"'{value}" if value.lstrip(" \N{NO-BREAK SPACE}").startswith(DANGEROUS) else value


def _csv_cell(value: object, russian: bool) -> str:
    if isinstance(value, str):
        return harmless(value)
    if is_missing(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Integral | float | Decimal):
        plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return plain.replace(".", ",") if russian else plain
    return harmless(str(value))
