"""The recent course of a number as a small area, drawn as a picture: a chart library needs a tenth of a
second for six of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from ui.theme import Palette

WIDTH, HEIGHT, EDGE = 120, 40, 3


def area(values: Sequence[float], colours: Palette, told: str) -> str:
    """A picture as wide as its place; ``told``: what it shows, in words. The lowest value lies on the floor: a course shows a
    direction, lengths are compared elsewhere."""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = WIDTH / (len(values) - 1)
    points = [
        (round(i * step, 1), round(HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE), 1))
        for i, value in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<polygon points="0,{HEIGHT} {line} {WIDTH},{HEIGHT}" fill="{colours.accent}" fill-opacity="0.12"/>'
        f'<polyline points="{line}" fill="none" stroke="{colours.accent}" stroke-width="1.75" '
        f'stroke-linejoin="round" stroke-linecap="round" vector-effect="non-scaling-stroke"/></svg>'
    )
    return (
        f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(told)}" '
        f'style="display:block;width:100%;height:{HEIGHT}px">'
    )
