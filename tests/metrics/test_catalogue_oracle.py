"""Every metric of the catalogue against an independent calculation over random companies."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.breakdown import breakdown
from metrics.catalogue import METRICS
from tests.metrics import oracle
from tests.metrics.agreeing import differences
from tests.metrics.cases import CASES
from tests.metrics.worlds import worlds
from tests.rows import fill, records


def test_every_metric_has_an_oracle():
    assert set(oracle.ORACLE) == set(METRICS)


@settings(max_examples=4 * settings().max_examples)
@given(world=worlds(), case=st.sampled_from(CASES))
def test_numbers_are_right(pool, world, case):
    fill(pool, **world.tables)
    rows = records(pool, breakdown(case.view(world), case.metrics, case.by, case.grain))
    assert differences(rows, oracle.answer(case.question(world), case.metrics, case.by, case.grain)) == []
