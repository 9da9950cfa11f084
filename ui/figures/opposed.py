"""Two movements over time that pull apart: what came stands up, what went hangs down."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.figures.bars import Bar, _sparse
from ui.figures.frame import axis, figure, layout, legend, nice_ticks, ticks
from ui.theme import Palette


def both_ways(above: float, below: float) -> list[float]:
    """Whole steps, as wide on either side of zero, as far as the highest reach."""
    steps = [step for step in nice_ticks(max(above, below), 3) if step % 1 == 0]
    return [-step for step in reversed(steps) if 0 < step <= below] + [s for s in steps if s <= above]


def over_time(
    labels: Sequence[str],
    up: tuple[str, Sequence[Bar]],
    down: tuple[str, Sequence[Bar]],
    colours: Palette,
    tick_labels: Sequence[tuple[float, str]],
) -> go.Figure:
    """Both are given as sizes from zero up, with a name for the legend. ``tick_labels`` (see ``both_ways``)
    say sizes on either side of zero: nobody has minus forty customers."""
    traces = [_bars(labels, *up, colours.good, 1), _bars(labels, *down, colours.bad, -1)]
    look = layout(
        colours,
        barmode="relative",
        bargap=0.25,
        **legend(colours),
        xaxis=axis(colours, grid=False, type="category", **_sparse(list(labels))),
        yaxis=axis(
            colours, zeroline=True, zerolinecolor=colours.muted, **ticks(*zip(*tick_labels, strict=True))
        ),
    )
    return figure(traces, look)


def _bars(labels: Sequence[str], name: str, bars: Sequence[Bar], colour: str, sign: int) -> go.Bar:
    return go.Bar(
        name=name,
        x=list(labels),
        y=[sign * bar.value for bar in bars],
        customdata=[bar.link for bar in bars],
        hovertext=[bar.hover for bar in bars],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"color": colour, "opacity": [0.5 if bar.partial else 1 for bar in bars], "cornerradius": 3},
        unselected={"marker": {"opacity": 0.45}},
    )
