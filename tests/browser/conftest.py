"""Chromium from Debian's packages, and the app over a Russian, an English and an empty store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import demo_store, serving

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups: one worker drives the browser
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``tab(address, locale=…, viewport=…)``: a person's window, ready to be read."""
    contexts = []

    def open_tab(address: str, *, locale: str = "ru-RU", viewport: dict = WIDE, dark: bool = False) -> Page:
        context = chromium.new_context(
            locale=locale, viewport=viewport, color_scheme="dark" if dark else "light", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        settled(page)
        return page

    yield open_tab
    for context in contexts:
        context.close()


def settled(page: Page) -> None:
    """The script has run to its end, and what it sent is drawn.

    A page just opened says "not running" too, before it has reached the server: hence the title first.
    """
    page.wait_for_timeout(400)
    page.wait_for_selector("h1", timeout=60_000)
    for _ in range(2):  # a fragment, or a run that what was drawn has asked for
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
        page.wait_for_selector("[data-stale=true]", state="detached", timeout=60_000)
        page.wait_for_timeout(300)


@pytest.fixture(scope="session")
def russian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_store(tmp_path_factory.mktemp("russian"), "ru")) as address:
        yield address


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_store(tmp_path_factory.mktemp("english"), "en")) as address:
        yield address


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path / "store.duckdb") as address:
        yield address
