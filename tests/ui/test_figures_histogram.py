"""The histogram: bars between their edges, lines at their values, words that nothing crosses."""

import pytest

from ui.figures.histogram import MOST_LABELS, WORDS, Bin, Line, histogram, place
from ui.theme import LIGHT

BINS = [
    Bin(None, 10.0, 1, "", "under 10", "list=check::10"),
    Bin(10.0, 20.0, 5, "10", "10 – 20", "list=check:10:20"),
    Bin(20.0, 40.0, 3, "20", "20 – 40", "list=check:20:40"),
    Bin(40.0, None, 2, "40", "40 and more", "list=check:40:"),
]


def test_each_bar_stands_between_its_edges():
    (bars,) = histogram(BINS, [], LIGHT).data
    assert list(zip(bars.x, bars.y, strict=True)) == [(0.5, 1), (1.5, 5), (2.5, 3), (3.5, 2)]
    assert list(bars.customdata) == [one.link for one in BINS]
    assert list(bars.hovertext) == ["under 10", "10 – 20", "20 – 40", "40 and more"]
    assert list(bars.marker.color) == [LIGHT.faded, LIGHT.accent, LIGHT.accent, LIGHT.faded]


def test_edges_are_named_at_their_places():
    axis = histogram(BINS, [], LIGHT).layout.xaxis
    assert list(zip(axis.tickvals, axis.ticktext, strict=True)) == [(1, "10"), (2, "20"), (3, "40")]
    assert list(axis.range) == [0, 4]


def test_many_edges_are_thinned_from_the_last():
    bins = [Bin(float(i), i + 1.0, 1, str(i), "") for i in range(14)]
    shown = histogram(bins, [], LIGHT).layout.xaxis.ticktext
    assert len(shown) <= MOST_LABELS
    assert list(shown) == ["1", "4", "7", "10", "13"]


@pytest.mark.parametrize(
    ("value", "at"), [(5, 0.5), (10, 1.0), (15, 1.5), (20, 2.0), (30, 2.5), (40, 3.5), (10**6, 3.5)]
)
def test_a_value_lies_where_its_bin_does(value, at):
    assert place(value, BINS) == at


def test_bars_begin_at_zero_and_leave_room_for_words():
    assert list(histogram(BINS, [], LIGHT).layout.yaxis.range) == [0, 5 * 1.02]
    assert histogram([], [], LIGHT).layout.yaxis.range[0] == 0


def strokes_and_words(lines):
    layout = histogram(BINS, lines, LIGHT).layout
    strokes = [(shape.x0, shape.y1) for shape in layout.shapes]
    return strokes, [(note.text, note.x, note.y, note.xanchor) for note in layout.annotations]


def test_words_stand_right_of_their_strokes_the_lower_on_top():
    strokes, words = strokes_and_words([Line(15, "mean"), Line(12, "median")])
    assert words == [("median", 1.2, 1, "left"), ("mean", 1.5, 1 - WORDS, "left")]
    assert strokes == [(1.2, 1), (1.5, 1 - WORDS)]


def test_far_right_they_stand_on_the_left_the_higher_on_top():
    strokes, words = strokes_and_words([Line(12, "median"), Line(30, "mean")])
    assert words == [("mean", 2.5, 1, "right"), ("median", 1.2, 1 - WORDS, "right")]
    assert strokes == [(2.5, 1), (1.2, 1 - WORDS)]


def test_a_line_beside_all_bins_is_left_out():
    closed = BINS[1:3]
    assert len(histogram(closed, [Line(5, "low"), Line(12, "in")], LIGHT).layout.shapes) == 1
