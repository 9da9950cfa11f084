"""Comparing an answer with what it should have been: money to the cent, counts exactly, floats to 1e-9."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

Rows = Sequence[Mapping[str, Any]]


def is_same(found: Any, expected: Any) -> bool:
    if found is None or expected is None:
        return found is expected
    if isinstance(found, float) or isinstance(expected, float):
        return float(found) == pytest.approx(float(expected), rel=1e-9, abs=1e-9)
    return found == expected


def differences(rows: Rows, expected: Mapping[tuple[Any, ...], Mapping[str, Any]]) -> list[str]:
    """Complaints, one per wrong number. A group of nothing but zeros and gaps may be left out of the rows."""
    metrics = list(next(iter(expected.values()), {}))
    answered = [(_key(row, metrics), row) for row in rows]
    found = dict(answered)
    assert len(found) == len(answered), f"a group stands there twice: {[key for key, _ in answered]}"
    wrong = []
    for key in {*found, *expected}:
        for metric in metrics:
            blank = Decimal(0) if expected.get(key, {}).get(metric) is not None else None
            should, does = expected.get(key, {}).get(metric), found.get(key, {}).get(metric)
            if key not in expected:
                should = 0 if does == 0 else None
            if key not in found:
                does = blank
            if not is_same(does, should):
                wrong.append(f"{metric} of {key}: {does!r} should be {should!r}")
    return sorted(wrong)


def _key(row: Mapping[str, Any], metrics: list[str]) -> tuple[Any, ...]:
    return tuple(value for name, value in row.items() if name not in metrics)


def decimals_are_money(rows: Rows, keys: Sequence[str]) -> bool:
    return all(isinstance(row[key], Decimal | None) for row in rows for key in keys)
