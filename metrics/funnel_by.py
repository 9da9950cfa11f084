"""Who, or what, loses at which stage: the funnel's steps told apart by a dimension."""

from __future__ import annotations

from math import sqrt

import sqlalchemy as sa

from data import sql
from data.schema import LOST, OPEN
from metrics.breakdown import PERSONAL
from metrics.dimensions import dimension
from metrics.funnel import pipeline_of, steps
from metrics.managers import FEWEST
from metrics.moments import in_period
from metrics.remembered import remembered
from metrics.view import View


@remembered
def resolved_by(view: View, key: str) -> sa.Select:
    """Of the deals created in the period whose fate at the stage is settled, the share that moved on, for
    each value of the dimension ``key``.

    pipeline, position, stage · ``value`` (the dimension's label, NULL where empty) · ``moved_on``,
    ``lost``, ``standing`` (counts) · ``conversion`` = moved on / (moved on + lost here), NULL where
    nothing is settled or the group has ``unknown_lost`` (count) deals · a row wherever the group has
    deals in the pipeline. Opens by ``moved_on:<position>`` and ``lost_at:<position>`` with
    ``key=value``. Raises Unknown for a dimension that does not exist.
    """
    rows = _by_step(view, key)
    settled = rows.c.moved_on + rows.c.lost
    conversion = sa.case((rows.c.unknown_lost == 0, sql.ratio(rows.c.moved_on, settled)))
    return sa.select(*rows.c, conversion.label("conversion")).order_by(
        rows.c.pipeline, rows.c.value.nulls_last(), rows.c.position
    )


@remembered
def whole(view: View, key: str) -> sa.Select:
    """What each value of ``key`` is compared with: the same over all of them, whatever is filtered in ``key``.

    pipeline, position, stage · ``moved_on``, ``lost``, ``standing``, ``conversion``. Beside managers it is
    everybody, the scope notwithstanding: then no row where those out of scope are fewer than five people.
    """
    everybody = view.whole_base() if key == "manager" else view.with_(filters=view.filters.without(key))
    rows = _by_step(everybody, key)
    moved_on, lost, standing, unknown = (
        sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger)
        for name in ("moved_on", "lost", "standing", "unknown_lost")
    )
    conversion = sa.case((unknown == 0, sql.ratio(moved_on, moved_on + lost)))
    found = (
        sa.select(
            rows.c.pipeline,
            rows.c.position,
            rows.c.stage,
            moved_on.label("moved_on"),
            lost.label("lost"),
            standing.label("standing"),
            conversion.label("conversion"),
        )
        .group_by(rows.c.pipeline, rows.c.position, rows.c.stage)
        .order_by(rows.c.pipeline, rows.c.position)
    )
    if key == "manager" and view.scope.kind != "everything":
        found = found.having(_tells_on_nobody(view, rows.c.value))
    return found


def _tells_on_nobody(view: View, value: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """The whole less one's own is the others: there must be five of them out of sight, or none."""
    deals = view.with_(filters=view.filters.without(*PERSONAL)).deals("manager")
    own = sa.select(deals.c.manager).where(deals.c.manager.is_not(None))
    others = sa.func.count(sa.case((value.not_in(own), value)))
    return sa.or_(others >= FEWEST, others == 0)


def _by_step(view: View, key: str) -> sa.Subquery:
    created, step = _created(view, key), steps(view)
    here = created.c.furthest == step.c.position
    unknown = sa.and_(created.c.furthest.is_(None), created.c.status == LOST)
    keys = (step.c.pipeline, step.c.position, step.c.stage, created.c.value)
    counts = {
        "moved_on": created.c.furthest > step.c.position,
        "lost": sa.and_(here, created.c.status == LOST),
        "standing": sa.and_(here, created.c.status == OPEN),
        "unknown_lost": unknown,
    }
    return (
        sa.select(*keys, *(_count(condition, created).label(name) for name, condition in counts.items()))
        .select_from(step.join(created, created.c.pipeline == step.c.pipeline))
        .where(step.c.kind == OPEN)
        .group_by(*keys)
        .subquery("by_step")
    )


def _created(view: View, key: str) -> sa.Subquery:
    """Deals created in the period, folded to a few hundred rows before the steps multiply them."""
    what = dimension(key)
    deals = view.deals("pipeline", "furthest", "status", "created_at", what.label)
    rows = (
        sa.select(pipeline_of(deals.c), deals.c.furthest, deals.c.status, deals.c[what.label].label("value"))
        .where(deals.c.created_at.is_not(None), *in_period(view, deals.c.created_at))
        .subquery("rows")
    )
    keys = (rows.c.pipeline, rows.c.furthest, rows.c.status, rows.c.value)
    return sa.select(*keys, sa.func.count().label("deals")).group_by(*keys).subquery("created")


def _count(condition: sa.ColumnElement[bool], created: sa.Subquery) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.coalesce(sql.sum_where(condition, created.c.deals), 0), sa.BigInteger)


def apart(moved_on: int, settled: int, others_moved_on: int, others_settled: int) -> float:
    """How far two conversions lie apart, in standard deviations of pure chance (two-proportion z, pooled):
    below 0 where the first is lower, 0 where nothing can be told."""
    if not settled or not others_settled:
        return 0.0
    pooled = (moved_on + others_moved_on) / (settled + others_settled)
    spread = sqrt(pooled * (1 - pooled) * (1 / settled + 1 / others_settled))
    return (moved_on / settled - others_moved_on / others_settled) / spread if spread else 0.0
