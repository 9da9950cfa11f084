"""Ladder and waterfall: where bars lie, what stands beside them, where a click leads."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.figures.ladder import Rung, ladder
from ui.figures.waterfall import Step, rungs, waterfall
from ui.theme import LIGHT

TWO = [
    Rung("Lead", 10.0, "<b>10</b>", "ten", "list=a", note="↓ 40 %", warns=True),
    Rung("Offer", 4.0, "<b>4</b>", "four", "list=b", behind=10.0, mark=3.0, colour="#123456"),
]


def words(figure):
    return [(note.text, note.x, note.font.color) for note in figure.layout.annotations]


def test_bars_carry_values_hovers_and_links():
    behind, bars = ladder(TWO, LIGHT).data
    assert (list(bars.x), list(bars.base)) == ([10.0, 4.0], [0.0, 0.0])
    assert list(bars.customdata) == ["list=a", "list=b"]
    assert list(bars.hovertext) == ["<b>Lead</b><br>ten", "<b>Offer</b><br>four"]
    assert list(bars.marker.color) == [LIGHT.accent, "#123456"]
    assert list(behind.x) == [0.0, 10.0]
    assert behind.hoverinfo == "skip" and behind.customdata is None


def test_names_stand_left_numbers_right_and_notes_below():
    assert words(ladder(TWO, LIGHT)) == [
        ("Lead", 0, LIGHT.ink),
        ("<b>10</b>", 1, LIGHT.ink),
        ("↓ 40 %", 0, LIGHT.bad),
        ("Offer", 0, LIGHT.ink),
        ("<b>4</b>", 1, LIGHT.ink),
    ]


def test_lengths_are_compared_from_zero():
    assert list(ladder(TWO, LIGHT).layout.xaxis.range) == [0.0, 10.0]
    assert list(ladder(TWO, LIGHT, highest=20).layout.xaxis.range) == [0.0, 20]
    assert list(ladder([Rung("x", -3.0, "", "")], LIGHT).layout.xaxis.range) == [-3.0, 0.0]


def test_a_stroke_stands_at_the_mark():
    (mark,) = ladder(TWO, LIGHT).layout.shapes
    bar = ladder(TWO, LIGHT).data[1].y[1]
    assert (mark.x0, mark.x1) == (3.0, 3.0)
    assert mark.y0 < bar < mark.y1


def test_the_figure_is_as_high_as_its_rungs():
    plain = [Rung("a", 1.0, "", ""), Rung("b", 1.0, "", "")]
    assert ladder(plain, LIGHT).layout.height == 100
    assert ladder(plain, LIGHT, noted=True).layout.height == 124  # 74 + 50: no note under the last
    assert ladder(TWO, LIGHT).layout.height == 124
    assert list(ladder(plain, LIGHT).data[1].y) == [32, 82]
    assert list(ladder(plain, LIGHT, noted=True).data[1].y) == [32, 106]


def test_nothing_at_all_is_still_a_figure():
    assert list(ladder([], LIGHT).data[1].x) == []
    assert list(ladder([Rung("none", 0.0, "0", "")], LIGHT).layout.xaxis.range) == [0.0, 1.0]


def test_a_name_too_long_is_cut_and_whole_on_hover():
    name = "a" * 60
    figure = ladder([Rung(name, 1.0, "", "")], LIGHT)
    assert figure.layout.annotations[0].text == "a" * 39 + "…"
    assert name in figure.data[1].hovertext[0]


STEPS = [
    Step("Film", Decimal("3.00"), "+3", "up", "own +3", "list=film"),
    Step("Labels", Decimal("-5.50"), "-5.5", "down"),
    Step("3 more", Decimal("1.00"), "+1", "rest", plain=True),
]
FIRST, LAST = Rung("May", 0.0, "100", "before"), Rung("June", 0.0, "98.5", "now")


def test_each_step_begins_where_the_one_before_ended():
    _, bars = waterfall(FIRST, STEPS, LAST, LIGHT).data
    assert list(bars.base) == [0.0, 0.0, 3.0, -2.5, 0.0]
    assert list(bars.x) == [0.0, 3.0, -5.5, 1.0, -1.5]
    assert list(bars.marker.color) == [LIGHT.accent, LIGHT.good, LIGHT.bad, LIGHT.quiet, LIGHT.accent]
    assert list(bars.customdata) == ["", "list=film", "", "", ""]
    assert list(waterfall(FIRST, STEPS, LAST, LIGHT).layout.xaxis.range) == [-2.5, 3.0]


def test_the_origin_is_marked_at_every_rung():
    assert [shape.x0 for shape in waterfall(FIRST, STEPS, LAST, LIGHT).layout.shapes] == [0.0] * 5


cents = st.integers(-(10**7), 10**7).map(lambda n: Decimal(n) / 100)


@given(st.lists(cents, max_size=12))
def test_the_steps_add_up_to_the_last(amounts):
    steps = [Step(str(i), amount, "", "") for i, amount in enumerate(amounts)]
    found = rungs(FIRST, steps, LAST, LIGHT)
    assert found[-1].value == float(sum(amounts, Decimal(0)))
    for above, below in zip(found[1:-1], found[2:-1], strict=False):
        assert below.start == pytest.approx(above.start + above.value)
