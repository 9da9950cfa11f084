"""What is told of a cell, and which formats of numbers are of percent."""

from __future__ import annotations

import re
from typing import NamedTuple

PERCENT = "%"

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""By the numbers of the old format."""

BUILT_IN = frozenset((9, 10))
"""The formats of percent that every workbook has without saying so."""

_NO_SIGN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class Mark(NamedTuple):
    """Of the cell in this row and column, both from 0: PERCENT, or the error as it is shown."""

    row: int
    column: int
    what: str


def is_percent(format_: str) -> bool:
    return "%" in _NO_SIGN.sub("", format_)
