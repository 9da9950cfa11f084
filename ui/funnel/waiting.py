"""How long deals stand in each stage, those that stand there now not forgotten."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from metrics import stage_time
from ui import charts, states, text
from ui.codes import value_name
from ui.figures.ladder import Rung, ladder
from ui.funnel.flows import no_history
from ui.funnel.room import FEW, Room
from ui.text import _, ngettext


def draw(room: Room) -> None:
    rows = room.desk.read(stage_time.stage_time(room.view))
    slowest = _slowest(rows)
    with charts.card(
        _title(rows, slowest),
        help=_(
            "Deals that entered the stage in the period, Kaplan–Meier median: half have left within it. The paler bar reaches to the 75th percentile: a quarter stays longer. A deal's visits to one stage are added up."
        ),
    ):
        if rows.empty:
            states.said(no_history())
            return
        rungs = [_rung(room, row, row.Index == slowest) for row in rows.itertuples()]
        charts.draw(ladder(rungs, room.desk.colours), "funnel_waiting")
        st.caption(" ".join([_("Current visits are counted as still running."), *_left_out(room)]))


def _slowest(rows: pd.DataFrame) -> int | None:
    known = rows[(rows["deals"] >= FEW) & rows["median_days"].notna()]
    return None if known.empty else known["median_days"].idxmax()


def _title(rows: pd.DataFrame, slowest: int | None) -> str:
    if slowest is None:
        return _("Time in stage")
    row = rows.loc[slowest]
    if text.is_missing(row["p75_days"]):
        return _(
            "Slowest at “{stage}”: half stay longer than {days}",
            stage=value_name(row["stage"]),
            days=text.days(row["median_days"]),
        )
    return _(
        "Slowest at “{stage}”: half stay longer than {days}, a quarter than {longer}",
        stage=value_name(row["stage"]),
        days=text.days(row["median_days"]),
        longer=text.days(row["p75_days"]),
    )


def _rung(room: Room, row: Any, is_slowest: bool) -> Rung:
    deals = ngettext("{count} deal", "{count} deals", int(row.deals))
    there = int(row.still_there)
    still = ngettext("{count} still there", "{count} still there", there) if there else ""
    known = not text.is_missing(row.median_days)
    few = row.deals < FEW
    p75 = "" if text.is_missing(row.p75_days) else " · P75 " + text.days(row.p75_days)
    told = f"<b>{text.days(row.median_days)}</b>{p75}" if known else _("not half have left yet")
    return Rung(
        value_name(row.stage),
        float(row.median_days) if known else 0.0,
        told,
        _("median {days}", days=text.days(row.median_days)) + p75 + f"<br>{deals}",
        room.link(f"entered:{row.position}"),
        note=" · ".join(filter(None, [deals, still])),
        behind=None if text.is_missing(row.p75_days) else float(row.p75_days),
        colour=_colour(room, is_slowest, few),
    )


def _colour(room: Room, is_slowest: bool, few: bool) -> str:
    colours = room.desk.colours
    if few:
        return colours.quiet
    return colours.warn if is_slowest else colours.accent


def _left_out(room: Room) -> list[str]:
    visits = int(room.desk.read(stage_time.left_out(room.view)).iloc[0, 0])
    if not visits:
        return []
    return [
        ngettext(
            "{count} visit is left out: nobody knows when it ended.",
            "{count} visits are left out: nobody knows when they ended.",
            visits,
        )
    ]
