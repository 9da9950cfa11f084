"""Reading a page as a person does: its title, its first line, its numbers, its links."""

from __future__ import annotations

import re

from playwright.sync_api import FloatRect, Locator, Page

PAGES = (
    "overview",
    "average_check",
    "funnel",
    "changes",
    "deals",
    "repeat_sales",
    "churn",
    "managers",
    "upload",
    "data_quality",
    "access",
    "audit",
    "definitions",
)


def address(base: str, page: str, **parameters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    return f"{base}/{'' if page == 'overview' else page}?{query}"


def title(page: Page) -> str:
    return page.locator("h1").first.inner_text()


def answer(page: Page) -> str:
    """The page's first line, its question answered."""
    return page.locator("h4").first.inner_text()


def context(page: Page) -> str:
    return page.locator("[data-testid=stCaptionContainer]").first.inner_text()


def card(page: Page, name: str) -> Locator:
    return page.locator("[data-testid=stMetric]").filter(has_text=name).first


def card_value(page: Page, name: str) -> str:
    return card(page, name).locator("[data-testid=stMetricValue]").inner_text()


def digits(text: str) -> int:
    """5 316 → 5316."""
    return int(re.sub(r"\D", "", text))


def went_wrong(page: Page) -> list[str]:
    """Exceptions and errors a person would see."""
    places = page.locator("[data-testid=stException], [data-testid=stAlertContentError]")
    return [place.inner_text() for place in places.all()]


def click_bar(page: Page, chart: int, bar: int) -> None:
    """By the place the chart has on the page, drawn or not yet: charts are drawn in no order of their own."""
    frame = page.locator("[data-testid=stPlotlyChart]").nth(chart)
    box = at_rest(frame.locator(".bars .point path").nth(bar))
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def at_rest(thing: Locator) -> FloatRect:
    """Where it is once it no longer moves: what is drawn above it pushes it down."""
    thing.wait_for()
    box = thing.bounding_box()
    for _ in range(50):
        thing.page.wait_for_timeout(200)
        before, box = box, thing.bounding_box()
        if box and box == before:
            return box
    raise AssertionError(f"still moving: {thing}")
