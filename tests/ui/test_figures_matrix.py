"""The table of shares: what is written, what is tinted, where a click leads."""

from ui.figures.matrix import Cell, matrix, mixed, wrapped
from ui.theme import DARK, LIGHT

CELLS = [
    [Cell("<b>74 %</b>", "all"), Cell("—", "none", quiet=True)],
    [Cell("41 %", "Ann", "list=a", stands_out=-0.4), Cell("3/7", "Ann", "list=b", quiet=True)],
]


def drawn(colours=LIGHT):
    return matrix(["Everybody", "Ann"], ["Talks", "Payment and delivery"], CELLS, colours)


def test_only_what_stands_out_has_a_colour():
    tints, _ = drawn().data
    assert [list(row) for row in tints.z] == [[0.0, 0.0], [-0.4, 0.0]]
    assert tints.zmin == -tints.zmax
    assert [step[1] for step in tints.colorscale] == [
        "#d98882",
        "#ffffff",
        "#71b39d",
    ]  # 0.6 × 192 + 0.4 × 255 = 217 = d9 …


def test_every_cell_is_written_and_opens():
    _, words = drawn().data
    assert list(zip(words.x, words.y, words.text, words.customdata, strict=True)) == [
        (0, 0, "<b>74 %</b>", ""),
        (1, 0, "—", ""),
        (0, 1, "41 %", "list=a"),
        (1, 1, "3/7", "list=b"),
    ]
    assert list(words.textfont.color) == [LIGHT.ink, LIGHT.muted, LIGHT.ink, LIGHT.muted]
    assert list(words.hovertext) == ["all", "none", "Ann", "Ann"]


def test_first_row_on_top_columns_named_above():
    layout = drawn().layout
    assert list(layout.yaxis.range) == [1.5, -0.5]
    assert layout.xaxis.side == "top"
    assert list(layout.xaxis.ticktext) == ["Talks", "Payment and<br>delivery"]
    assert [name.strip() for name in layout.yaxis.ticktext] == ["Everybody", "Ann"]


def test_names_are_broken_between_words():
    assert wrapped("Payment and delivery") == "Payment and<br>delivery"
    assert wrapped("Неразрываемоеслово") == "Неразрываемоеслово"
    assert wrapped("") == ""


def test_a_tint_lies_between_its_colour_and_the_ground():
    assert mixed("#ff0000", "#ffffff", 0.5) == "#ff8080"  # 127.5 rounds to the even 128
    assert mixed("#000000", "#ffffff", 1) == "#000000"
    assert drawn(DARK).data[0].colorscale[1][1] == DARK.surface
