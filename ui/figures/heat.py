"""A table as colour: cohorts by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, layout, ticks
from ui.theme import Palette

ROW = 30
PALE = 0.45
"""Opacity of a cell that is not over yet."""

LIGHT, DARK = "#ffffff", "#10151f"
EVEN = 0.2
"""The luminance on which light and dark words read equally well."""

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Cell:
    """``text`` stands in the cell, ``hover`` is the exact value in words, ``link`` where a click leads.
    ``partial``: not over yet, drawn faded."""

    value: float
    text: str
    hover: str
    link: str = ""
    partial: bool = False


def map_of(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell | None]],
    colours: Palette,
) -> go.Figure:
    """First row on top; the darkest cell is the highest. A cell of None stays empty: the future is no zero."""
    there = [(x, y, cell) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell]
    highest = max((cell.value for _, _, cell in there), default=0.0) or 1.0
    traces = [_colours(cells, part, highest, colours) for part in (False, True)]
    look = layout(
        colours,
        height=ROW * len(rows) + 40,
        hoverdistance=40,
        xaxis=axis(
            colours,
            grid=False,
            side="top",
            tickangle=0,
            range=[-0.5, len(columns) - 0.5],
            **ticks(range(len(columns)), columns),
        ),
        yaxis=axis(colours, grid=False, range=[len(rows) - 0.5, -0.5], **ticks(range(len(rows)), rows)),
    )
    return figure([*traces, _cells(there, highest, colours)], look)


def _colours(
    cells: Sequence[Sequence[Cell | None]], partial: bool, highest: float, colours: Palette
) -> go.Heatmap:
    return go.Heatmap(
        z=[[cell.value if cell and cell.partial is partial else None for cell in row] for row in cells],
        colorscale=[list(step) for step in colours.scale],
        zmin=0,
        zmax=highest,
        opacity=PALE if partial else 1,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )


def _cells(there: Sequence[tuple[int, int, Cell]], highest: float, colours: Palette) -> go.Scatter:
    """The words, in a colour that reads on each cell, and unseen points that can be hovered over and clicked:
    a heat map itself cannot be clicked."""
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[x for x, _, _ in there],
        y=[y for _, y, _ in there],
        customdata=[cell.link for _, _, cell in there],
        text=[cell.text for _, _, cell in there],
        textfont={"size": 11, "color": [_ink(cell, highest, colours) for _, _, cell in there]},
        hovertext=[cell.hover for _, _, cell in there],
        hovertemplate="%{hovertext}<extra></extra>",
        mode="markers+text",
        marker={"size": 24, "symbol": "square", "opacity": 0},
        selected=unseen,
        unselected=unseen,
    )


def _ink(cell: Cell, highest: float, colours: Palette) -> str:
    under = _mixed(colours.scale, max(0.0, min(1.0, cell.value / highest)))
    if cell.partial:
        under = _between(_rgb(colours.surface), under, PALE)
    return DARK if _luminance(under) > EVEN else LIGHT


def _mixed(scale: Sequence[tuple[float, str]], at: float) -> Colour:
    """The colour at that height of the scale, as Plotly mixes it."""
    for (low, below), (high, above) in pairwise(scale):
        if at <= high:
            return _between(_rgb(below), _rgb(above), (at - low) / (high - low))
    return _rgb(scale[-1][1])


def _between(first: Colour, second: Colour, share: float) -> Colour:
    r, g, b = (one + (other - one) * share for one, other in zip(first, second, strict=True))
    return r, g, b


def _rgb(colour: str) -> Colour:
    r, g, b = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return r, g, b


def _luminance(colour: Colour) -> float:
    """Relative luminance after WCAG 2."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
