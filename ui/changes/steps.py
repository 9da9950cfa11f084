"""The waterfall: from the pipeline at the start to the one at the end, each step opening its deals."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from ui import charts, export, text
from ui.changes import said, step_names
from ui.changes.seen import Seen
from ui.checks import signs
from ui.figures.ladder import Rung
from ui.figures.waterfall import Step, whole_waterfall
from ui.text import _, ngettext

NEUTRAL = ("found", "gone")
"""What an export had or lacked is neither good nor bad."""
GOOD = ("won",)
"""It leaves the pipeline, and that is what the pipeline is for."""


def draw(seen: Seen) -> None:
    with charts.card(
        _title(seen),
        help=_(
            "Each deal is compared in the two uploads. What it was worth at the start and its steps together are what it is worth at the end, to the cent. A deal may stand in two steps: it grows, then it is won. A deal without an amount counts as nothing."
        ),
    ):
        steps = [_step(seen, step) for step in seen.steps]
        start, end = _end(seen, "start"), _end(seen, "end")
        told = [(start.name, start.told), *((one.name, one.told) for one in steps), (end.name, end.told)]
        alt = charts.in_words(_title(seen), told)
        charts.draw(whole_waterfall(start, steps, end, seen.desk.colours), "changes_steps", alt=alt)
        if notes := said.notes(seen):
            st.caption(notes)
        export.buttons(seen.desk, lambda: for_file(seen), _("Change of the pipeline"))


def _title(seen: Seen) -> str:
    start, end = (text.money(seen.money(step), seen.desk.currency) for step in ("start", "end"))
    return _("From {start} to {end}, step by step", start=start, end=end)


def _end(seen: Seen, step: str) -> Rung:
    money, currency = seen.money(step), seen.desk.currency
    return Rung(
        step_names.step_name(step),
        float(money),
        f"<b>{text.money(money, currency)}</b> · {_deals(seen, step)}",
        _hover(seen, step, text.money_exactly(money, currency)),
        seen.link(step).text(),
        colour=seen.desk.colours.accent,
    )


def _step(seen: Seen, step: str) -> Step:
    money, currency, colours = seen.money(step), seen.desk.currency, seen.desk.colours
    colour = colours.quiet if step in NEUTRAL else colours.good if step in GOOD else None
    return Step(
        step_names.step_name(step),
        money,
        f"<b>{signs.change(money, currency)}</b> · {text.number(seen.deals(step))}",
        _hover(seen, step, signs.change_exactly(money, currency)),
        link=seen.link(step).text(),
        colour=colour,
    )


def _hover(seen: Seen, step: str, money: str) -> str:
    return f"{money} · {_deals(seen, step)}<br>{step_names.explained(step)}"


def _deals(seen: Seen, step: str) -> str:
    return ngettext("{count} deal", "{count} deals", seen.deals(step))


def for_file(seen: Seen) -> pd.DataFrame:
    steps = ["start", *seen.steps, "end"]
    return pd.DataFrame(
        {
            _("Step"): [step_names.step_name(step) for step in steps],
            _("Amount, {currency}", currency=seen.desk.currency): [seen.money(step) for step in steps],
            _("Deals"): [seen.deals(step) for step in steps],
        }
    )
