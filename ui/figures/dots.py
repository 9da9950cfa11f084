"""Where one stands against a norm: a dot on a line whose middle is the norm, half of it as far to the left
as double to the right.

Names stand above their lines, so that long ones read in full on a phone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import plotly.graph_objects as go

from ui.figures.frame import figure, hidden_axis, layout
from ui.theme import Palette

ROW, LINE, SCALE = 66, 32, 26
"""Pixels: of a row, from its top to its line, and of the words of the scale under all of them."""
REACH = 2.0
"""Doublings at least on either side of the middle."""


@dataclass(frozen=True)
class Dot:
    """``ratio`` to the norm, None where there is nothing to compare; ``told`` stands at the right of the
    name, ``note`` under the line. ``colour`` None: neither good nor bad."""

    name: str
    ratio: float | None
    told: str
    note: str
    hover: str
    link: str = ""
    colour: str | None = None


def against(dots: Sequence[Dot], colours: Palette, scale: tuple[str, str, str]) -> go.Figure:
    """``scale``: words for half the norm, the norm, and double."""
    places = [_place(dot.ratio) for dot in dots]
    reach = max([REACH, *(abs(place) for place in places if place is not None)]) * 1.04
    look = layout(
        colours,
        height=len(dots) * ROW + SCALE,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis=hidden_axis(range=[-reach, reach]),
        annotations=[word for i, dot in enumerate(dots) for word in _words(dot, i, colours)]
        + _scale(scale, len(dots), colours),
        shapes=[shape for i in range(len(dots)) for shape in _track(i, reach, colours)],
    )
    look["yaxis"] = hidden_axis(range=[look["height"], 0])
    return figure([_stems(places, dots, colours), _heads(places, dots, colours)], look)


def _place(ratio: float | None) -> float | None:
    """Doublings from the norm; nothing at all, or less, stands at the left edge."""
    if ratio is None:
        return None
    return max(log2(ratio), -REACH) if ratio > 0 else -REACH


def _line(position: int) -> float:
    return position * ROW + LINE


def _colour(dot: Dot, colours: Palette) -> str:
    return dot.colour or colours.muted


def _heads(places: Sequence[float | None], dots: Sequence[Dot], colours: Palette) -> go.Scatter:
    return go.Scatter(
        x=list(places),
        y=[_line(i) for i in range(len(dots))],
        mode="markers",
        marker={"size": 13, "color": [_colour(dot, colours) for dot in dots]},
        customdata=[dot.link for dot in dots],
        hovertext=[f"<b>{dot.name}</b><br>{dot.hover}" for dot in dots],
        hovertemplate="%{hovertext}<extra></extra>",
        unselected={"marker": {"opacity": 0.45}},
    )


def _stems(places: Sequence[float | None], dots: Sequence[Dot], colours: Palette) -> go.Bar:
    """From the norm to the dot."""
    return go.Bar(
        orientation="h",
        x=[place or 0.0 for place in places],
        y=[_line(i) for i in range(len(dots))],
        width=4,
        hoverinfo="skip",
        marker={"color": [_colour(dot, colours) for dot in dots], "opacity": 0.55},
    )


def _track(position: int, reach: float, colours: Palette) -> list[dict[str, Any]]:
    y, look = _line(position), {"type": "line", "layer": "below"}
    return [
        {**look, "x0": -reach, "x1": reach, "y0": y, "y1": y, "line": {"color": colours.grid, "width": 2}},
        {**look, "x0": 0, "x1": 0, "y0": y - 9, "y1": y + 9, "line": {"color": colours.ink, "width": 2}},
    ]


def _words(dot: Dot, position: int, colours: Palette) -> list[dict[str, Any]]:
    y = _line(position)
    above: dict[str, Any] = {"y": y - 10, "yanchor": "bottom", "font": {"size": 13, "color": colours.ink}}
    below: dict[str, Any] = {"y": y + 9, "yanchor": "top", "font": {"size": 12, "color": colours.muted}}
    said = [_word(dot.name, 0.0, "left", **above), _word(f"<b>{dot.told}</b>", 1.0, "right", **above)]
    return [*said, _word(dot.note, 0.0, "left", **below)]


def _scale(scale: tuple[str, str, str], rows: int, colours: Palette) -> list[dict[str, Any]]:
    at: dict[str, Any] = {
        "y": rows * ROW + SCALE - 4,
        "yanchor": "bottom",
        "font": {"size": 12, "color": colours.muted},
    }
    return [
        _word(word, place, "center", xref="x", **at) for word, place in zip(scale, (-1, 0, 1), strict=True)
    ]


def _word(words: str, x: float, anchor: str, xref: str = "paper", **more: Any) -> dict[str, Any]:
    return {
        "text": words,
        "x": x,
        "xref": xref,
        "xanchor": anchor,
        "yref": "y",
        "showarrow": False,
        "borderpad": 0,
        **more,
    }
