"""Any metrics, by any dimensions and any time grain: one function.

Metrics of one room and clock are read in one pass over one scoped subquery;
the passes are stacked with UNION ALL and folded by the dimensions. No join of
results, so a group that one metric lacks is never dropped, nor counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.errors import Refused, Unknown
from data.schema import OPEN
from metrics import catalogue, changes, moments
from metrics.asked import asked_for
from metrics.dimensions import Dimension, dimension
from metrics.metric import STANDING, Clock, Metric
from metrics.period import STEPS
from metrics.remembered import remembered
from metrics.view import View

TIME = "time"
"""The column of the grain: the bucket's first day."""

FROM_A_DAY = (Clock.AS_OF, Clock.LIFETIME)
"""Seen from the last day of a bucket: of one that has not begun there is nothing to be seen yet."""


@remembered
def breakdown(
    view: View, metrics: Sequence[str], by: Sequence[str] = (), grain: str | None = None
) -> sa.Select:
    """A row per group: ``time`` where a grain is asked for, then the dimensions, then the metrics.

    Without dimensions and grain exactly one row. Counts and sums of an absent
    group are 0, everything else NULL. Raises Unknown for a name that does not
    exist, Refused for a stock metric over time.
    """
    asked = [catalogue.metric(key) for key in dict.fromkeys(metrics)]
    dimensions = [dimension(key) for key in dict.fromkeys(by)]
    if grain is not None and grain not in STEPS:
        raise Unknown("grain", grain, STEPS)
    passes = [list(same) for _, same in groupby(sorted(asked, key=_pass), key=_pass)]
    labels = columns_by(dimensions)
    told_apart = _told_apart(labels)
    keys = ([TIME] if grain else []) + told_apart
    parts = [_one_pass(view, group, told_apart, grain) for group in passes]
    rows = (parts[0] if len(parts) == 1 else _folded(view, parts, passes, keys, asked)).subquery("rows")
    return _labelled(view, rows, ([TIME] if grain else []) + labels, asked)


def columns_by(dimensions: Sequence[Dimension]) -> list[str]:
    """A dimension whose name may be shared by two (a customer's) brings its identifier along."""
    pairs = [(d.label, d.column) for d in dimensions]
    return list(dict.fromkeys(column for pair in pairs for column in pair))


PERSONAL = ("manager", "team", "role")


def _told_apart(labels: list[str]) -> list[str]:
    """By whom instead of by his name: the names of sixty people are looked up after adding up, not before."""
    late = PERSONAL if "manager" in labels else ()
    return list(dict.fromkeys("manager_id" if label in late else label for label in labels))


def _pass(metric: Metric) -> tuple[str, str]:
    return metric.room, metric.clock.value


def _one_pass(view: View, group: list[Metric], labels: list[str], grain: str | None) -> sa.Select:
    clock, time = group[0].clock, group[0].time
    if grain and clock in STANDING:
        raise Refused(
            "“{name}” is a stock as of now: it has no history to be shown over time.", name=group[0].key
        )
    if grain and clock is Clock.UPLOADS:
        raise Refused(
            "“{name}” compares the two ends of one period: ask for each period by itself.", name=group[0].key
        )
    needed = [column for metric in group for column in asked_for(view, metric.expression)]
    stock = ["status"] if clock is Clock.NOW else []
    facts = changes.rows(view, group[0].room, time, *labels, *needed, *stock)
    at: Any = moments.Moments(view)
    bucket: ColumnElement | None = None
    if clock in FROM_A_DAY and grain:
        at = moments.PerBucket(view, facts, grain)
        bucket = at.bucket
    elif grain:
        bucket = sql.bucket(grain, facts.c[time])
    where = moments.on_the_clock(view, clock, facts.c[time], at)
    if stock:
        where.append(facts.c.status == OPEN)
    keys = ([bucket.label(TIME)] if bucket is not None else []) + [facts.c[label] for label in labels]
    values = [_value(metric, facts.c, at).label(metric.key) for metric in group]
    source = at.source if isinstance(at, moments.PerBucket) else facts
    return sa.select(*keys, *values).select_from(source).where(*where).group_by(*keys)


def _value(metric: Metric, columns: Any, at: Any) -> ColumnElement:
    """Counts are unsigned on one engine and would not fit under a signed NULL of another pass."""
    value = metric.expression(columns, at)
    return sa.cast(value, sa.BigInteger) if metric.is_whole else value


def _folded(
    view: View, parts: list[sa.Select], passes: list[list[Metric]], keys: list[str], asked: list[Metric]
) -> sa.Select:
    """Each group stands in each part at most once, so max() only picks the value that is there."""
    stacked = []
    for part, group in zip(parts, passes, strict=True):
        rows, own = part.subquery(), {metric.key for metric in group}
        blank = [
            rows.c[m.key] if m.key in own else sa.cast(sa.null(), _type_of(m, parts)).label(m.key)
            for m in asked
        ]
        stacked.append(sa.select(*(rows.c[key] for key in keys), *blank))
    rows = sa.union_all(*stacked).subquery("parts")
    has_come = rows.c[TIME] <= view.as_of if TIME in keys else None
    values = [
        _present(metric, sa.func.max(rows.c[metric.key]), has_come).label(metric.key) for metric in asked
    ]
    columns = [rows.c[key] for key in keys]
    return sa.select(*columns, *values).group_by(*columns)


def _present(metric: Metric, value: ColumnElement, has_come: ColumnElement[bool] | None) -> ColumnElement:
    """No row is a count of 0; but how many customers there will be on a day to come, nobody knows."""
    sums = metric.additive and metric.value is not None
    if not (sums or metric.is_whole):
        return value
    present = sa.func.coalesce(value, 0)
    return present if has_come is None or metric.clock not in FROM_A_DAY else sa.case((has_come, present))


def _type_of(metric: Metric, parts: list[sa.Select]) -> Any:
    column = next(part.selected_columns[metric.key] for part in parts if metric.key in part.selected_columns)
    return sa.Double() if isinstance(column.type, sa.types.NullType) else column.type


def _labelled(view: View, rows: sa.Subquery, keys: list[str], asked: list[Metric]) -> sa.Select:
    """The names of the groups, and their order."""
    source: sa.FromClause = rows
    labels: dict[str, ColumnElement] = {key: rows.c[key] for key in keys if key in rows.c}
    if late := [key for key in keys if key not in rows.c]:
        people = view.managers("manager_id", *late)
        source = rows.outerjoin(people, people.c.manager_id == rows.c.manager_id)
        labels |= {key: people.c[key] for key in late}
        labels["manager"] = sa.func.coalesce(people.c.manager, rows.c.manager_id).label("manager")
    columns = [labels[key] for key in keys] + [rows.c[metric.key] for metric in asked]
    return sa.select(*columns).select_from(source).order_by(*(labels[key].nulls_last() for key in keys))
