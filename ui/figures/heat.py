"""A table as colour: cohorts by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, layout, ticks
from ui.theme import Palette

ROW = 30


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
    return figure([*traces, _hits(there)], look)


def _colours(
    cells: Sequence[Sequence[Cell | None]], partial: bool, highest: float, colours: Palette
) -> go.Heatmap:
    shown = [[cell if cell and cell.partial is partial else None for cell in row] for row in cells]
    return go.Heatmap(
        z=[[cell.value if cell else None for cell in row] for row in shown],
        text=[[cell.text if cell else "" for cell in row] for row in shown],
        texttemplate="%{text}",
        textfont={"size": 11, "color": colours.ink} if partial else {"size": 11},
        colorscale=[list(step) for step in colours.scale],
        zmin=0,
        zmax=highest,
        opacity=0.45 if partial else 1,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )


def _hits(there: Sequence[tuple[int, int, Cell]]) -> go.Scatter:
    """Unseen points over the cells: a heat map itself can be hovered over, not clicked."""
    nothing = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[x for x, _, _ in there],
        y=[y for _, y, _ in there],
        customdata=[cell.link for _, _, cell in there],
        hovertext=[cell.hover for _, _, cell in there],
        hovertemplate="%{hovertext}<extra></extra>",
        mode="markers",
        marker={"size": 24, "symbol": "square", "opacity": 0},
        selected=nothing,
        unselected=nothing,
    )
