"""The few SQL expressions that the engines spell differently, once.

Each is an ordinary SQLAlchemy element; its spelling per engine stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


def ratio(part: Any, whole: Any) -> ColumnElement[float]:
    """part / whole as a double; NULL, never 0 or infinity, where whole is 0 or NULL.

    The divisor says its type: an unknown one is cast to NUMERIC, which cuts off the cents on ClickHouse.
    """
    divisor = sa.func.nullif(sa.cast(whole, sa.Double), 0.0, type_=sa.Double)
    return sa.cast(part, sa.Double) / divisor  # type: ignore[return-value]


def count_where(condition: Any) -> ColumnElement[int]:
    return sa.func.count(sa.case((condition, 1)))


def sum_where(condition: Any, value: Any) -> ColumnElement[Any]:
    """NULL where no row meets the condition: the caller decides what that means."""
    return sa.func.sum(sa.case((condition, value)))


def distinct_where(condition: Any, value: Any) -> ColumnElement[int]:
    return sa.func.count(sa.case((condition, value)).distinct())


class quantile(FunctionElement):
    """quantile(column, share): interpolated between neighbours, NULLs left out. ``together``: all the
    shares that the statement asks of this column, so that an engine which can orders it once."""

    type = sa.Double()
    inherit_cache = True

    def __init__(self, column: Any, share: float, together: Sequence[float] = ()) -> None:
        every = [float(each) for each in together or (share,)]
        super().__init__(
            sa.cast(column, sa.Double),
            sa.literal_column(repr(float(share)), sa.Double),
            sa.literal_column(repr(every)),
            sa.literal_column(str(every.index(float(share)) + 1)),
        )


@compiles(quantile)
def _quantile(element, compiler, **kw):
    column, _, every, place = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"quantile_cont({column}, {every})[{place}]"


@compiles(quantile, "postgresql")
def _quantile_postgresql(element, compiler, **kw):
    column, share, *_ = element.clauses
    ordered = f"percentile_cont({compiler.process(share, **kw)})"
    return f"{ordered} WITHIN GROUP (ORDER BY {compiler.process(column, **kw)})"


@compiles(quantile, "clickhousedb")
def _quantile_clickhouse(element, compiler, **kw):
    column, share, *_ = element.clauses
    value = compiler.process(column, **kw)
    return f"quantileExactInclusiveOrNull({compiler.process(share, **kw)})({value})"


def median(column: Any) -> quantile:
    return quantile(column, 0.5)


class first_by(FunctionElement):
    """An aggregate: ``value`` in the row that comes first ``by`` the columns, of those that meet the
    condition. NULL where there is none, and where that row has none. No two rows may come at one place."""

    inherit_cache = True

    def __init__(self, value: Any, condition: Any, *by: Any) -> None:
        self.type = value.type
        super().__init__(value, sa.case((condition, 1), else_=0), *by)


@compiles(first_by)
def _first_by(element, compiler, **kw):
    value, meets, *by = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"(array_agg({value} ORDER BY {', '.join(by)}) FILTER (WHERE {meets} = 1))[1]"


@compiles(first_by, "duckdb")
def _first_by_duckdb(element, compiler, **kw):
    value, meets, *by = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"arg_min_null({value}, ({', '.join(by)})) FILTER (WHERE {meets} = 1)"


@compiles(first_by, "clickhousedb")
def _first_by_clickhouse(element, compiler, **kw):
    value, meets, *by = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"tupleElement(argMinIf(tuple({value}), tuple({', '.join(by)}), {meets} = 1), 1)"


class days_between(FunctionElement):
    """Whole calendar days from the first date or time to the second."""

    type = sa.Integer()
    inherit_cache = True

    def __init__(self, start: Any, end: Any) -> None:
        super().__init__(_as_date(start), _as_date(end))


def _as_date(value: Any) -> Any:
    return sa.cast(value, sa.Date)


@compiles(days_between)
def _days_between(element, compiler, **kw):
    start, end = element.clauses
    return f"({compiler.process(end, **kw)} - {compiler.process(start, **kw)})"


@compiles(days_between, "duckdb")
def _days_between_duckdb(element, compiler, **kw):
    start, end = element.clauses
    return f"date_diff('day', {compiler.process(start, **kw)}, {compiler.process(end, **kw)})"


@compiles(days_between, "clickhousedb")
def _days_between_clickhouse(element, compiler, **kw):
    start, end = element.clauses
    return f"dateDiff('day', {compiler.process(start, **kw)}, {compiler.process(end, **kw)})"


class elapsed_days(FunctionElement):
    """Days from one time to another, fractional."""

    type = sa.Double()
    inherit_cache = True


@compiles(elapsed_days)
def _elapsed_days(element, compiler, **kw):
    start, end = element.clauses
    seconds = f"({compiler.process(end, **kw)} - {compiler.process(start, **kw)})"
    return f"(CAST(EXTRACT(EPOCH FROM {seconds}) AS DOUBLE PRECISION) / 86400)"


@compiles(elapsed_days, "duckdb")
def _elapsed_days_duckdb(element, compiler, **kw):
    start, end = element.clauses
    return f"(date_diff('second', {compiler.process(start, **kw)}, {compiler.process(end, **kw)}) / 86400.0::DOUBLE)"


@compiles(elapsed_days, "clickhousedb")
def _elapsed_days_clickhouse(element, compiler, **kw):
    start, end = (f"toDateTime64({compiler.process(time, **kw)}, 0, 'UTC')" for time in element.clauses)
    return f"(dateDiff('second', {start}, {end}) / 86400)"  # a bound time arrives as a text


GRAINS = ("day", "week", "month", "quarter", "year")


class bucket(FunctionElement):
    """The first day of the day, week (from Monday), month, quarter or year a time lies in."""

    type = sa.Date()
    inherit_cache = True

    def __init__(self, grain: str, time: Any) -> None:
        if grain not in GRAINS:
            raise ValueError(grain)
        super().__init__(sa.literal_column(f"'{grain}'"), time)


@compiles(bucket)
def _bucket(element, compiler, **kw):
    grain, time = element.clauses
    return f"CAST(date_trunc({compiler.process(grain)}, {compiler.process(time, **kw)}) AS DATE)"


@compiles(bucket, "clickhousedb")
def _bucket_clickhouse(element, compiler, **kw):
    grain, time = element.clauses
    return f"toDate32(date_trunc({compiler.process(grain)}, {compiler.process(time, **kw)}))"


class contains_text(FunctionElement):
    """contains_text(column, part): ``part`` occurs in the column, letter case ignored."""

    type = sa.Boolean()
    inherit_cache = True


@compiles(contains_text)
def _contains_text(element, compiler, **kw):
    column, part = element.clauses
    return f"(strpos(lower({compiler.process(column, **kw)}), lower({compiler.process(part, **kw)})) > 0)"


@compiles(contains_text, "clickhousedb")
def _contains_text_clickhouse(element, compiler, **kw):
    column, part = element.clauses
    return (
        f"(positionCaseInsensitiveUTF8({compiler.process(column, **kw)}, {compiler.process(part, **kw)}) > 0)"
    )
