"""Bars: over time, and by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, hidden_axis, layout, legend, nice_ticks, ticks
from ui.theme import Palette


@dataclass(frozen=True)
class Bar:
    """``text`` stands on the bar or beside it, ``hover`` is the exact value in words, ``link`` where a
    click leads (see ``ui.links``). ``partial``: not finished yet, drawn faded."""

    label: str
    value: float
    text: str
    hover: str
    link: str = ""
    partial: bool = False
    colour: str | None = None


@dataclass(frozen=True)
class Line:
    name: str
    values: tuple[float | None, ...]
    hover: tuple[str, ...]


def over_time(
    bars: Sequence[Bar], colours: Palette, tick_labels: Sequence[tuple[float, str]], line: Line | None = None
) -> go.Figure:
    """``tick_labels``: the values of the axis and their words (see ``money_ticks``)."""
    traces: list[go.Bar | go.Scatter] = [_columns(bars, colours)]
    more = {}
    if line:
        traces.append(_line(line, bars, colours))
        more = legend(colours)
    look = layout(
        colours,
        **more,
        xaxis=axis(colours, grid=False, type="category", **_sparse([bar.label for bar in bars])),
        yaxis=axis(colours, rangemode="tozero", **ticks(*zip(*tick_labels, strict=True))),
    )
    return figure(traces, look)


def _columns(bars: Sequence[Bar], colours: Palette) -> go.Bar:
    return go.Bar(
        x=[bar.label for bar in bars],
        y=[bar.value for bar in bars],
        customdata=[bar.link for bar in bars],
        hovertext=[bar.hover for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": [bar.colour or (colours.faded if bar.partial else colours.accent) for bar in bars],
            "cornerradius": 3,
        },
        unselected={"marker": {"opacity": 0.45}},
        showlegend=False,
    )


def _line(line: Line, bars: Sequence[Bar], colours: Palette) -> go.Scatter:
    return go.Scatter(
        x=[bar.label for bar in bars],
        y=list(line.values),
        name=line.name,
        mode="lines",
        line={"color": colours.series[1], "width": 2, "dash": "dot"},
        hovertext=list(line.hover),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _sparse(labels: Sequence[str], most: int = 7) -> dict:
    """Every n-th label, counted from the last, so that none is clipped on a phone; the second line
    (the year) only where it differs from the one before."""
    step = -(-len(labels) // most)
    shown = [label for i, label in enumerate(reversed(labels)) if i % step == 0][::-1]
    texts, year = [], ""
    for label in shown:
        first, _, second = label.partition("<br>")
        texts.append(label if second and second != year else first)
        year = second
    return {"tickmode": "array", "tickvals": shown, "ticktext": texts, "tickangle": 0}


def by_name(bars: Sequence[Bar], colours: Palette, row: int = 34) -> go.Figure:
    """Horizontal, first on top, the value beside its bar; long names are cut, whole on hover."""
    highest = max((bar.value for bar in bars), default=0) or 1
    trace = go.Bar(
        orientation="h",
        y=list(range(len(bars))),
        x=[bar.value for bar in bars],
        customdata=[bar.link for bar in bars],
        text=[bar.text for bar in bars],
        textposition="outside",
        cliponaxis=False,
        textfont={"color": colours.ink, "size": 12},
        hovertext=[f"<b>{bar.label}</b><br>{bar.hover}" for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"color": [bar.colour or colours.accent for bar in bars], "cornerradius": 3},
        unselected={"marker": {"opacity": 0.45}},
    )
    names = [bar.label if len(bar.label) <= 22 else bar.label[:21] + "…" for bar in bars]
    beside = max((len(bar.text) for bar in bars), default=0)
    look = layout(
        colours,
        height=row * max(len(bars), 1) + 24,
        margin={"l": 8, "r": 14 + 7 * beside, "t": 8, "b": 8},  # the words need the same room on a phone
        minreducedwidth=30,  # else the names are clipped there
        xaxis=hidden_axis(range=[min((bar.value for bar in bars if bar.value < 0), default=0), highest]),
        yaxis=axis(colours, grid=False, autorange="reversed", **ticks(range(len(bars)), names)),
    )
    look["yaxis"] |= {"tickfont": {"color": colours.ink, "size": 12}, "ticklabelstandoff": 6}
    return figure([trace], look)


def stacked_over_time(
    labels: Sequence[str],
    parts: Sequence[tuple[str, Sequence[Bar]]],
    colours: Palette,
    tick_labels: Sequence[tuple[float, str]],
    shades: Sequence[str] = (),
) -> go.Figure:
    """One bar per label, ``parts`` from the bottom up, each with its name in the legend."""
    fills = list(shades) or [colours.accent, colours.quiet, *colours.series[1:]]
    traces = [
        go.Bar(
            name=name,
            x=list(labels),
            y=[bar.value for bar in bars],
            customdata=[bar.link for bar in bars],
            hovertext=[bar.hover for bar in bars],
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"color": fill, "opacity": [0.5 if bar.partial else 1 for bar in bars]},
        )
        for (name, bars), fill in zip(parts, fills, strict=False)
    ]
    look = layout(
        colours,
        barmode="stack",
        **legend(colours),
        xaxis=axis(colours, grid=False, type="category", **_sparse(list(labels))),
        yaxis=axis(colours, rangemode="tozero", **ticks(*zip(*tick_labels, strict=True))),
    )
    return figure(traces, look)


__all__ = ["Bar", "Line", "by_name", "nice_ticks", "over_time", "stacked_over_time"]
