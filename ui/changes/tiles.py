"""The pipeline at both ends, how it moved, and how much of what was due was put off."""

from __future__ import annotations

import streamlit as st

from metrics import parts
from metrics.catalogue import metric
from ui import cards, charts, links, text
from ui.changes import step_names
from ui.changes.seen import FEW, Seen, counted, share
from ui.checks import signs
from ui.text import _, ngettext, words


def row(seen: Seen) -> None:
    grid = st.grid(4, min_column_width=140)
    for step in ("start", "end"):
        with grid.container(border=True, height="stretch"):
            _end(seen, step)
    with grid.container(border=True, height="stretch"):
        _change(seen)
    with grid.container(border=True, height="stretch"):
        _slippage(seen)


def _end(seen: Seen, step: str) -> None:
    money, currency = seen.money(step), seen.desk.currency
    told = f"{step_names.explained(step)}\n\n{text.money_exactly(money, currency)}"
    st.metric(step_names.step_name(step), text.money(money, currency), help=told)
    charts.deals_link(seen.link(step), ngettext("{count} deal", "{count} deals", seen.deals(step)))


def _change(seen: Seen) -> None:
    currency = seen.desk.currency
    start, end = (text.money_exactly(seen.money(step), currency) for step in ("start", "end"))
    st.metric(
        _("Change"),
        signs.change(seen.change, currency),
        delta=_percent(seen),
        delta_color="off",
        delta_arrow="off",
        help=f"{end} − {start} = {signs.change_exactly(seen.change, currency)}",
    )


def _percent(seen: Seen) -> str | None:
    start = seen.money("start")
    if start <= 0:
        return None
    moved = float(seen.change / start)
    return ("+" if moved > 0 else "") + text.share(moved)


def _slippage(seen: Seen) -> None:
    """Of the deals due in the period, whichever pipeline is looked at."""
    what, found = metric("slippage"), seen.slippage
    st.metric(words(what.name), share(found), help=cards.explained(what, None, seen.desk.currency))
    if not found["due"]:
        st.caption(_("No deal was due in the period."))
        return
    label = _("Put off") if found["due"] < FEW else counted(found)
    charts.deals_link(links.link(f"changed:{parts.DUE}:slipped"), label)
