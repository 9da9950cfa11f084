"""Each page's statements beside plain SQL that gives the same answers, in one run and by turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from benchmarks import by_hand
from benchmarks.agreeing import holds
from benchmarks.recording import PAGES, Asked, Visitor
from data.store import Store
from metrics import period as periods


@dataclass(frozen=True)
class Compared:
    """Milliseconds, medians. ``parts``: by query written by hand, what it took and what its statements took."""

    page: str
    statements: int
    ours: float
    by_hand: float
    parts: tuple[tuple[str, float, float], ...]

    @property
    def ratio(self) -> float:
        return self.ours / self.by_hand


def compare(store: Store, rounds: int, pages: Sequence[str] = PAGES) -> list[Compared]:
    visitor = Visitor(store)
    visitor.app.run()
    return [_page(store, visitor.open(page), page, rounds) for page in pages]


def _page(store: Store, asked: list[Asked], page: str, rounds: int) -> Compared:
    """Raises AssertionError where a statement's answer is in no query, or a query answers none."""
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        queries = _queries(store, asked, page)
        pairs = _paired(store, asked, queries, driver, page)
        took = [_by_turns(store, pairs, driver) for _ in range(rounds)]
    parts = []
    for i, (query, _) in enumerate(pairs):
        ours, hand = (statistics.median(one[i][side] for one in took) for side in (0, 1))
        parts.append((f"{query.name} {query.frame}", ours, hand))
    ours, hand = (statistics.median(sum(one[side] for one in round_) for round_ in took) for side in (0, 1))
    return Compared(page, len(asked), ours, hand, tuple(parts))


def _queries(store: Store, asked: list[Asked], page: str) -> list[by_hand.Query]:
    from ui import desk

    ground = desk.open_ground()
    period = periods.of("last_12_months", ground.view.today)
    before = periods.compared_with(period, ground.view.today, "previous", ground.settings.country)
    assert before is not None
    return by_hand.queries(page, ground.view.with_(period=period), before, _person(asked))


def _person(asked: list[Asked]) -> str:
    """Whom the managers' page shows by itself: he stands in the filter of its narrowest statement."""
    names = {
        value
        for one in asked
        for listed in one.statement.compile().params.values()
        for value in (listed if isinstance(listed, list | tuple) else [listed])
        if isinstance(value, str) and value.startswith("Manager ")
    }
    return next(iter(sorted(names)), "")


Pair = tuple[by_hand.Query, list[Asked]]


def _paired(store: Store, asked: list[Asked], queries: list[by_hand.Query], driver, page: str) -> list[Pair]:
    answers = [query.answer(driver) for query in queries]
    pairs: list[Pair] = [(query, []) for query in queries]
    for one in asked:
        table = store.arrow(one.statement)
        found = next((i for i, answer in enumerate(answers) if holds(answer, table)), None)
        assert found is not None, f"{page}: nothing written by hand answers {table.column_names}"
        pairs[found][1].append(one)
    for query, statements in pairs:
        needed = query.page == page
        assert statements or not needed, (
            f"{page}: no statement asks for “{query.name} {query.frame}” any more"
        )
    return [pair for pair in pairs if pair[1]]


def _by_turns(store: Store, pairs: list[Pair], driver) -> list[tuple[float, float]]:
    return [
        (
            _milliseconds(lambda asked=asked: [store.read(one.statement) for one in asked]),
            _milliseconds(lambda query=query: query.answer(driver)),
        )
        for query, asked in pairs
    ]


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return timedelta(seconds=time.perf_counter() - start) / timedelta(milliseconds=1)
