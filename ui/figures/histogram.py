"""A histogram over bins of their own making, each bar between its two edges, with lines at chosen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, hidden_axis, layout, ticks
from ui.theme import Palette

MOST_LABELS = 5
"""Edges that a phone has room to name."""
WORDS = 0.075
"""Of the plot's height, what a row of words above the bars takes."""


@dataclass(frozen=True)
class Bin:
    """``low`` and ``high`` None: open. ``edge`` names ``low`` on the axis, empty where there is none."""

    low: float | None
    high: float | None
    count: float
    edge: str
    hover: str
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A value that is pointed at, with its words."""

    value: float
    words: str


def histogram(bins: Sequence[Bin], lines: Sequence[Line], colours: Palette) -> go.Figure:
    """Bars of one width, whatever their bins span; the words of each line have a row of their own above them."""
    highest = max((one.count for one in bins), default=0) or 1
    trace = go.Bar(
        x=[i + 0.5 for i in range(len(bins))],
        y=[one.count for one in bins],
        width=0.92,
        customdata=[one.link for one in bins],
        hovertext=[one.hover for one in bins],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": [colours.accent if _is_closed(one) else colours.faded for one in bins],
            "cornerradius": 3,
        },
        unselected={"marker": {"opacity": 0.45}},
    )
    placed = _placed(lines, bins)
    look = layout(
        colours,
        margin={"l": 0, "r": 12, "t": 8, "b": 8},
        xaxis=axis(colours, grid=False, range=[0, len(bins)], tickangle=0, **_edges(bins)),
        yaxis=hidden_axis(range=[0, highest * (1.02 + 0.09 * len(placed))]),
        shapes=[_stroke(at, row, colours) for row, (_, at) in enumerate(placed)],
        annotations=[
            _said(line.words, at, row, colours, left=placed[0][1] > len(bins) * 0.6)
            for row, (line, at) in enumerate(placed)
        ],
    )
    return figure([trace], look)


def place(value: float, bins: Sequence[Bin]) -> float | None:
    """Where on the axis a value lies: as far between the edges of its bar as between those of its bin."""
    for i, one in enumerate(bins):
        if (one.low is None or value >= one.low) and (one.high is None or value < one.high):
            if one.low is None or one.high is None:
                return i + 0.5
            return i + (value - one.low) / (one.high - one.low)
    return None


def _placed(lines: Sequence[Line], bins: Sequence[Bin]) -> list[tuple[Line, float]]:
    """From the top row of words down. All words stand on one side of their strokes, the one with more
    room, and each stroke ends under the words of those above it: so no stroke crosses any words."""
    found = [(line, at) for line in lines if (at := place(line.value, bins)) is not None]
    found.sort(key=lambda pair: pair[1])
    return found[::-1] if found and found[-1][1] > len(bins) * 0.6 else found


def _is_closed(one: Bin) -> bool:
    return one.low is not None and one.high is not None


def _edges(bins: Sequence[Bin]) -> dict[str, Any]:
    """Every n-th edge, counted from the last."""
    named = [(i, one.edge) for i, one in enumerate(bins) if one.edge]
    step = -(-len(named) // MOST_LABELS) or 1
    shown = named[::-1][::step][::-1]
    return ticks([i for i, _ in shown], [edge for _, edge in shown])


def _stroke(at: float, row: int, colours: Palette) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1 - WORDS * row,
        "line": {"color": colours.ink, "width": 1.5, "dash": "dot"},
    }


def _said(words: str, at: float, row: int, colours: Palette, *, left: bool) -> dict[str, Any]:
    return {
        "text": words,
        "x": at,
        "xref": "x",
        "xanchor": "right" if left else "left",
        "xshift": -4 if left else 4,
        "y": 1 - WORDS * row,
        "yref": "paper",
        "yanchor": "top",
        "showarrow": False,
        "borderpad": 0,
        "font": {"size": 12, "color": colours.ink},
    }
