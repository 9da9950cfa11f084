"""Where the funnel leaks: what was lost at each stage, why, and what stopping a drop of it would bring."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from metrics import leaks
from ui import charts, states, text
from ui.codes import value_name
from ui.figures.ladder import Rung, ladder
from ui.funnel.resolved import no_conversion
from ui.funnel.room import FEW, Room, share_of
from ui.text import _, ngettext

NOTE = 50
"""Letters of reasons that a phone has room for."""


def draw(room: Room) -> None:
    """Nothing where nothing was lost, or no loss says where: then its refusal stands above already."""
    rows = room.desk.read(leaks.by_stage(room.view))
    if not rows.loc[rows["position"].notna(), "lost"].sum():
        return
    left, right = st.columns((3, 2), gap="small")
    with left:
        _lost(room, rows)
    with right:
        _one_more_point(room, rows)


def _lost(room: Room, rows: pd.DataFrame) -> None:
    reasons = room.desk.read(leaks.reasons(room.view))
    worst = rows.loc[rows["position"].notna(), "lost"].idxmax()
    total = int(rows["lost"].sum())
    with charts.card(
        _title(room, rows.loc[worst]),
        help=_("Deals created in the period and lost, by the stage at which they were lost, and why."),
    ):
        rungs = [
            _rung(room, row, total, _of_stage(reasons, row), row.Index == worst)
            for row in rows.itertuples()
            if row.lost or not text.is_missing(row.position)
        ]
        charts.draw(ladder(rungs, room.desk.colours), "funnel_lost")
        if reasons["loss_reason"].isna().all():
            st.caption(
                _(
                    "The data give no reasons for losses: upload an export with the column of loss reasons to see why."
                )
            )


def _title(room: Room, worst: Any) -> str:
    deals = ngettext("{count} deal", "{count} deals", int(worst["lost"]))
    money = text.money(worst["amount"], room.desk.currency)
    return _("Most is lost at “{stage}”: {deals}, {money}", stage=_stage(worst), deals=deals, money=money)


def _stage(row: Any) -> str:
    return _("Stage not known") if text.is_missing(row.position) else value_name(row.stage)


def _of_stage(reasons: pd.DataFrame, row: Any) -> pd.DataFrame:
    if text.is_missing(row.position):
        return reasons[reasons["position"].isna()]
    return reasons[reasons["position"] == row.position]


def _rung(room: Room, row: Any, total: int, reasons: pd.DataFrame, is_worst: bool) -> Rung:
    currency, lost = room.desk.currency, int(row.lost)
    key = "unknown:lost" if text.is_missing(row.position) else f"lost_at:{row.position}"
    share = f" · {share_of(lost, total)}" if lost and total >= FEW else ""
    return Rung(
        _stage(row),
        float(lost),
        f"<b>{text.number(lost)}</b>{share} · {text.money(row.amount, currency)}",
        "<br>".join([text.money_exactly(row.amount, currency), *map(_reason_counted, reasons.itertuples())]),
        room.link(key),
        note=_reasons(reasons),
        colour=room.desk.colours.bad if is_worst else room.desk.colours.quiet,
    )


def _reason_counted(row: Any) -> str:
    return f"{value_name(row.loss_reason)}: {text.number(int(row.lost))}"


def _reasons(reasons: pd.DataFrame, most: int = 3) -> str:
    """The commonest ones, as many as have room."""
    if reasons["loss_reason"].isna().all():
        return ""
    said = ""
    for row in reasons.head(most).itertuples():
        known = text.share(row.share, 0) if reasons["lost"].sum() >= FEW else text.number(int(row.lost))
        longer = " · ".join(filter(None, [said, f"{value_name(row.loss_reason)} {known}"]))
        if said and len(longer) > NOTE:
            break
        said = longer
    return said


def _one_more_point(room: Room, rows: pd.DataFrame) -> None:
    known = rows[rows["gain"].notna()]
    with charts.card(
        _gain_title(room, known),
        help=_(
            "One percent of the deals that reached the stage × the share of those past it that are won today × the average check of the period."
        ),
    ):
        if known.empty:
            states.said(no_conversion(room))
            return
        say = partial(text.money, currency=room.desk.currency)
        rungs = [_gain(room, row, say(row.gain)) for row in known.itertuples()]
        charts.draw(ladder(rungs, room.desk.colours, noted=True), "funnel_gain", opens=False)


def _gain_title(room: Room, known: pd.DataFrame) -> str:
    if known.empty:
        return _("What one more percentage point would bring")
    most = known.loc[known["gain"].idxmax()]
    return _(
        "One more point brings most at “{stage}”: {money}",
        stage=value_name(most["stage"]),
        money=text.money(most["gain"], room.desk.currency),
    )


def _gain(room: Room, row: Any, money: str) -> Rung:
    more = row.reached * leaks.POINT
    check = text.money(row.average_check, room.desk.currency)
    deals = text.number(more, 0 if more >= 10 else 1)
    return Rung(
        value_name(row.stage),
        float(row.gain),
        f"<b>+{money}</b>",
        _(
            "{deals} deals × {share} won × {money} average check",
            deals=deals,
            share=text.share(row.downstream),
            money=check,
        ),
        note=_more(deals, float(row.downstream)),
    )


def _more(deals: str, downstream: float) -> str:
    if downstream == 1:
        return _("{deals} more deals won", deals=deals)
    return _(
        "{deals} more deals go on, {share} of them are won", deals=deals, share=text.share(downstream, 0)
    )
