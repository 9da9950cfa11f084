"""The colours of both themes, real ones, so that a chart looks the same on the page and on paper."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """``series`` tells things apart; ``good``, ``bad`` and ``warn`` only ever mean that."""

    ink: str
    muted: str
    grid: str
    surface: str
    accent: str
    faded: str  # the accent of what is not finished yet
    quiet: str  # beside the accent: the rest, the past
    on_accent: str
    good: str
    bad: str
    warn: str
    series: tuple[str, ...]
    scale: tuple[tuple[float, str], ...]  # low to high


LIGHT = Palette(
    ink="#1a1f2b",
    muted="#6b7280",
    grid="#e7e9ee",
    surface="#ffffff",
    accent="#2457c5",
    faded="#a9bdea",
    quiet="#c9cfdb",
    on_accent="#ffffff",
    good="#12805c",
    bad="#c0392f",
    warn="#b7791f",
    series=(
        "#2457c5",
        "#e08a1e",
        "#12805c",
        "#8a4fbf",
        "#c0392f",
        "#2a8fa8",
        "#a3632a",
        "#5b6b8c",
        "#b0457f",
        "#6f8f1f",
    ),
    scale=((0.0, "#eef2fb"), (0.25, "#c3d2f3"), (0.5, "#7f9fe3"), (0.75, "#2f5fcb"), (1.0, "#12307a")),
)

DARK = Palette(
    ink="#e8eaf0",
    muted="#98a1b3",
    grid="#2a3040",
    surface="#12161f",
    accent="#6f9cf5",
    faded="#3a4f80",
    quiet="#4a5266",
    on_accent="#0c1220",
    good="#3fbf8f",
    bad="#f07a70",
    warn="#e0b04a",
    series=(
        "#6f9cf5",
        "#f0a94a",
        "#3fbf8f",
        "#b98af0",
        "#f07a70",
        "#5cc3dd",
        "#d0935a",
        "#98a6c8",
        "#e283b5",
        "#a8c957",
    ),
    scale=((0.0, "#171d2b"), (0.25, "#22356a"), (0.5, "#3159b8"), (0.75, "#6f9cf5"), (1.0, "#cfdffd")),
)


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT
