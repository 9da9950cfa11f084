"""People come and go in a real browser: in by the form, out by the button, another in the same window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.people import audit
from data.store import Store
from tests.access.conftest import GOOD, SECRET, team_store
from tests.browser.conftest import PHONE, settled
from tests.browser.server import serving
from ui.navigation import ENTRIES


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    file = team_store(tmp_path_factory.mktemp("firm"))
    with serving(file, VORONKA_ACCESS="team") as address:
        yield address


@pytest.fixture
def window(chromium, firm) -> Iterator[Page]:
    context = chromium.new_context(locale="en-GB", accept_downloads=True)
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on(
        "console", lambda said: page.problems.append(said.text) if "Security Policy" in said.text else None
    )  # type: ignore[attr-defined]
    yield page
    context.close()


def sign_in(page: Page, email: str, password: str = GOOD) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    page.get_by_test_id("stSidebar").get_by_test_id("stPopover").get_by_role("button").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in to Voronka")).to_be_visible(timeout=15_000)


def test_in_by_the_form_to_the_page_that_was_wanted_and_out_again(window, firm):
    window.goto(f"{firm}/deals?period=all_time")
    expect(window.get_by_role("heading", name="Sign in to Voronka")).to_be_visible()
    sign_in(window, "boss@firm.ru", "three red teapots")
    expect(window.get_by_role("alert")).to_have_text("The e-mail or the password is wrong.")
    assert window.get_by_label("E-mail").input_value() == "boss@firm.ru"
    sign_in(window, "boss@firm.ru")
    settled(window)
    assert window.url == f"{firm}/deals?period=all_time"
    expect(window.get_by_role("heading", name="Deals", exact=True)).to_be_visible()
    assert window.problems == []
    sign_out(window)
    window.go_back()
    window.wait_for_timeout(1500)
    assert SECRET not in window.content()
    window.goto(f"{firm}/deals")
    expect(window.get_by_role("heading", name="Sign in to Voronka")).to_be_visible()


def test_every_page_works_under_the_policy_that_it_is_sent_with(window, firm):
    window.goto(firm)
    sign_in(window, "boss@firm.ru")
    settled(window)
    for entry in ENTRIES:
        window.goto(f"{firm}/{entry.address}?period=all_time")
        settled(window)
    assert window.problems == []


def test_another_person_in_the_same_window_finds_nothing_of_the_first(window, firm):
    window.goto(f"{firm}/deals?period=all_time")
    sign_in(window, "boss@firm.ru")
    settled(window)
    expect(window.get_by_role("link", name="Access")).to_be_visible()
    sign_out(window)
    sign_in(window, "gina@firm.ru")  # a manager without deals
    settled(window)
    for page in ("", "deals?period=all_time", "churn", "managers", "access", "data_quality", "repeat_sales"):
        window.goto(f"{firm}/{page}")
        window.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
        window.wait_for_timeout(800)
        assert SECRET not in window.content()
        if page == "access":
            expect(window.get_by_text("This page is not for your role.")).to_be_visible()
            assert "boss@firm.ru" not in window.content()
    assert window.get_by_role("link", name="Access").count() == 0


def test_signing_out_in_one_tab_closes_the_other(window, firm):
    window.goto(firm)
    sign_in(window, "ann@firm.ru")
    settled(window)
    other = window.context.new_page()
    other.goto(f"{firm}/deals?period=all_time")
    settled(other)
    sign_out(window)  # within seconds the other notices by itself
    expect(other.get_by_role("heading", name="Sign in to Voronka")).to_be_visible(timeout=15_000)


def test_a_director_ends_a_persons_sessions_and_the_open_page_closes(window, chromium, firm):
    other = chromium.new_page(locale="en-GB")
    other.goto(f"{firm}/deals?period=all_time")
    sign_in(other, "lead@firm.ru")
    settled(other)
    assert other.get_by_role("link", name="Audit").count() == 0
    window.goto(f"{firm}/audit")
    sign_in(window, "boss@firm.ru")
    settled(window)
    window.get_by_role("combobox", name="Person").click()
    window.get_by_role("option", name="lead@firm.ru").click()
    window.get_by_role("button", name="End all sessions").click()
    expect(other.get_by_role("heading", name="Sign in to Voronka")).to_be_visible(timeout=20_000)
    other.close()


@pytest.mark.parametrize("dark", [False, True])
def test_the_form_fits_a_phone(chromium, firm, dark):
    scheme = "dark" if dark else "light"
    page = chromium.new_page(locale="ru-RU", viewport=PHONE, color_scheme=scheme)
    page.goto(firm)
    box = page.locator("main").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(14, 18, 26)" if dark else "rgb(251, 252, 254)")
    assert page.locator("h1").inner_text() == "Вход в Voronka"
    page.get_by_text("English").click()
    assert page.locator("h1").inner_text() == "Sign in to Voronka"
    page.close()


def test_what_was_done_is_in_the_audit(chromium, tmp_path):
    file = team_store(tmp_path)
    with serving(file, VORONKA_ACCESS="team") as address:
        page = chromium.new_page(locale="en-GB")
        page.goto(f"{address}/deals?period=all_time&list=revenue")
        sign_in(page, "boss@firm.ru", "three red teapots")
        sign_in(page, "boss@firm.ru")
        settled(page)
        with page.expect_download() as given:
            page.get_by_role("button", name="Download CSV").first.click()
        assert SECRET in Path(given.value.path()).read_text("utf-8")
        sign_out(page)
        page.close()
    store = Store(f"duckdb:///{file}", tmp_path / "uploads")
    try:
        told = [(one.what, one.address) for one in reversed(audit.entries(store, who="boss@firm.ru"))][-4:]
        [export] = [one for one in audit.entries(store) if one.what == "exported"]
    finally:
        store.close()
    here = "127.0.0.1"
    assert [what for what, _ in told] == ["sign_in_failed", "signed_in", "exported", "signed_out"]
    assert {where for _, where in told} <= {here, ""}
    assert (export.who, export.detail) == ("boss@firm.ru", "rows: 1")
    assert export.subject.endswith(".csv")
