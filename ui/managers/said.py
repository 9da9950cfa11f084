"""A win rate as people should read it: few cases by their count, many with what they leave open."""

from __future__ import annotations

from typing import Any

from metrics.managers import RANKED_FROM
from ui import text
from ui.text import _


def between(row: Any) -> str:
    """Where the true win rate lies, by Wilson, with what it was counted from."""
    if not row.decided:
        return ""
    low, high = text.number(float(row.win_rate_low) * 100), text.share(row.win_rate_high, 0)
    return _("{low}–{high} of {count}", low=low, high=high, count=text.number(int(row.decided)))


def counted(row: Any) -> str:
    """Under twenty cases the count leads."""
    return _(
        "{part} of {whole}",
        part=text.number(int(row["deals_won"])),
        whole=text.number(int(row["decided"])),
    )


def win_rate(row: Any) -> str:
    if not row["decided"]:
        return text.NOTHING
    return counted(row) if row["decided"] < RANKED_FROM else text.share(row["win_rate"])
