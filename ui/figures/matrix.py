"""A table of shares in which only what stands out has a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, layout, ticks
from ui.theme import Palette

ROW, HEAD = 32, 48
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
    trace = go.Heatmap(
        x=list(range(len(columns))),
        y=list(range(len(rows))),
        z=[[cell.stands_out for cell in line] for line in cells],
        text=[[_written(cell, colours) for cell in line] for line in cells],
        texttemplate="%{text}",
        textfont={"size": 12},
        hovertext=[[cell.hover for cell in line] for line in cells],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[[cell.link for cell in line] for line in cells],
        colorscale=[[0.0, colours.bad], [0.5, colours.surface], [1.0, colours.good]],
        zmin=-FAR,
        zmax=FAR,
        showscale=False,
        xgap=2,
        ygap=2,
    )
    names = [name if len(name) <= 22 else name[:21] + "…" for name in rows]
    look = layout(
        colours,
        height=ROW * len(rows) + HEAD,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        xaxis=axis(colours, grid=False, side="top", **ticks(range(len(columns)), [*map(wrapped, columns)])),
        yaxis=axis(colours, grid=False, autorange="reversed", **ticks(range(len(rows)), names)),
    )
    look["yaxis"]["tickfont"] = {"color": colours.ink, "size": 12}
    return figure([trace], look)


def _written(cell: Cell, colours: Palette) -> str:
    return f'<span style="color:{colours.muted}">{cell.text}</span>' if cell.quiet else cell.text


def wrapped(name: str, width: int = 12) -> str:
    """Broken between words into lines of about ``width`` letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
