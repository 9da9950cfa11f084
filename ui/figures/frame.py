"""What all figures have in common: the template's colours, margins, axes and hover."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from ui.theme import Palette

FONT = '"Source Sans", "Source Sans Pro", sans-serif'
Figure = go.Figure
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}
HEIGHT = 300


def layout(colours: Palette, *, height: int = HEIGHT, **more: Any) -> dict[str, Any]:
    """A whole layout as one dict: updating a figure afterwards costs eight times as much."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours.ink},
        "colorway": list(colours.series),
        "showlegend": False,
        "bargap": 0.35,
        "dragmode": False,
        "hovermode": "closest",
        "clickmode": "event+select",
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.grid,
            "font": {"family": FONT, "size": 13, "color": colours.ink},
            "align": "left",
        },
        "separators": ",\u00a0",
        "xaxis": axis(colours, grid=False),
        "yaxis": axis(colours),
        **more,
    }


def axis(colours: Palette, *, grid: bool = True, **more: Any) -> dict[str, Any]:
    return {
        "showgrid": grid,
        "gridcolor": colours.grid,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": colours.muted, "size": 12},
        "automargin": True,
        "fixedrange": True,
        **more,
    }


def hidden_axis(**more: Any) -> dict[str, Any]:
    return {"visible": False, "fixedrange": True, **more}


def ticks(values: Sequence[float], labels: Sequence[str]) -> dict[str, Any]:
    return {"tickmode": "array", "tickvals": list(values), "ticktext": list(labels)}


def nice_ticks(highest: float, count: int = 4) -> list[float]:
    """0 and up to ``count`` round steps that reach just over ``highest``."""
    if highest <= 0:
        return [0.0]
    rough = highest / count
    size = 10 ** (len(f"{int(rough)}") - 1) if rough >= 1 else 10.0 ** _exponent(rough)
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    return [step * i for i in range(int(highest / step) + 2)]


def _exponent(value: float) -> int:
    exponent = 0
    while value < 1:
        value, exponent = value * 10, exponent - 1
    return exponent


def figure(traces: Sequence[Any], look: dict[str, Any]) -> go.Figure:
    return go.Figure(data=list(traces), layout=look)


def legend(colours: Palette) -> dict[str, Any]:
    """Above the plot, in reading order, for the few charts whose lines cannot carry their names."""
    return {
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"color": colours.ink, "size": 12},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }
