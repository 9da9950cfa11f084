"""The expressions that engines spell differently, against values worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from data import sql
from data.store import Store
from tests.engines.conftest import ENGINES
from tests.rows import records

pytestmark = [pytest.mark.engines, pytest.mark.xdist_group("engines")]


@pytest.fixture
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    if request.param == "duckdb":
        return request.getfixturevalue("store")
    return request.getfixturevalue(f"{request.param}_store")


everywhere = pytest.mark.parametrize("engine", ENGINES, indirect=True)


def values(kind: Any, *rows: Any) -> sa.Subquery:
    """A table ``t`` of one nullable column ``x``."""
    return sa.union_all(*(sa.select(_cast(row, kind).label("x")) for row in rows)).subquery("t")


def _cast(value: Any, kind: Any) -> sa.ColumnElement:
    return sa.cast(sa.literal(value, kind) if value is not None else sa.null(), kind)


def answer(engine: Store, *expressions: Any) -> tuple[Any, ...]:
    (row,) = records(engine, sa.select(*(e.label(f"c{i}") for i, e in enumerate(expressions))))
    return tuple(row.values())


MONEY = sa.Numeric(18, 2)


@everywhere
def test_a_ratio_keeps_every_digit_of_both_sides(engine):
    """0.10 / 0.30; a decimal division would cut it, and an integer one give 0."""
    cents = sa.select(
        sa.cast(sa.literal("0.10", sa.Text), MONEY).label("a"),
        sa.cast(sa.literal("0.30", sa.Text), MONEY).label("b"),
    )
    t = cents.subquery()
    (row,) = records(
        engine,
        sa.select(
            sql.ratio(sa.func.sum(t.c.a), sa.func.sum(t.c.b)).label("money"),
            sql.ratio(sa.func.count(), sa.literal_column("3")).label("counts"),
            sql.ratio(
                sql.ratio(sa.literal_column("1"), sa.literal_column("3")), sa.literal_column("3")
            ).label("nested"),
        ),
    )
    assert row == {
        "money": pytest.approx(1 / 3, rel=1e-12),
        "counts": pytest.approx(1 / 3),
        "nested": pytest.approx(1 / 9),
    }


@everywhere
def test_a_ratio_over_nothing_has_no_value(engine):
    whole = values(MONEY, None)
    (row,) = records(
        engine,
        sa.select(
            sql.ratio(sa.literal_column("1"), sa.literal_column("0")).label("zero"),
            sql.ratio(sa.literal_column("0"), sa.literal_column("0")).label("nothing_of_nothing"),
            sql.ratio(sa.literal_column("1"), sa.func.sum(whole.c.x)).label("unknown"),
        ),
    )
    assert row == {"zero": None, "nothing_of_nothing": None, "unknown": None}


@everywhere
def test_quantiles_interpolate_and_leave_gaps_out(engine):
    """1, 2, 4, 100: the median lies half way from 2 to 4, P75 a quarter of the way from 4 to 100."""
    x = values(MONEY, "1", None, "100", "4", "2").c.x
    (row,) = records(engine, sa.select(sql.median(x).label("median"), sql.quantile(x, 0.75).label("p75")))
    assert row == {"median": 3.0, "p75": 28.0}


@everywhere
def test_the_median_of_nothing_has_no_value(engine):
    x = values(sa.Integer, None, None).c.x
    assert records(engine, sa.select(sql.median(x).label("m"))) == [{"m": None}]


@everywhere
def test_conditional_counts_and_sums(engine):
    x = values(sa.Integer, 1, 2, 2, None).c.x
    found = records(
        engine,
        sa.select(
            sql.count_where(x == 2).label("twos"),
            sql.count_where(x == 9).label("nines"),
            sql.sum_where(x >= 1, x).label("total"),
            sql.sum_where(x == 9, x).label("no_rows"),
            sql.distinct_where(x >= 1, x).label("different"),
        ),
    )
    assert found == [{"twos": 2, "nines": 0, "total": 5, "no_rows": None, "different": 2}]


TIMES = [
    (datetime(2026, 1, 1, 23, 59, 59), datetime(2026, 1, 2, 0, 0, 0), 1, 1 / 86400),
    (datetime(2026, 1, 1, 0, 0, 0), datetime(2026, 1, 1, 23, 59, 59), 0, 86399 / 86400),
    (datetime(2026, 1, 2, 0, 0, 0), datetime(2026, 1, 1, 12, 0, 0), -1, -0.5),
    (datetime(2024, 2, 28), datetime(2024, 3, 1), 2, 2.0),
    (datetime(1997, 1, 1), datetime(1998, 6, 30), 545, 545.0),
]


@everywhere
def test_days_are_calendar_days_and_elapsed_days_are_not(engine):
    for start, end, calendar, elapsed in TIMES:
        both = sa.select(_cast(start, sa.DateTime).label("a"), _cast(end, sa.DateTime).label("b")).subquery()
        statement = sa.select(
            sql.days_between(both.c.a, both.c.b).label("calendar"),
            sql.elapsed_days(both.c.a, both.c.b).label("elapsed"),
        )
        (row,) = records(engine, statement)
        assert row == {"calendar": calendar, "elapsed": pytest.approx(elapsed, abs=1e-12)}, (start, end)


@everywhere
def test_days_to_an_unknown_day_are_unknown(engine):
    x = values(sa.DateTime, None).c.x
    known = sa.literal(date(2026, 1, 1), sa.Date)
    moment = sa.literal(datetime(2026, 1, 1), sa.DateTime)
    (row,) = records(
        engine,
        sa.select(sql.days_between(x, known).label("calendar"), sql.elapsed_days(x, moment).label("elapsed")),
    )
    assert row == {"calendar": None, "elapsed": None}


@everywhere
def test_days_up_to_a_bound_moment(engine):
    x = values(sa.DateTime, datetime(2026, 1, 1, 12)).c.x
    (row,) = records(
        engine,
        sa.select(
            sql.days_between(x, sa.literal(date(2026, 1, 3), sa.Date)).label("calendar"),
            sql.elapsed_days(x, sa.literal(datetime(2026, 1, 3), sa.DateTime)).label("elapsed"),
        ),
    )
    assert row == {"calendar": 2, "elapsed": 1.5}


BUCKETS = {
    "day": date(2026, 11, 22),
    "week": date(2026, 11, 16),  # 22 November is a Sunday: its week began on Monday the 16th
    "month": date(2026, 11, 1),
    "quarter": date(2026, 10, 1),
    "year": date(2026, 1, 1),
}


@everywhere
@pytest.mark.parametrize("kind", [sa.DateTime, sa.Date], ids=["time", "date"])
def test_buckets_begin_on_their_first_day(engine, kind):
    last_moment = datetime(2026, 11, 22, 23, 59, 59) if kind is sa.DateTime else date(2026, 11, 22)
    x = values(kind, last_moment).c.x
    (row,) = records(engine, sa.select(*(sql.bucket(grain, x).label(grain) for grain in sql.GRAINS)))
    assert row == BUCKETS


def test_an_unheard_of_grain_is_refused():
    with pytest.raises(ValueError, match="fortnight"):
        sql.bucket("fortnight", sa.column("x"))


@everywhere
@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("Ёлки и ИГРУШКИ", "игруш", True),
        ("ООО «Ромашка»", "«РОМ", True),
        ("Supply", "PPL", True),
        ("Supply", "x", False),
        ("100%", "%", True),
        ("1000", "1%0", False),
        ("a_b", "axb", False),
    ],
)
def test_text_is_found_whatever_its_letter_case(engine, text, part, found):
    x = values(sa.Text, text).c.x
    (row,) = records(engine, sa.select(sql.contains_text(x, sa.literal(part, sa.Text)).label("found")))
    assert bool(row["found"]) is found


@everywhere
def test_money_adds_up_to_the_cent(engine):
    x = values(MONEY, *["0.10"] * 3, "9999999999999999.99").c.x
    assert answer(engine, sa.select(sa.func.sum(x)).scalar_subquery()) == (Decimal("10000000000000000.29"),)
