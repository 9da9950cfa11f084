"""How far the deals created in the period came, and what became of them where that cannot be told."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ui import charts, text
from ui.figures.ladder import Rung, ladder
from ui.funnel.room import FEW, Room, share_of, step_name
from ui.text import _, ngettext


def draw(room: Room) -> None:
    if room.unknown_lost or room.cohort.empty:
        _outcomes(room)
        return
    rows = room.cohort.merge(room.resolved[["position", "lost", "standing"]], on="position", how="left")
    with charts.card(
        _cohort_title(rows),
        help=_(
            "A deal counts at every stage up to the furthest it ever came to; skipped stages count as passed."
        ),
    ):
        rows["before"] = rows["reached"].shift(1)
        after = [*rows.itertuples()][1:]
        worst = _weakest(rows)
        rungs = [
            _step(room, row, next_row, worst)
            for row, next_row in zip(rows.itertuples(), [*after, None], strict=True)
        ]
        charts.draw(ladder(rungs, room.desk.colours), "funnel_cohort")
        if still_open := room.fates.get("open", 0):
            st.caption(
                ngettext(
                    "{count} of these deals is still open: the conversions will grow yet.",
                    "{count} of these deals are still open: the conversions will grow yet.",
                    still_open,
                )
            )


def _step(room: Room, row: Any, after: Any, worst: int | None) -> Rung:
    overall = "" if text.is_missing(row.overall) else text.share(row.overall, 0) + " · "
    money = text.money(row.amount, room.desk.currency)
    return Rung(
        step_name(row.kind, row.stage),
        float(row.reached),
        f"<b>{text.number(int(row.reached))}</b> · {overall}{money}",
        _cohort_hover(room, row),
        room.link(f"reached:{row.position}"),
        note=_passing(row, after) if after else "",
        behind=None if text.is_missing(row.before) else float(row.before),
        colour=room.desk.colours.good if row.kind == "won" else None,
        warns=row.position == worst,
    )


def _passing(row: Any, after: Any) -> str:
    """Between two bars: how many of the upper one came to the lower, and what keeps the others."""
    if not row.reached:
        return ""
    said = [
        "↓ " + _("{share} go on", share=share_of(int(after.reached), int(row.reached))),
        _("{count} lost", count=text.number(int(row.lost))),
    ]
    if row.standing:
        said.append(_("{count} in work", count=text.number(int(row.standing))))
    return " · ".join(said)


def _cohort_hover(room: Room, row: Any) -> str:
    said = [
        ngettext("{count} deal came so far", "{count} deals came so far", int(row.reached)),
        text.money_exactly(row.amount, room.desk.currency),
    ]
    if not text.is_missing(row.from_previous):
        said.append(_("{share} of the stage before", share=text.share(row.from_previous)))
    if not text.is_missing(row.overall):
        said.append(_("{share} of all created", share=text.share(row.overall)))
    return "<br>".join(said)


def _weakest(rows: pd.DataFrame) -> int | None:
    """Position of the stage from which the smallest share goes on, among those with enough deals."""
    passed = rows.assign(going_on=rows["from_previous"].shift(-1))
    passed = passed[(passed["reached"] >= FEW) & passed["going_on"].notna()]
    return None if len(passed) < 2 else int(passed.loc[passed["going_on"].idxmin(), "position"])


def _cohort_title(rows: pd.DataFrame) -> str:
    worst = _weakest(rows)
    if worst is None:
        return _("How far the deals came")
    here = rows[rows["position"] == worst].iloc[0]
    following = rows[rows["position"] > worst].iloc[0]
    return _(
        "The narrowest step: {share} go on from “{stage}”",
        share=text.share(following["from_previous"], 0),
        stage=step_name(here["kind"], here["stage"]),
    )


def _outcomes(room: Room) -> None:
    """Without the stage of loss: what became of the deals is all that can be told."""
    with charts.card(
        _("What became of the deals created"),
        help=_(
            "A deal counts at every stage up to the furthest it ever came to; skipped stages count as passed."
        ),
    ):
        names = {
            "created": _("Created"),
            "won": _("Won"),
            "returned": _("Returned"),
            "lost": _("Lost"),
            "open": _("Still open"),
        }
        colours = {"won": room.desk.colours.good, "lost": room.desk.colours.bad}
        fates, created = room.fates, room.fates["created"]
        rungs = [
            Rung(
                name,
                float(fates[fate]),
                f"<b>{text.number(fates[fate])}</b>"
                + ("" if fate == "created" else f" · {share_of(fates[fate], created)}"),
                ngettext("{count} deal", "{count} deals", fates[fate]),
                room.link("deals_created", **({} if fate == "created" else {"status": fate})),
                colour=colours.get(fate, room.desk.colours.accent if fate == "created" else None),
                behind=float(created),
            )
            for fate, name in names.items()
            if fates.get(fate)
        ]
        charts.draw(ladder(rungs, room.desk.colours), "funnel_outcomes")
