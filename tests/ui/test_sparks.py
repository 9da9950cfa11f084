"""The course of a number, point by point."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ui import sparks
from ui.theme import LIGHT


def points(svg: str) -> list[str]:
    return re.search(r'polyline points="([^"]*)"', unquote(svg))[1].split()  # type: ignore[index]


def test_the_lowest_lies_on_the_floor_and_the_highest_under_the_ceiling():
    """Three values over 120: 0, 60, 120; between 37 (= 40 − 3) and 3, the middle one half way."""
    assert points(sparks.area([10, 30, 20], LIGHT, "x")) == ["0.0,37.0", "60.0,3.0", "120.0,20.0"]


def test_what_never_moves_is_a_line():
    assert points(sparks.area([5, 5], LIGHT, "x")) == ["0.0,37.0", "120.0,37.0"]


def test_words_stay_words():
    assert "&lt;b&gt;" in sparks.area([1, 2], LIGHT, "<b>")
