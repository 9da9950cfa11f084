"""Dates with the month in words, one by one: there are never many different ones."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from data.importing.vocabulary import normal, values

_ZONE = re.compile(r"\s*(gmt|utc|msk|мск|z)?\s*([+-]\d\d:?\d\d)?\s*(\([^)]*\))?$")
_YEAR = re.compile(r"\d{4}|[^\W\d_]+[.'’-]+\d\d")


def worded(value: str, month: bool = False) -> datetime | None:
    """``12 января 2024 г., 10:30``, ``Jan 12, 2024``, ``12-янв-24``, ``Январь 2024``. ``month``: the day does
    not matter. A day without a year (``15 января``) is none."""
    text = re.sub(r"(?<=\d)\s*г(ода)?\b\.?", "", value.strip().lower().replace("ё", "е"))
    text = _ZONE.sub("", text) if ":" in text else text
    clock = re.search(r"[, t]\s*(\d\d?):(\d\d)(?::(\d\d))?(?:\s*([ap])m)?$", text)
    text = text[: clock.start()] if clock else text
    months = values("months")
    words = re.findall(r"[^\W\d_]+", text)
    known = [months[normal(word)] for word in words if normal(word) in months]
    numbers = re.findall(r"\d+", text)
    if len(known) != 1 or len(words) > 2 or not 1 <= len(numbers) <= 2:
        return None
    if len(numbers) == 1 and not month and not _YEAR.search(text):
        return None
    day, year = (1, numbers[0]) if len(numbers) == 1 else (int(numbers[0]), numbers[1])
    if len(numbers) == 2 and len(numbers[0]) == 4:
        year, day = numbers[0], int(numbers[1])
    full = int(year) + (2000 if int(year) < 70 else 1900) if len(year) == 2 else int(year)
    try:
        return datetime(full, int(known[0]), day) + _clock(clock)
    except ValueError:
        return None


def _clock(found: re.Match[str] | None) -> timedelta:
    if not found:
        return timedelta()
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4] == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError
    return timedelta(hours=hour, minutes=minute, seconds=second)
