"""Flow: what entered each stage in the period. Stock: what stands there now. Neither is a cohort."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from data.errors import Refused
from metrics import flows
from ui import charts, states, text
from ui.figures.ladder import Rung, ladder
from ui.funnel.room import Room, step_name
from ui.text import _, ngettext


def flow(room: Room) -> None:
    rows = room.desk.read(flows.flow_funnel(room.view))
    if rows.empty:
        with charts.card(_("Deals that entered each stage")):
            states.said(no_history())
        return
    left, right = st.columns((3, 2), gap="small")
    with left, charts.card(_("Deals that entered each stage"), help=_once()):
        following = [*rows["from_previous"]][1:] + [None]
        rungs = [_entered(room, row, then) for row, then in zip(rows.itertuples(), following, strict=True)]
        charts.draw(ladder(rungs, room.desk.colours, noted=True), "funnel_flow")
    with right, charts.card(_("Their sum")):
        _money(room, rows.itertuples(), "entered", "funnel_flow_money", noted=True)


def _once() -> str:
    return _("A deal that came back to a stage counts there once.")


def no_history() -> Refused:
    return Refused(
        "The data hold no stage history in this period: what entered a stage, and how long it stood there, becomes known from your second upload on."
    )


def _entered(room: Room, row: Any, then: object) -> Rung:
    again = int(row.entries - row.deals)
    said = [ngettext("{count} deal entered", "{count} deals entered", int(row.deals))]
    if again:
        said.append(ngettext("{count} return to the stage", "{count} returns to the stage", again))
    note = ""
    if not text.is_missing(then):
        note = "↓ " + _("the next stage: {share} of this", share=text.share(then, 0))  # type: ignore[arg-type]
    return Rung(
        step_name("open", row.stage),
        float(row.deals),
        f"<b>{text.number(int(row.deals))}</b>",
        "<br>".join(said),
        room.link(f"entered:{row.position}"),
        note=note,
    )


def stock(room: Room) -> None:
    rows = room.desk.read(flows.stock(room.view))
    total, noted = int(rows["deals"].sum()), bool((rows["without_amount"] > 0).any())
    if not total:
        states.said(Refused("No deal of this pipeline is open now."))
        return
    left, right = st.columns((3, 2), gap="small")
    with left, charts.card(ngettext("{count} deal is open now", "{count} deals are open now", total)):
        rungs = [_stands(room, row) for row in rows.itertuples()]
        charts.draw(ladder(rungs, room.desk.colours, noted=noted), "funnel_stock")
    money = text.money(rows["amount"].sum(), room.desk.currency)
    with right, charts.card(_("Their sum: {money}", money=money)):
        _money(room, rows.itertuples(), "standing", "funnel_stock_money", noted=noted)


def _stands(room: Room, row: Any) -> Rung:
    note = ""
    if row.without_amount:
        note = _("{count} without an amount", count=text.number(int(row.without_amount)))
    return Rung(
        step_name("open", row.stage),
        float(row.deals),
        f"<b>{text.number(int(row.deals))}</b>",
        ngettext("{count} open deal", "{count} open deals", int(row.deals)),
        _standing_link(room, row),
        note=note,
    )


def _standing_link(room: Room, row: Any) -> str:
    """A stage that its pipeline does not list has no position: it is opened by its name."""
    if text.is_missing(row.position):
        return room.link("open_deals", stage=None if text.is_missing(row.stage) else row.stage)
    return room.link(f"standing:{row.position}")


def _money(room: Room, rows: Iterable[Any], kind: str, key: str, *, noted: bool) -> None:
    currency = room.desk.currency
    rungs = [
        Rung(
            step_name("open", row.stage),
            float(row.amount),
            f"<b>{text.money(row.amount, currency)}</b>",
            text.money_exactly(row.amount, currency),
            _standing_link(room, row) if kind == "standing" else room.link(f"entered:{row.position}"),
        )
        for row in rows
    ]
    charts.draw(ladder(rungs, room.desk.colours, noted=noted), key)
