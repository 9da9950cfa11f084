"""Do two tables say the same? A page's statement is found again in one of the queries written by hand."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa


def holds(wide: pa.Table, narrow: pa.Table) -> bool:
    """Each row and column of ``narrow`` stands in ``wide``, which may have more columns, not more rows;
    money to the cent, fractions to nine places, the order of rows left aside."""
    names = narrow.column_names
    if wide.num_rows != narrow.num_rows or not {*names} <= {*wide.column_names}:
        return False
    pairs = zip(_rows(wide, names), _rows(narrow, names), strict=True)
    return all(_same(a, b) for one, other in pairs for a, b in zip(one, other, strict=True))


def _rows(table: pa.Table, names: list[str]) -> list[list[Any]]:
    columns = [[_plain(value) for value in table.column(name).to_pylist()] for name in names]
    return sorted((list(row) for row in zip(*columns, strict=True)), key=_order)


def _order(row: list[Any]) -> list[str]:
    """By what is exact first, so that a last binary place reorders nothing."""
    exact = [repr(value) for value in row if not isinstance(value, float)]
    return [*exact, *(f"{value:.6g}" for value in row if isinstance(value, float))]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value).normalize() + 0
    return value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return one is other
        return math.isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)
    return one == other
