"""A table as colour: cohorts by age."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.figures.frame import axis, figure, layout
from ui.theme import Palette


def map_of(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    texts: Sequence[Sequence[str]],
    hovers: Sequence[Sequence[str]],
    colours: Palette,
    links: Sequence[Sequence[str]] | None = None,
    highest: float | None = None,
) -> go.Figure:
    """First row on top. A cell of None stays empty: the future is no zero."""
    trace = go.Heatmap(
        z=[list(row) for row in values],
        x=list(columns),
        y=list(rows),
        text=[list(row) for row in texts],
        texttemplate="%{text}",
        textfont={"size": 11},
        hovertext=[list(row) for row in hovers],
        hovertemplate="%{hovertext}<extra></extra>",
        customdata=[list(row) for row in links] if links else None,
        colorscale=[list(step) for step in colours.scale],
        zmin=0,
        zmax=highest,
        showscale=False,
        xgap=2,
        ygap=2,
        hoverongaps=False,
    )
    look = layout(
        colours,
        height=30 * len(rows) + 40,
        xaxis=axis(colours, grid=False, type="category", side="top", tickangle=0),
        yaxis=axis(colours, grid=False, type="category", autorange="reversed"),
    )
    return figure([trace], look)
