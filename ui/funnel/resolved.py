"""Conversion of the deals whose fate at a stage is settled, and its refusal where that is not known."""

from __future__ import annotations

from typing import Any

from data.errors import Refused
from metrics import funnel as funnels
from ui import charts, states, text
from ui.figures.ladder import Rung, ladder
from ui.funnel.room import FEW, Room, step_name
from ui.text import _


def draw(room: Room) -> None:
    """Of the deals whose fate at a stage is settled, how many went on; beside it how that moved."""
    rows = room.resolved
    known = rows[rows["conversion"].notna()]
    with charts.card(
        _("Conversion where the outcome is known"),
        help=_("Moved on / (moved on + lost here), of the deals created in the period; open deals left out."),
    ):
        if known.empty:
            states.said(no_conversion(room))
            return
        was = _before(room)
        rungs = [_settled(room, row, was.get(row.position)) for row in known.itertuples()]
        charts.draw(
            ladder([*rungs, _whole_way(room)], room.desk.colours, highest=1.0, noted=True), "funnel_resolved"
        )


def no_conversion(room: Room) -> Refused:
    if room.cohort.empty:
        return Refused(
            "The data hold no stages for these deals: conversion from stage to stage cannot be told. Upload an export with the stage of each deal."
        )
    lost = room.fates.get("lost", 0)
    return Refused(
        "{unknown} of {lost} lost deals do not say at which stage they were lost: conversion from stage to stage cannot be told. Upload the stage history, or a column with the stage of loss.",
        unknown=text.number(room.unknown_lost),
        lost=text.number(lost),
    )


def _before(room: Room) -> dict[int, float]:
    if room.before is None:
        return {}
    rows = room.desk.read(funnels.resolved_conversion(room.before))
    enough = rows[(rows["moved_on"] + rows["lost"] >= FEW) & rows["conversion"].notna()]
    return dict(zip(enough["position"], enough["conversion"], strict=True))


def _settled(room: Room, row: Any, was: float | None) -> Rung:
    moved_on, settled = int(row.moved_on), int(row.moved_on + row.lost)
    counted = _("{part} of {whole}", part=text.number(moved_on), whole=text.number(settled))
    few = settled < FEW
    note = "" if was is None or few else _moved(float(row.conversion), was)
    return Rung(
        step_name("open", row.stage),
        float(row.conversion),
        f"<b>{counted}</b>" if few else f"<b>{text.share(row.conversion)}</b> · {counted}",
        _("{moved} went on, {lost} lost here", moved=text.number(moved_on), lost=text.number(int(row.lost))),
        room.link(f"moved_on:{row.position}"),
        note=note,
        behind=1.0,
        colour=room.desk.colours.quiet if few else None,
    )


def _moved(now: float, was: float) -> str:
    points = round((now - was) * 100, 1)
    if not points:
        return _("as in the compared period")
    sign = "+" if points > 0 else ""
    return _("{points} pp against the compared period", points=sign + text.number(points, 1))


def _whole_way(room: Room) -> Rung:
    """From the first stage to the sale, of the deals that are settled."""
    won, lost = room.won, room.fates.get("lost", 0)
    counted = _("{part} of {whole}", part=text.number(won), whole=text.number(won + lost))
    few = won + lost < FEW
    return Rung(
        _("From the first stage to a sale"),
        won / (won + lost),
        f"<b>{counted}</b>" if few else f"<b>{text.share(won / (won + lost))}</b> · {counted}",
        _("{won} won, {lost} lost", won=text.number(won), lost=text.number(lost)),
        room.link(f"reached:{room.cohort['position'].max()}"),
        behind=1.0,
        colour=room.desk.colours.quiet if few else room.desk.colours.good,
    )
