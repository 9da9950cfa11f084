"""The map of cohorts: what is coloured, what is pale, what is written and where a click leads."""

import pytest

from ui.figures import heat
from ui.figures.heat import Cell
from ui.theme import DARK, LIGHT

CELLS = [
    [Cell(0.1, "10", "ten", "list=a"), Cell(0.4, "40", "forty", "list=b")],
    [Cell(0.2, "20", "twenty", "list=c", partial=True), None],
]


def drawn(colours=LIGHT):
    return heat.map_of(["Jan", "Feb"], ["1", "2"], CELLS, colours)


def test_the_future_is_empty_and_the_unfinished_apart():
    whole, partial, _ = drawn().data
    assert [list(row) for row in whole.z] == [[0.1, 0.4], [None, None]]
    assert [list(row) for row in partial.z] == [[None, None], [0.2, None]]
    assert (whole.opacity, partial.opacity) == (1, heat.PALE)
    assert {(trace.zmin, trace.zmax) for trace in (whole, partial)} == {(0, 0.4)}


def test_every_cell_is_written_hovered_and_clicked():
    words = drawn().data[2]
    assert list(zip(words.x, words.y, words.text, words.hovertext, words.customdata, strict=True)) == [
        (0, 0, "10", "ten", "list=a"),
        (1, 0, "40", "forty", "list=b"),
        (0, 1, "20", "twenty", "list=c"),
    ]


def test_first_row_on_top():
    layout = drawn().layout
    assert list(layout.yaxis.range) == [1.5, -0.5]
    assert list(layout.yaxis.ticktext) == ["Jan", "Feb"]
    assert list(layout.xaxis.ticktext) == ["1", "2"]


def contrast(ink: str, under: heat.Colour) -> float:
    bright, dim = sorted((heat._luminance(heat._rgb(ink)), heat._luminance(under)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("partial", [False, True], ids=["over", "partial"])
def test_words_read_on_every_colour(colours, partial):
    for step in range(101):
        cell = Cell(step / 100, "", "", partial=partial)
        under = heat._mixed(colours.scale, cell.value)
        if partial:
            under = heat._between(heat._rgb(colours.surface), under, heat.PALE)
        assert contrast(heat._ink(cell, 1.0, colours), under) >= 4.0, step


def test_mixing_is_halfway_between_two_steps():
    assert heat._mixed(((0.0, "#000000"), (1.0, "#ffffff")), 0.5) == (0.5, 0.5, 0.5)
    assert heat._luminance((1.0, 1.0, 1.0)) == pytest.approx(1)


def test_a_map_of_nothing_is_drawn():
    assert len(heat.map_of([], ["1"], [], LIGHT).data) == 3
