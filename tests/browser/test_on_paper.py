"""A page printed: what is there to be read, light, nothing cut, nothing to click."""

from __future__ import annotations

import pytest

from tests.browser.reading import address, at_rest

PAPER = {"width": 1047, "height": 718}
"""A4 on its side between margins of 10 mm, in the pixels of a browser."""

DESK, LARGE = {"width": 1440, "height": 900}, {"width": 2560, "height": 1200}
TO_CLICK = (
    "stSidebar",
    "stHeader",
    "stToolbar",
    "stButton",
    "stDownloadButton",
    "stFileUploader",
    "stButtonGroup",
)
CHARTS = {"overview": 3, "changes": 2, "data_quality": 1}
WIDTHS = "each => each.map(one => one.offsetWidth)"


def printed(page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    page.wait_for_timeout(500)


def seen(page, *test_ids: str) -> list[str]:
    return [
        name
        for name in test_ids
        if any(each.is_visible() for each in page.locator(f"[data-testid={name}]").all())
    ]


@pytest.mark.parametrize("name", ("overview", "funnel", "changes", "data_quality", "upload"))
def test_nothing_to_click_is_printed(tab, russian, name):
    page = tab(address(russian, name), viewport=DESK)
    assert "stSidebar" in seen(page, *TO_CLICK)
    printed(page)
    assert seen(page, *TO_CLICK) == []
    assert seen(page, "stHeading") == ["stHeading"]


@pytest.mark.parametrize("viewport", (DESK, LARGE), ids=("desk", "large"))
@pytest.mark.parametrize("name", CHARTS)
def test_the_paper_has_room_for_the_charts_as_they_are_on_the_screen(tab, russian, name, viewport):
    """A browser lays the page out anew for the paper, but draws no chart again."""
    page = tab(address(russian, name), viewport=viewport)
    charts = page.locator("[data-testid=stPlotlyChart]")
    at_rest(charts.last)
    on_screen = charts.evaluate_all(WIDTHS)
    printed(page)
    on_paper = charts.evaluate_all(WIDTHS)
    assert len(on_screen) == CHARTS[name]
    assert [paper for paper, screen in zip(on_paper, on_screen, strict=True) if paper < screen] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]


@pytest.mark.parametrize("dark", (False, True))
def test_it_is_printed_light(tab, russian, dark):
    page = tab(address(russian, "changes"), dark=dark)
    printed(page)
    look = "each => getComputedStyle(each)"
    app, main = page.locator("[data-testid=stApp]"), page.locator("[data-testid=stMain]")
    assert app.evaluate(f"each => ({look})(each).backgroundColor") == "rgb(255, 255, 255)"
    turned = main.evaluate(f"each => ({look})(each).filter")
    assert turned == ("invert(1) hue-rotate(180deg)" if dark else "none")
    ink = page.locator("h1").evaluate(f"each => ({look})(each).color")
    assert ink == ("rgb(232, 234, 240)" if dark else "rgb(26, 31, 43)")  # turned round, as dark as that
