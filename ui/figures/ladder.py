"""A ladder: one rung under another, its name and number above the bar, a note below it.

Names stand above their bars and not beside them, so that long ones read in full on a phone,
and all bars begin at one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ui.figures.frame import figure, hidden_axis, layout
from ui.theme import Palette

NAMED, NOTED = 50, 74
"""Pixels of a rung without and with notes."""
BAR = 16
LONGEST = 40


@dataclass(frozen=True)
class Rung:
    """``told`` stands at the right end of the name's line, ``note`` under the bar. ``behind``: how far a
    paler bar reaches beyond ``value``; ``mark``: where a tick stands across the bar; ``start``: where
    the bar begins. ``warns`` colours the note as bad."""

    name: str
    value: float
    told: str
    hover: str
    link: str = ""
    note: str = ""
    behind: float | None = None
    mark: float | None = None
    start: float = 0.0
    colour: str | None = None
    warns: bool = False

    @property
    def ends(self) -> tuple[float, ...]:
        return (self.start, self.start + self.value, self.behind or 0.0, self.mark or 0.0)


def ladder(rungs: Sequence[Rung], colours: Palette, highest: float | None = None) -> go.Figure:
    """First rung on top; ``highest`` fixes the length of the longest bar, where ladders are compared."""
    row = NOTED if any(rung.note for rung in rungs) else NAMED
    lowest = min((end for rung in rungs for end in rung.ends), default=0.0)
    top = highest or max((end for rung in rungs for end in rung.ends), default=0.0) or 1.0
    look = layout(
        colours,
        height=row * max(len(rungs), 1) + 8,
        margin={"l": 0, "r": 0, "t": 0, "b": 8},
        barmode="overlay",
        xaxis=hidden_axis(range=[lowest, top]),
        yaxis=hidden_axis(range=[len(rungs), 0]),
        annotations=[line for i, rung in enumerate(rungs) for line in _words(rung, i, row, colours)],
        shapes=[_mark(rung, i, row, colours) for i, rung in enumerate(rungs) if rung.mark is not None],
    )
    return figure([_behind(rungs, row, colours), _bars(rungs, row, colours)], look)


def _middle(position: int, row: int) -> float:
    """Of the bar, in rungs from the top: its name takes the pixels above it."""
    return position + (24 + BAR / 2) / row


def _bars(rungs: Sequence[Rung], row: int, colours: Palette) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[_middle(i, row) for i in range(len(rungs))],
        x=[rung.value for rung in rungs],
        base=[rung.start for rung in rungs],
        width=BAR / row,
        customdata=[rung.link for rung in rungs],
        hovertext=[f"<b>{rung.name}</b><br>{rung.hover}" for rung in rungs],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"color": [rung.colour or colours.accent for rung in rungs], "cornerradius": 3},
        unselected={"marker": {"opacity": 0.45}},
    )


def _behind(rungs: Sequence[Rung], row: int, colours: Palette) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[_middle(i, row) for i in range(len(rungs))],
        x=[rung.behind or 0.0 for rung in rungs],
        width=BAR / row,
        hoverinfo="skip",
        marker={"color": colours.grid, "cornerradius": 3},
        unselected={"marker": {"opacity": 1}},
    )


def _words(rung: Rung, position: int, row: int, colours: Palette) -> list[dict[str, Any]]:
    name = rung.name if len(rung.name) <= LONGEST else rung.name[: LONGEST - 1] + "…"
    above = {"y": _middle(position, row) - (BAR / 2 + 3) / row, "yanchor": "bottom"}
    said = [
        _word(name, 0, **above, font={"size": 13, "color": colours.ink}),
        _word(rung.told, 1, **above, font={"size": 13, "color": colours.ink}),
    ]
    if rung.note:
        below = {"y": _middle(position, row) + (BAR / 2 + 3) / row, "yanchor": "top"}
        tone = colours.bad if rung.warns else colours.muted
        said.append(_word(rung.note, 0, **below, font={"size": 12, "color": tone}))
    return said


def _word(words: str, side: int, **more: Any) -> dict[str, Any]:
    """At the left (0) or right (1) edge of the figure, with no arrow and no padding."""
    anchor = "right" if side else "left"
    return {
        "text": words,
        "x": side,
        "xref": "paper",
        "xanchor": anchor,
        "align": anchor,
        "yref": "y",
        "showarrow": False,
        "borderpad": 0,
        **more,
    }


def _mark(rung: Rung, position: int, row: int, colours: Palette) -> dict[str, Any]:
    middle, half = _middle(position, row), (BAR / 2 + 3) / row
    return {
        "type": "line",
        "xref": "x",
        "yref": "y",
        "x0": rung.mark,
        "x1": rung.mark,
        "y0": middle - half,
        "y1": middle + half,
        "line": {"color": colours.ink, "width": 2},
    }
