"""Two movements that pull apart: sizes up and down, both named, both clickable."""

import pytest

from ui.figures import opposed
from ui.figures.bars import Bar
from ui.theme import LIGHT


def test_what_came_stands_and_what_went_hangs():
    came = [Bar("Jan", 3, "", "3 came", "list=a"), Bar("Feb", 0, "", "none", "list=b", partial=True)]
    went = [Bar("Jan", 5, "", "5 left", "list=c"), Bar("Feb", 2, "", "2 left", "list=d", partial=True)]
    ticks = [(-5, "5"), (0, "0")]
    drawn = opposed.over_time(["Jan", "Feb"], ("Came", came), ("Left", went), LIGHT, ticks)
    up, down = drawn.data
    assert (list(up.y), list(down.y)) == ([3, 0], [-5, -2])
    assert (up.name, down.name) == ("Came", "Left")
    assert (up.marker.color, down.marker.color) == (LIGHT.good, LIGHT.bad)
    assert list(down.marker.opacity) == [1, 0.5]
    assert [*up.customdata, *down.customdata] == ["list=a", "list=b", "list=c", "list=d"]
    assert list(drawn.layout.yaxis.ticktext) == ["5", "0"]


@pytest.mark.parametrize(
    ("above", "below", "steps"),
    [
        (60, 110, [-100, -50, 0, 50]),
        (600, 6400, [-5000, -2500, 0]),
        (0, 0, [0]),
        (1, 1, [-1, 0, 1]),
        (2, 0, [0, 1, 2]),
    ],
)
def test_steps_are_whole_and_equally_wide_on_both_sides(above, below, steps):
    assert opposed.both_ways(above, below) == steps
