"""Every metric of the catalogue against an independent calculation over random companies."""

from __future__ import annotations

import pytest
from hypothesis import given

from metrics.breakdown import breakdown
from metrics.catalogue import METRICS
from tests.metrics import oracle
from tests.metrics.agreeing import differences
from tests.metrics.cases import CASES, Case
from tests.metrics.worlds import worlds
from tests.rows import fill, records


def test_every_metric_has_an_oracle():
    assert set(oracle.ORACLE) == set(METRICS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@given(world=worlds())
def test_numbers_are_right(store, case: Case, world):
    fill(store, **world.tables)
    rows = records(store, breakdown(case.view(world), case.metrics, case.by, case.grain))
    assert differences(rows, oracle.answer(case.question(world), case.metrics, case.by, case.grain)) == []
