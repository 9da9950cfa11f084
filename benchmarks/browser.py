"""From the click on a filter to everything repainted, in a real Chromium.

Each new value of a filter is a miss of the cache; taking it away again leads back to what was seen, a hit.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
FILTERS = ("Team", "Source", "Product group", "Region", "Sales channel", "Segment", "Manager")
"""In this order each of their values is chosen once, alone."""

SILENCE = 300
"""Milliseconds without any change after which the page counts as painted (not part of the time)."""

PATIENCE = 60_000
WATCH = (Path(__file__).parent / "watch.js").read_text("utf-8")


@dataclass(frozen=True)
class Clicks:
    """Milliseconds of each click."""

    page: str
    charts: int
    misses: list[float] = field(default_factory=list)
    hits: list[float] = field(default_factory=list)


@contextmanager
def tab(chromium: str | None) -> Iterator[Page]:
    path = chromium or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        browser.close()


def clicks(page: Page, address: str, name: str, count: int) -> Clicks:
    """``count`` values chosen and taken away again on the page ``name`` (the overview has no name)."""
    page.goto(f"{address}/{'' if name == 'overview' else name}")
    settled(page)
    found = Clicks(name, page.locator(".js-plotly-plot").count())
    page.evaluate(WATCH)
    for label, option in _values(page, count):
        box = _box(page, label)
        found.misses.append(_choose(page, box, option))
        found.hits.append(_timed(page, box.get_by_label(f"Remove {option}", exact=True).first))
    return found


def settled(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)
    page.wait_for_selector("h1", timeout=PATIENCE)
    page.wait_for_selector("[data-stale=true]", state="detached", timeout=PATIENCE)
    page.wait_for_timeout(1000)


def _box(page: Page, label: str) -> Locator:
    return page.locator("[data-testid=stSidebar] [data-testid=stMultiSelect]").filter(
        has=page.get_by_role("combobox", name=label, exact=True)
    )


def _values(page: Page, count: int) -> list[tuple[str, str]]:
    """Filters and values to choose, as many as there are up to ``count``."""
    found: list[tuple[str, str]] = []
    for label in FILTERS:
        if len(found) >= count:
            break
        _open(_box(page, label))
        names = page.get_by_role("option").all_inner_texts()
        page.keyboard.press("Escape")
        found += [(label, name) for name in names]
    return found[:count]


def _open(box: Locator) -> None:
    box.scroll_into_view_if_needed()
    box.get_by_role("button", name="Open").click()


def _choose(page: Page, box: Locator, option: str) -> float:
    """Again where the list moved under the pointer and the click met nothing."""
    took, chosen = 0.0, box.get_by_label(f"Remove {option}", exact=True)
    while not chosen.count():
        _open(box)
        page.wait_for_timeout(150)
        took = _timed(page, page.get_by_role("option", name=option, exact=True))
        page.keyboard.press("Escape")
        page.wait_for_timeout(150)
    return took


def _timed(page: Page, target: Locator) -> float:
    page.evaluate("benchArm()")
    target.click()
    # Asked from outside: a page that may not make code of text cannot wait for an expression by itself.
    for _ in range(PATIENCE // 50):
        if (took := page.evaluate(f"benchTook({SILENCE})")) is not None:
            return float(took)
        page.wait_for_timeout(50)
    raise TimeoutError(f"the page did not come to rest within {PATIENCE} ms")
