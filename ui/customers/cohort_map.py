"""Cohorts: who first bought in one month, and what became of them in the months after."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from metrics import cohorts
from metrics.period import Period
from ui import charts, text
from ui.customers.cohort_cells import (
    FEW,
    MEASURES,
    Measure,
    Scale,
    cell,
    scale_of,
    speaker,
    whole_cell,
    wholes,
)
from ui.desk import Desk
from ui.figures import heat
from ui.text import _

MOST_COHORTS, MOST_AGES = 13, 12
"""As many as still read on a phone."""


def retention(desk: Desk) -> None:
    seen = Period(None, desk.view.period.end)
    rows = latest(desk.read(cohorts.retention(desk.view.with_(period=seen))))
    with charts.card(
        _title(rows),
        help=_(
            "A row is everybody who first bought in one month, with their number beside it; a column is so many months later. Always the latest cohorts, whatever period is chosen. A click on a cell opens its deals."
        ),
    ):
        if rows.empty:
            st.caption(_("Nobody’s first purchase is among these deals."))
            return
        key = _switch(rows)
        measure = MEASURES[key]
        scale = scale_of(rows[measure.column], desk.currency) if measure.is_money else None
        st.caption(_reading(key, scale, rows.loc[rows["age"] == 0, "size"]))
        charts.draw(_figure(desk, rows, measure, scale, seen), f"repeat_cohorts_{key}")


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The last cohorts that have anybody, each as far as the map reaches."""
    kept = sorted(rows["cohort"].unique())[-MOST_COHORTS:]
    return rows[rows["cohort"].isin(kept) & (rows["age"] <= MOST_AGES)]


def _title(rows: pd.DataFrame) -> str:
    """Says how many of all who could have are there a month and half a year later."""
    found = {} if rows.empty else wholes(rows, "share")
    if 1 not in found or 6 not in found or min(found[1].size, found[6].size) < FEW:
        return _("Who comes back, by month of the first purchase")
    return _(
        "A month after the first purchase {first} buy again, half a year after it {later}",
        first=text.share(found[1].value, 0),
        later=text.share(found[6].value, 0),
    )


def _switch(rows: pd.DataFrame) -> str:
    """Margin only where somebody knows the costs."""
    known = [key for key, measure in MEASURES.items() if rows[measure.column].notna().any()]
    names = {
        "bought": _("Bought in that month"),
        "again": _("Bought again by then"),
        "revenue": _("Revenue per customer"),
        "margin": _("Margin per customer"),
    }
    return st.segmented_control(
        _("What the cells show"),
        known,
        default=known[0],
        required=True,
        format_func=names.__getitem__,
        key="repeat_measure",
        label_visibility="collapsed",
    )


def _reading(key: str, scale: Scale | None, sizes: pd.Series) -> str:
    """How to read a cell, in a sentence above the map."""
    unit = scale.unit if scale else ""
    small = sizes < FEW
    counts = {
        "bought": _("How many customers of the cohort bought in that month."),
        "again": _("How many customers of the cohort had bought twice or more by the month’s end."),
    }
    shares = {
        "bought": _("Of a hundred customers of the cohort, so many bought in that month."),
        "again": _(
            "Of a hundred customers of the cohort, so many had bought twice or more by the month’s end."
        ),
        "revenue": _("What a customer had brought on average by the month’s end, {unit}.", unit=unit),
        "margin": _("Margin a customer had brought on average by the month’s end, {unit}.", unit=unit),
    }
    said = counts[key] if small.all() and key in counts else shares[key]
    more = [_("Across: months since the first purchase."), _("Pale: the month is not over.")]
    if not scale and small.any() and not small.all():
        more.append(_("Cohorts of fewer than {count} are told by their count.", count=FEW))
    return " ".join((said, *more))


def _figure(desk: Desk, rows: pd.DataFrame, measure: Measure, scale: Scale | None, seen: Period):
    ages = range(measure.first_age, max(int(rows["age"].max()), measure.first_age) + 1)
    found = {(row.cohort, int(row.age)): row for row in rows.itertuples()}
    say, labels, cells = speaker(scale), [], []
    if measure.sums_up:
        whole, everybody = wholes(rows, measure.column), int(rows.loc[rows["age"] == 0, "size"].sum())
        labels.append(_label(f"<b>{_('All')}</b>", everybody, desk))
        cells.append([whole_cell(whole.get(age), say) for age in ages])
    for month in sorted(rows["cohort"].unique()):
        short = f"{text.month(month, with_year=False)[:3]} {month.year}"
        labels.append(_label(short, int(found[month, 0].size), desk))
        cells.append([cell(found.get((month, age)), measure, say, seen, desk.currency) for age in ages])
    return heat.map_of(labels, [text.number(age) for age in ages], cells, desk.colours)


def _label(name: str, size: int, desk: Desk) -> str:
    return f'{name}  <span style="color:{desk.colours.muted}">{text.number(size)}</span>'
