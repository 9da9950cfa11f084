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
NAME, BAR = 24, 16
"""Of these, what the name's line and the bar take."""
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


def ladder(
    rungs: Sequence[Rung],
    colours: Palette,
    *,
    highest: float | None = None,
    noted: bool = False,
    origin: bool = False,
) -> go.Figure:
    """First rung on top. ``highest`` fixes the length of the longest bar, where ladders are compared;
    ``noted`` leaves room for notes, so that the rungs stand in line with those of a ladder beside it;
    ``origin`` marks where the bars are counted from."""
    tall = noted or any(rung.note for rung in rungs)
    look = layout(
        colours,
        height=_height(rungs, tall),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        barmode="overlay",
        xaxis=hidden_axis(range=_span([end for rung in rungs for end in rung.ends], highest)),
        annotations=[line for i, rung in enumerate(rungs) for line in _words(rung, _bar(i, tall), colours)],
        shapes=[_mark(rung.mark, _bar(i, tall), colours) for i, rung in enumerate(rungs) if rung.mark],
    )
    look["yaxis"] = hidden_axis(range=[look["height"], 0])
    if origin:
        look["shapes"] += [_mark(0.0, _bar(i, tall), colours) for i in range(len(rungs))]
    return figure([_behind(rungs, tall, colours), _bars(rungs, tall, colours)], look)


def _span(ends: Sequence[float], highest: float | None) -> list[float]:
    low, high = min(ends, default=0.0), highest or max(ends, default=0.0)
    return [low, high if high > low else 1.0]


def _height(rungs: Sequence[Rung], tall: bool) -> int:
    """No room is kept for the note of a last rung that has none."""
    spare = NOTED - NAMED if tall and rungs and not rungs[-1].note else 0
    return max(NAMED, _top(len(rungs), tall) - spare)


def _top(position: int, tall: bool) -> int:
    """Pixels above a rung: the axis counts in them."""
    return position * (NOTED if tall else NAMED)


def _bar(position: int, tall: bool) -> float:
    """The middle of the bar: its name takes the pixels above it."""
    return _top(position, tall) + NAME + BAR / 2


def _bars(rungs: Sequence[Rung], tall: bool, colours: Palette) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[_bar(i, tall) for i in range(len(rungs))],
        x=[rung.value for rung in rungs],
        base=[rung.start for rung in rungs],
        width=BAR,
        customdata=[rung.link for rung in rungs],
        hovertext=[f"<b>{rung.name}</b><br>{rung.hover}" for rung in rungs],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"color": [rung.colour or colours.accent for rung in rungs], "cornerradius": 3},
        unselected={"marker": {"opacity": 0.45}},
    )


def _behind(rungs: Sequence[Rung], tall: bool, colours: Palette) -> go.Bar:
    return go.Bar(
        orientation="h",
        y=[_bar(i, tall) for i in range(len(rungs))],
        x=[rung.behind or 0.0 for rung in rungs],
        width=BAR,
        hoverinfo="skip",
        marker={"color": colours.grid, "cornerradius": 3},
        unselected={"marker": {"opacity": 1}},
    )


def _words(rung: Rung, middle: float, colours: Palette) -> list[dict[str, Any]]:
    name = rung.name if len(rung.name) <= LONGEST else rung.name[: LONGEST - 1] + "…"
    above = {"y": middle - BAR / 2 - 3, "yanchor": "bottom", "font": {"size": 13, "color": colours.ink}}
    said = [_word(name, 0, **above), _word(rung.told, 1, **above)]
    if rung.note:
        tone = colours.bad if rung.warns else colours.muted
        below = {"y": middle + BAR / 2 + 3, "yanchor": "top", "font": {"size": 12, "color": tone}}
        said.append(_word(rung.note, 0, **below))
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


def _mark(at: float, middle: float, colours: Palette) -> dict[str, Any]:
    half = BAR / 2 + 3
    return {
        "type": "line",
        "xref": "x",
        "yref": "y",
        "x0": at,
        "x1": at,
        "y0": middle - half,
        "y1": middle + half,
        "line": {"color": colours.ink, "width": 2},
    }
