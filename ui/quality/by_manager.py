"""Who has what to mend: a row each, and every number opens its deals."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from metrics.catalogue import metric
from metrics.dimensions import DIMENSIONS
from ui import charts, export, text
from ui.codes import value_name
from ui.links import Link, link
from ui.quality.checks import Check, Quality, checks_of
from ui.quality.figures import share
from ui.text import _, is_missing, words

ROW, HEADER, HIGHEST = 35, 38, 15


def draw(quality: Quality) -> None:
    rows = quality.managers
    if all(is_missing(name) for name in rows["manager"]):
        return
    with charts.card(
        _("Who has what to mend, the lowest score first"), help=_("A click on a number opens its deals.")
    ):
        event = st.dataframe(
            styled(quality),
            hide_index=True,
            height=HEADER + ROW * min(len(rows), HIGHEST),
            row_height=ROW,
            column_config=_config(quality),
            on_select="rerun",
            selection_mode="single-cell",
            key="quality_managers",
            placeholder="",
            alt=_("Managers"),
        )
        if where := _clicked(quality, event):
            charts.open_deals(where)
        export.buttons(quality.desk, lambda: for_file(quality), _("Quality by manager"))


def shown(quality: Quality) -> list[Check]:
    """Only the checks that somebody fails."""
    return quality.faults


def display(quality: Quality) -> pd.DataFrame:
    """Counts as numbers: a click on a header sorts them as such."""
    rows = quality.managers
    made: dict[str, Any] = {"manager": [value_name(name) for name in rows["manager"]]}
    made["score"] = [None if is_missing(value) else 100 * float(value) for value in rows["quality_score"]]
    for check in shown(quality):
        made[check.key] = rows[check.key].astype(int)
    return pd.DataFrame(made)


def styled(quality: Quality) -> Styler:
    frame = display(quality)
    made = frame.style.format({"score": lambda value: text.number(value)})
    for place, row in quality.managers.iterrows():
        for check in checks_of(row, quality.known):
            if check.key in frame:
                said = f"{text.number(check.bad)} · {share(check)}" if check.bad else text.NOTHING
                made = made.format(_always(said), subset=pd.IndexSlice[[place], [check.key]])
    return made


def _always(word: str):
    return lambda _value: word


def _config(quality: Quality) -> dict[str, Any]:
    column = st.column_config
    made: dict[str, Any] = {
        "manager": column.TextColumn(words(DIMENSIONS["manager"].name), width=160, pinned=True),
        "score": column.ProgressColumn(
            _("Score"),
            width=120,
            format="%d",
            min_value=0,
            max_value=100,
            help=words(metric("quality_score").definition),
        ),
    }
    for check in shown(quality):
        made[check.key] = column.NumberColumn(check.name, width=125, help=words(metric(check.key).definition))
    return made


def _clicked(quality: Quality, event: object) -> Link | None:
    cells = getattr(getattr(event, "selection", None), "cells", None) or []
    return opens(quality, int(cells[0][0]), str(cells[0][1])) if cells else None


def opens(quality: Quality, row: int, column: str) -> Link:
    """The deals behind a cell; behind a name or a score, whatever there is to mend."""
    name = quality.managers["manager"].iloc[row]
    key = column if column in quality.known else "quality_score"
    return link(key, manager=None if is_missing(name) else str(name))


def for_file(quality: Quality) -> pd.DataFrame:
    rows = quality.managers
    made: dict[str, Any] = {
        words(DIMENSIONS["manager"].name): [value_name(name) for name in rows["manager"]],
        words(metric("quality_score").name): rows["quality_score"],
    }
    for check in quality.checks:
        made[check.name] = rows[check.key]
        made[words(metric(check.measure.of).name)] = rows[check.measure.of]
    return pd.DataFrame(made)
