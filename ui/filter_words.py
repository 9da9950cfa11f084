"""Periods and filters, as one would say them."""

from __future__ import annotations

from metrics import period as periods
from metrics.period import Period
from metrics.view import Filters
from ui.codes import value_name
from ui.text import _, day, month

CUSTOM = "custom"
"""The period whose two days the person chose."""


def preset_name(preset: str) -> str:
    names = {
        "this_month": _("This month"),
        "last_month": _("Last month"),
        "this_quarter": _("This quarter"),
        "last_quarter": _("Last quarter"),
        "this_year": _("This year"),
        "last_year": _("Last year"),
        "last_30_days": _("Last 30 days"),
        "last_90_days": _("Last 90 days"),
        "last_12_months": _("Last 12 months"),
        "all_time": _("All time"),
        CUSTOM: _("Own dates"),
    }
    return names[preset]


def comparison_name(comparison: str) -> str:
    names = {
        "previous": _("with the period before"),
        "last_year": _("with a year ago"),
        "none": _("with nothing"),
    }
    return names[comparison]


def period_words(period: Period) -> str:
    """1 Mar 2026 – 31 Mar 2026, or the month's name where it is one."""
    if period.start is None and period.end is None:
        return _("all time")
    if period.start is None or period.end is None:
        if period.start:
            return _("from {day}", day=day(period.start))
        return _("up to {day}", day=day(period.end - periods.DAY))  # type: ignore[operator,arg-type]
    if period.start.day == 1 and period.start + periods.STEPS["month"] == period.end:
        return month(period.start)
    return f"{day(period.start)} – {day(period.end - periods.DAY)}"


def filter_words(filters: Filters) -> str:
    """North and South; Website: each filter's values, as one would say them."""
    said = []
    for key, values in filters.chosen:
        names = [value_name(value, key) for value in values]
        few = (
            names[0]
            if len(names) == 1
            else _("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])
        )
        said.append(few)
    return "; ".join(said)
