"""A table as a workbook. Knows no Streamlit."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ui.text import is_missing

ROWS = 1_000_000
"""On one sheet; more go to further sheets, for a spreadsheet ends at 1,048,576."""

LONGEST = 32_767
"""Characters in a cell; a longer text would be left out without a word."""

NARROWEST, WIDEST = 9, 48
SAMPLE = 2_000
"""Rows that the widths of the columns are measured by."""

DAYS = {"ru": "dd.mm.yyyy", "en": "yyyy-mm-dd"}


@dataclass(frozen=True)
class Formats:
    header: Any
    day: Any
    moment: Any
    money: Any
    whole: Any
    quoted: Any


def workbook(frame: pd.DataFrame, language: str, dangerous: tuple[str, ...]) -> bytes:
    """``dangerous``: a text that begins so is kept from ever becoming a formula."""
    target = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, {**options, "constant_memory": True})
    formats = _formats(book, language)
    for start in range(0, max(len(frame), 1), ROWS):
        _sheet(book.add_worksheet(), frame.iloc[start : start + ROWS], formats, dangerous)
    book.close()
    return target.getvalue()


def _formats(book: xlsxwriter.Workbook, language: str) -> Formats:
    day = DAYS[language]
    return Formats(
        header=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        day=book.add_format({"num_format": day, "align": "left"}),
        moment=book.add_format({"num_format": f"{day} hh:mm", "align": "left"}),
        money=book.add_format({"num_format": "#,##0.00"}),
        whole=book.add_format({"num_format": "#,##0"}),
        quoted=book.add_format({"quote_prefix": True}),
    )


def _sheet(sheet: Worksheet, frame: pd.DataFrame, formats: Formats, dangerous: tuple[str, ...]) -> None:
    """Row by row, as the bounded memory wants it."""
    sheet.freeze_panes(1, 0)
    for at, name in enumerate(frame.columns):
        sheet.set_column(at, at, _width(str(name), frame[name].head(SAMPLE)))
    for at, name in enumerate(frame.columns):
        sheet.write_string(0, at, str(name), formats.header)
    for line, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        for at, value in enumerate(row):
            _write(sheet, line, at, value, formats, dangerous)
    if len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)


def _write(
    sheet: Worksheet, line: int, at: int, value: Any, formats: Formats, dangerous: tuple[str, ...]
) -> None:
    if isinstance(value, str):
        shown = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
        sheet.write_string(line, at, shown, formats.quoted if shown.startswith(dangerous) else None)
    elif is_missing(value):
        return
    elif isinstance(value, bool | np.bool_):
        sheet.write_boolean(line, at, bool(value))
    elif isinstance(value, datetime):
        midnight = value.time() == time()
        sheet.write_datetime(line, at, value, formats.day if midnight else formats.moment)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, datetime.combine(value, time()), formats.day)
    elif isinstance(value, Decimal):
        sheet.write_number(line, at, value, formats.money)  # type: ignore[arg-type]
    elif isinstance(value, Integral):
        sheet.write_number(line, at, int(value), formats.whole)
    elif isinstance(value, float):
        sheet.write_number(line, at, value)
    else:
        sheet.write_string(line, at, str(value), formats.quoted)


def _width(name: str, values: Iterable[Any]) -> int:
    """Wide enough for nine cells of ten; one long name does not push the rest off the screen."""
    lengths = sorted(_length(value) for value in values if not is_missing(value))
    most = lengths[int(len(lengths) * 0.9)] if lengths else 0
    return max(NARROWEST, min(WIDEST, max(most, min(len(name), 20)) + 2))


def _length(value: Any) -> int:
    if isinstance(value, datetime):
        return 10 if value.time() == time() else 16
    if isinstance(value, Decimal):
        return len(f"{value:,.2f}")
    return len(str(value))
