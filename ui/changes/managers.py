"""Who puts deals off: of what was due, how many and how much, a rung per manager that opens the deals."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from metrics import parts
from metrics.catalogue import metric
from metrics.dimensions import DIMENSIONS
from ui import charts, export, text
from ui.changes.seen import FEW, Seen, counted
from ui.codes import value_name
from ui.figures.ladder import Rung, ladder
from ui.links import link
from ui.text import _, is_missing, ngettext, words

MOST = 8
"""Managers drawn; the file has all."""

A_HABIT = 3
"""Deals put off below which nobody is named for it."""


def draw(seen: Seen) -> None:
    rows = seen.by_manager
    with charts.card(
        _title(rows),
        help=_(
            "The pale bar is what was due in the period by the upload at its start, the dark one what of it was put off: open still, and moved to a later day."
        ),
    ):
        rungs = [_rung(seen, row) for row in rows.head(MOST).to_dict("records")]
        alt = charts.in_words(_title(rows), ((rung.name, rung.told) for rung in rungs))
        charts.draw(ladder(rungs, seen.desk.colours), "changes_managers", alt=alt)
        if len(rows) > MOST:
            st.caption(_("The first {count} are shown; the files have all of them.", count=text.number(MOST)))
        export.buttons(seen.desk, lambda: for_file(seen), _("Slippage by manager"))


def _title(rows: pd.DataFrame) -> str:
    """Names somebody only where he leads, and by more than chance."""
    first, others = rows.iloc[0], rows["slipped"].iloc[1:]
    if first["due"] < FEW or first["slipped"] < A_HABIT or others.empty or first["slipped"] <= others.max():
        return _("Who puts deals off")
    name = text.escaped(value_name(first["manager"]))
    return _("Most is put off by {manager}: {counted} due", manager=name, counted=counted(first))


def _rung(seen: Seen, row: dict[str, Any]) -> Rung:
    told = f"<b>{counted(row)}</b>"
    if row["slipped"]:
        told += f" · {text.money(row['slipped_amount'], seen.desk.currency)}"
    name = row["manager"]
    return Rung(
        value_name(name),
        float(row["slipped"]),
        told,
        _hover(seen, row),
        link(f"changed:{parts.DUE}:slipped", manager=None if is_missing(name) else str(name)).text(),
        behind=float(row["due"]),
    )


def _hover(seen: Seen, row: dict[str, Any]) -> str:
    said = [_("{counted} due put off", counted=counted(row))]
    if row["due"] >= FEW:
        said.append(text.share(row["slippage"]))
    if row["slipped"]:
        said.append(text.money_exactly(row["slipped_amount"], seen.desk.currency))
        said.append(
            ngettext(
                "moved later {count} time in all", "moved later {count} times in all", int(row["pushes"])
            )
        )
    return "<br>".join(said)


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
