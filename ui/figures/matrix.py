"""A table of shares in which only what stands out has a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, layout, ticks
from ui.theme import Palette

ROW, HEAD = 32, 48
LONGEST = 22
PAD = "\N{NO-BREAK SPACE}"
"""The margin is measured a little short of the longest name."""
FAR = 0.3
"""A difference that has the full colour."""


@dataclass(frozen=True)
class Cell:
    """``stands_out``: how far, in the number's own unit, above (good) or below (bad); 0 leaves it without
    colour. ``quiet``: too few cases, written grey."""

    text: str
    hover: str
    link: str = ""
    stands_out: float = 0.0
    quiet: bool = False


def matrix(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], colours: Palette
) -> go.Figure:
    """First row on top, columns named above; every row has a cell for each column."""
    names = [PAD + (name if len(name) <= LONGEST else name[: LONGEST - 1] + "…") for name in rows]
    look = layout(
        colours,
        height=ROW * len(rows) + HEAD,
        margin={"l": 12, "r": 0, "t": 8, "b": 0},
        hoverdistance=40,
        xaxis=axis(
            colours,
            grid=False,
            side="top",
            range=[-0.5, len(columns) - 0.5],
            **ticks(range(len(columns)), [wrapped(name) for name in columns]),
        ),
        yaxis=axis(colours, grid=False, range=[len(rows) - 0.5, -0.5], **ticks(range(len(rows)), names)),
    )
    look["yaxis"]["tickfont"] = {"color": colours.ink, "size": 12}
    return figure([_tints(cells, colours), _words(cells, colours)], look)


def _tints(cells: Sequence[Sequence[Cell]], colours: Palette) -> go.Heatmap:
    ends = [mixed(end, colours.surface) for end in (colours.bad, colours.good)]
    return go.Heatmap(
        z=[[cell.stands_out for cell in line] for line in cells],
        colorscale=[[0.0, ends[0]], [0.5, colours.surface], [1.0, ends[1]]],
        zmin=-FAR,
        zmax=FAR,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
    )


def _words(cells: Sequence[Sequence[Cell]], colours: Palette) -> go.Scatter:
    """A heat map cannot be clicked: unseen points over it can."""
    there = [(x, y, cell) for y, line in enumerate(cells) for x, cell in enumerate(line)]
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=[x for x, _, _ in there],
        y=[y for _, y, _ in there],
        customdata=[cell.link for _, _, cell in there],
        text=[cell.text for _, _, cell in there],
        textfont={"size": 12, "color": [colours.muted if c.quiet else colours.ink for _, _, c in there]},
        hovertext=[cell.hover for _, _, cell in there],
        hovertemplate="%{hovertext}<extra></extra>",
        mode="markers+text",
        marker={"size": 24, "symbol": "square", "opacity": 0},
        selected=unseen,
        unselected=unseen,
    )


def mixed(colour: str, ground: str, share: float = 0.6) -> str:
    """The colour laid thinly on the ground, so that dark words, or light ones on dark, still read on it."""
    pairs = [(int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(above * share + below * (1 - share)):02x}" for above, below in pairs)


def wrapped(name: str, width: int = 12) -> str:
    """Broken between words into lines of about ``width`` letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
