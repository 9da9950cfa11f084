"""Lines over time, each named at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.figures.bars import _sparse
from ui.figures.frame import axis, figure, layout, legend, ticks
from ui.theme import Palette


@dataclass(frozen=True)
class Series:
    """``hover`` and ``links`` go with ``values`` one to one; a gap is None. ``quiet``: context, drawn grey."""

    name: str
    values: tuple[float | None, ...]
    hover: tuple[str, ...]
    links: tuple[str, ...] = ()
    quiet: bool = False


def over_time(
    labels: Sequence[str],
    series: Sequence[Series],
    colours: Palette,
    tick_labels: Sequence[tuple[float, str]],
    *,
    from_zero: bool = True,
    named: bool = False,
    whole: bool = False,
) -> go.Figure:
    """``named``: each line carries its name at its end, where the lines keep apart there; else a legend does.
    ``whole``: the axis goes from the first of its words to the last, however low the lines run."""
    traces = [_trace(labels, one, _colour(one, i, colours)) for i, one in enumerate(series)]
    words = [_name(one, _colour(one, i, colours)) for i, one in enumerate(series)] if named else []
    names: dict[str, Any] = legend(colours) if len(series) > 1 else {}
    if named and _apart([word["y"] for word in words]):
        names = {"annotations": words}
    margin = 0.04 * tick_labels[-1][0]  # the lowest word would run into those of the other axis
    room: dict[str, Any] = (
        {"range": [tick_labels[0][0] - margin, tick_labels[-1][0] + margin]} if whole else {}
    )
    look = layout(
        colours,
        **names,
        xaxis=axis(colours, grid=False, type="category", **_sparse(list(labels))),
        yaxis=axis(
            colours,
            rangemode="tozero" if from_zero else "normal",
            **room,
            **ticks(*zip(*tick_labels, strict=True)),
        ),
    )
    return figure(traces, look)


def _apart(heights: Sequence[float]) -> bool:
    """Is there room for a word between any two of them?"""
    ordered = sorted(heights)
    return all(high - low > 0.1 * ordered[-1] for low, high in zip(ordered, ordered[1:], strict=False))


def _name(one: Series, colour: str) -> dict[str, Any]:
    """Above the line's last points, ending with it."""
    known = [(i, value) for i, value in enumerate(one.values) if value is not None]
    return {
        "text": f"<b>{one.name}</b>",
        "x": known[-1][0] if known else 0,
        "y": max((value for _, value in known[-4:]), default=0),
        "xanchor": "right",
        "yanchor": "bottom",
        "yshift": 6,
        "showarrow": False,
        "font": {"color": colour, "size": 12},
    }


def _colour(one: Series, position: int, colours: Palette) -> str:
    return colours.quiet if one.quiet else colours.series[position % len(colours.series)]


def _trace(labels: Sequence[str], one: Series, colour: str) -> go.Scatter:
    return go.Scatter(
        x=list(labels),
        y=list(one.values),
        name=one.name,
        mode="lines+markers",
        customdata=list(one.links) or None,
        hovertext=list(one.hover),
        hovertemplate="%{hovertext}<extra></extra>",
        line={"color": colour, "width": 2},
        marker={"color": colour, "size": 5},
        connectgaps=False,
    )
