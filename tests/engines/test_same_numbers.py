"""The same questions to DuckDB, PostgreSQL and ClickHouse: the same answers, to the cent and in order."""

from __future__ import annotations

import inspect
import pkgutil
from datetime import date
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa

import metrics
from data.store import Store
from metrics import view as views
from metrics.breakdown import breakdown
from metrics.period import ALL_TIME, Period
from metrics.view import EVERYTHING, View
from tests.engines import company, statements
from tests.engines.conftest import ENGINES
from tests.metrics import oracle
from tests.metrics.agreeing import differences, is_same
from tests.metrics.cases import CASES, Case
from tests.rows import records

pytestmark = [pytest.mark.engines, pytest.mark.xdist_group("engines")]  # one worker, one set of servers

OTHERS = ENGINES[1:]
TODAY = date(2026, 3, 20)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_every_metric_is_right(engine: Store, tables: Any, case: Case):
    world = company.world(tables)
    rows = records(engine, breakdown(case.view(world), case.metrics, case.by, case.grain))
    assert differences(rows, oracle.answer(case.question(world), case.metrics, case.by, case.grain)) == []


LONG = Period(date(2025, 6, 1), date(2026, 2, 10))
"""Inside the company's life, longer than its churn window."""

WHOLE = View(EVERYTHING, TODAY, period=LONG, churn_days=60, first_day=date(2025, 1, 1))
A_TEAM = WHOLE.with_(scope=views.team("West"), period=ALL_TIME)


def asked(name: str) -> list[View]:
    """The many questions of one family are asked of one view, every other one of two."""
    return [WHOLE] if name.startswith(("totals of", "deals by", "breakdown by")) else [WHOLE, A_TEAM]


@pytest.fixture(scope="session")
def answers(embedded: Store) -> dict[str, list[list[dict[str, Any]]]]:
    """What the embedded engine says: asked once, whatever it is compared with."""
    return {
        name: [records(embedded, statement(view)) for view in asked(name)]
        for name, statement in statements.STATEMENTS.items()
    }


@pytest.mark.parametrize("name", statements.STATEMENTS)
@pytest.mark.parametrize("engine", OTHERS, indirect=True)
def test_every_statement_answers_alike(engine: Store, answers: Any, name: str):
    for view, expected in zip(asked(name), answers[name], strict=True):
        found = records(engine, statements.STATEMENTS[name](view))
        wrong = [(a, b) for a, b in zip(expected, found, strict=False) if not rows_agree(a, b)]
        assert (len(found), wrong[:2]) == (len(expected), []), view.scope


def rows_agree(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return list(one) == list(other) and all(is_same(one[key], other[key]) for key in one)


def test_the_company_has_something_to_say(answers: Any):
    """An empty answer agrees with an empty answer: of the whole company no statement may be silent."""
    silent = [name for name, (whole, *_) in answers.items() if not any(any(row.values()) for row in whole)]
    assert silent == []


def builders() -> set[str]:
    """Public functions of metrics/ that turn a view into a statement."""
    found = set()
    for module in pkgutil.iter_modules(metrics.__path__):
        for name, function in inspect.getmembers(import_module(f"metrics.{module.name}"), inspect.isfunction):
            here = function.__module__ == f"metrics.{module.name}" and not name.startswith("_")
            hints = inspect.get_annotations(function, eval_str=True) if here else {}
            if hints.get("view") is View and hints.get("return") is sa.Select:
                found.add(name)
    return found


def test_no_statement_is_forgotten():
    asked = {word for name in statements.STATEMENTS for word in (name.split()[0], name)}
    assert {name for name in builders() if name not in asked} == set()
