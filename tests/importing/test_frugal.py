"""What does not fit the bound is done without it, and the bound goes with the import."""

from __future__ import annotations

import threading

from data.importing.reading import frugal
from data.store import Store
from tests.importing.helpers import rows

LIMIT = "SELECT current_setting('memory_limit')"
LARGE = "SELECT len(list(i)) FROM range(100_000_000) t(i)"  # a list cannot be spilled


def test_the_bound_holds_during_the_work_and_goes_with_it(store: Store) -> None:
    frugal.tried(store, lambda: None)
    before = rows(store, LIMIT)
    within = frugal.tried(store, lambda: rows(store, LIMIT))
    assert within == [("858.3 MiB",)] != before  # 900 million bytes
    assert rows(store, LIMIT) == before != within


def test_of_two_at_once_the_last_takes_the_bound_away(store: Store) -> None:
    frugal.tried(store, lambda: None)
    before, first, second = rows(store, LIMIT), threading.Event(), threading.Event()

    def slow() -> None:
        first.set()
        second.wait(10)

    thread = threading.Thread(target=frugal.tried, args=(store, slow))
    thread.start()
    first.wait(10)
    frugal.tried(store, lambda: None)
    assert rows(store, LIMIT) == [("858.3 MiB",)]
    second.set()
    thread.join()
    assert rows(store, LIMIT) == before


def test_what_needs_more_is_done_again_without_the_bound(store: Store) -> None:
    limits = []

    def work() -> list:
        limits.append(rows(store, LIMIT))
        return rows(store, LARGE)

    assert frugal.tried(store, work) == [(100_000_000,)]
    assert len(limits) == 2 and limits[0] == [("858.3 MiB",)] != limits[1]
