"""Many at once on the same pages: nobody is ever sent a row of another's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import httpx
import pytest

from data.store import Store
from tests.access.conftest import SECRET, sign_in, team_store, token_of
from tests.access.wire import run, says, wire
from tests.browser.server import serving
from tests.rows import deal, fill

OTHERS = "Openhearted Ltd"
SEEN = {
    "anna@firm.ru": (True, False),  # manager m1, team East
    "gina@firm.ru": (False, True),  # manager m2, team West
    "lead@firm.ru": (True, False),  # lead of East
    "boss@firm.ru": (True, True),
}
PAGES = ("deals", "churn", "repeat_sales")


@pytest.fixture
def firm(tmp_path):
    file = team_store(tmp_path)
    store = Store(f"duckdb:///{file}", tmp_path / "uploads")
    fill(
        store,
        managers=(
            {"manager_id": "m1", "name": "Anna", "team": "East"},
            {"manager_id": "m2", "name": "Gina", "team": "West"},
        ),
        customers=({"customer_id": "c1", "name": SECRET}, {"customer_id": "c2", "name": OTHERS}),
        deals=(
            deal("d1", amount="731.55", manager_id="m1", customer_id="c1", closed_at=datetime(2026, 11, 2)),
            deal("d2", amount="842.66", manager_id="m2", customer_id="c2", closed_at=datetime(2026, 11, 3)),
        ),
    )
    store.close()
    with serving(file, VORONKA_ACCESS="team", VORONKA_LANGUAGE="en") as address:
        yield address


def test_no_row_crosses(firm):
    def work(email: str) -> list[tuple[bool, bool]]:
        with httpx.Client(base_url=firm, headers={"Accept": "text/html"}, timeout=30) as client:
            sign_in(client, email)
            with wire(firm, Cookie=f"voronka={token_of(client)}") as open_wire:
                sent = [run(open_wire, page, period="all_time") for _ in range(5) for page in PAGES]
        return [(says(one, SECRET), says(one, OTHERS)) for one in sent]

    with ThreadPoolExecutor(8) as crowd:
        found = list(crowd.map(work, [*SEEN, *SEEN]))
    for email, seen in zip([*SEEN, *SEEN], found, strict=True):
        mine, others = SEEN[email]
        assert len(seen) == 15
        assert all(
            not (got and not may) for both in seen for got, may in zip(both, (mine, others), strict=True)
        ), email
        assert seen[0] == (mine, others), email  # on the list of deals what is one's own is there
