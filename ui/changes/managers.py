"""Who puts deals off: a row per manager, with counts, and every number opens its deals."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from metrics import parts
from metrics.catalogue import metric
from metrics.dimensions import DIMENSIONS
from ui import charts, export, text
from ui.changes.seen import Seen, counted, share
from ui.codes import value_name
from ui.links import Link, link
from ui.text import _, is_missing, words

ROW, HEADER, HIGHEST = 35, 38, 14


def draw(seen: Seen) -> None:
    rows = seen.by_manager
    with charts.card(_title(rows), help=_("A click on a row opens the deals that were put off.")):
        event = st.dataframe(
            styled(seen),
            hide_index=True,
            height=HEADER + ROW * min(len(rows), HIGHEST),
            row_height=ROW,
            column_config=_config(),
            on_select="rerun",
            selection_mode="single-cell",
            key="changes_managers",
            placeholder="",
            alt=_("Managers"),
        )
        cells = getattr(getattr(event, "selection", None), "cells", None) or []
        if cells:
            charts.open_deals(opens(rows, int(cells[0][0])))
        export.buttons(seen.desk, lambda: for_file(seen), _("Slippage by manager"))


def _title(rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    if not first["slipped"]:
        return _("Nobody put a deal off")
    return _(
        "Most is put off by {manager}: {counted} due",
        manager=text.escaped(value_name(first["manager"])),
        counted=counted(first),
    )


def styled(seen: Seen) -> Styler:
    """Shares stay numbers, so that a click on the header sorts them; few cases are said by their count."""
    rows = seen.by_manager
    frame = pd.DataFrame(
        {
            "manager": [value_name(name) for name in rows["manager"]],
            "slippage": rows["slippage"].astype(float),
            "slipped_amount": rows["slipped_amount"].astype(float),
            "pushes": rows["pushes"].astype(int),
        }
    )
    made = frame.style.format(
        {"slipped_amount": lambda value: text.money(value, seen.desk.currency), "pushes": text.number}
    )
    for at, row in rows.iterrows():
        made = made.format(_always(share(row)), subset=pd.IndexSlice[[at], ["slippage"]])
    return made


def _always(word: str):
    return lambda _value: word


def _config() -> dict[str, Any]:
    column, what = st.column_config, metric("slippage")
    return {
        "manager": column.TextColumn(words(DIMENSIONS["manager"].name), width=160, pinned=True),
        "slippage": column.NumberColumn(words(what.name), width=110, help=words(what.definition)),
        "slipped_amount": column.NumberColumn(_("Put off, sum"), width=110),
        "pushes": column.NumberColumn(
            _("Put off, times"), width=105, help=_("How often these deals were put off, in all uploads.")
        ),
    }


def opens(rows: pd.DataFrame, position: int) -> Link:
    name = rows["manager"].iloc[position]
    return link(f"changed:{parts.DUE}:slipped", manager=None if is_missing(name) else str(name))


def for_file(seen: Seen) -> pd.DataFrame:
    rows, currency = seen.by_manager, seen.desk.currency
    return pd.DataFrame(
        {
            words(DIMENSIONS["manager"].name): [value_name(name) for name in rows["manager"]],
            words(DIMENSIONS["team"].name): [None if is_missing(team) else team for team in rows["team"]],
            _("Due in the period"): rows["due"],
            _("Put off"): rows["slipped"],
            words(metric("slippage").name): rows["slippage"],
            _("Put off, {currency}", currency=currency): rows["slipped_amount"],
            _("Put off, times"): rows["pushes"],
        }
    )
