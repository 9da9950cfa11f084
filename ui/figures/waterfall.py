"""From one number to another, step by step: each bar begins where the one above it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import plotly.graph_objects as go

from ui.figures.ladder import Rung, ladder
from ui.theme import Palette


@dataclass(frozen=True)
class Step:
    """``amount`` of the change that this step makes; its sign decides the colour unless ``plain`` or ``colour``
    does."""

    name: str
    amount: Decimal
    told: str
    hover: str
    note: str = ""
    link: str = ""
    plain: bool = False
    colour: str | None = None


def waterfall(first: Rung, steps: Sequence[Step], last: Rung, colours: Palette) -> go.Figure:
    """``first`` and ``last`` are named above and below. Only the change is drawn, from a line that stands
    for where it began: beside the whole number its parts would be slivers. ``last`` is as long as the
    steps together."""
    return ladder(rungs(first, steps, last, colours), colours, origin=True)


def whole_waterfall(first: Rung, steps: Sequence[Step], last: Rung, colours: Palette) -> go.Figure:
    """As ``waterfall``, with ``first`` and ``last`` in their whole length, where the steps can be seen beside
    them."""
    return ladder(rungs(first, steps, last, colours, Decimal(str(first.value))), colours)


def rungs(
    first: Rung, steps: Sequence[Step], last: Rung, colours: Palette, start: Decimal = Decimal(0)
) -> list[Rung]:
    """``start``: where the first step begins."""
    found, at = [replace(first, value=float(start))], start
    for step in steps:
        found.append(_rung(step, at, colours))
        at += step.amount
    return [*found, replace(last, value=float(at))]


def _rung(step: Step, at: Decimal, colours: Palette) -> Rung:
    meaning = colours.good if step.amount > 0 else colours.bad
    return Rung(
        step.name,
        float(step.amount),
        step.told,
        step.hover,
        step.link,
        step.note,
        start=float(at),
        colour=step.colour or (colours.quiet if step.plain else meaning),
    )
