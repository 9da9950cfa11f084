"""The funnel of the deals created in a period: how far they came. Flow and stock, its other senses, are
in ``flows``; each says which it is and never mixes with another.

Stages differ between pipelines, so ``pipeline`` ('' = NOT_SET where the export knows one only) is
part of every row and nothing is added up across pipelines. Steps are the pipeline's open stages by
``position`` and a last one, ``kind`` won, whose ``stage`` is NULL: the page names it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, OPEN, WON
from metrics.dimensions import NOT_SET
from metrics.metric import Columns
from metrics.moments import in_period
from metrics.remembered import remembered
from metrics.view import View


def is_known(c: Columns) -> ColumnElement[bool]:
    """How far the deal came is known. It is not for a lost deal when neither its history nor its
    export says at which stage it was lost."""
    return c.furthest.is_not(None)


def pipeline_of(c: Columns) -> ColumnElement[str]:
    return sa.func.coalesce(c.pipeline, NOT_SET).label("pipeline")


def steps(view: View) -> sa.Subquery:
    """``pipeline``, ``position``, ``stage``, ``kind`` of each open stage, and the won step after the last."""
    stages = view.stages("pipeline", "stage", "position", "kind")
    on_the_way = sa.select(stages.c.pipeline, stages.c.position, stages.c.stage, stages.c.kind).where(
        stages.c.kind == OPEN, stages.c.position.is_not(None)
    )
    way = on_the_way.subquery("way")
    won = sa.select(
        way.c.pipeline,
        (sa.func.max(way.c.position) + 1).label("position"),
        sa.cast(sa.null(), sa.Text).label("stage"),
        sa.literal(WON, sa.Text).label("kind"),
    ).group_by(way.c.pipeline)
    return sa.union_all(on_the_way, won).subquery("steps")


def _created(view: View) -> sa.Subquery:
    """Deals created in the period, folded by pipeline, furthest stage and whether lost: a few dozen rows."""
    deals = view.deals("pipeline", "furthest", "status", "amount", "created_at")
    rows = (
        sa.select(pipeline_of(deals.c), deals.c.furthest, deals.c.status, deals.c.amount)
        .where(deals.c.created_at.is_not(None), *in_period(view, deals.c.created_at))
        .subquery("rows")
    )
    keys = (rows.c.pipeline, rows.c.furthest, rows.c.status)
    return (
        sa.select(*keys, sa.func.count().label("deals"), sa.func.sum(rows.c.amount).label("amount"))
        .group_by(*keys)
        .subquery("created")
    )


def _by_step(view: View, *values: Any, of: tuple[sa.Subquery, sa.Subquery]) -> sa.Subquery:
    """A row per step of each pipeline that has deals at all; ``values`` aggregate over its deals."""
    step, created = of
    keys = (step.c.pipeline, step.c.position, step.c.stage, step.c.kind)
    joined = step.join(created, created.c.pipeline == step.c.pipeline)
    return sa.select(*keys, *values).select_from(joined).group_by(*keys).subquery("by_step")


def _sum(condition: Any, value: Any) -> ColumnElement[Any]:
    return sa.func.coalesce(sql.sum_where(condition, value), 0)


def _count(condition: Any, deals: Any) -> ColumnElement[int]:
    """A sum of counts is a whole number again; left alone, the engines make a decimal of it."""
    return sa.cast(_sum(condition, deals), sa.BigInteger)


@remembered
def cohort_funnel(view: View) -> sa.Select:
    """Deals created in the period, by how far they ever came; skipped stages count as passed.

    pipeline, position, stage, kind · ``reached`` (count) and ``amount`` (sum) of the deals that came to
    this step or further · ``from_previous`` and ``overall`` (fractions of the step before and of the
    first) · ``unknown_lost``, ``unknown`` (counts, the same on each row of a pipeline): lost deals, and
    all deals, of which nobody knows how far they came; they are in no step.

    Both fractions are NULL where ``unknown_lost`` > 0: step conversion cannot be told then, and the page
    says so. Opens by ``reached:<position>`` within the pipeline (``unknown:lost`` for the unknown).
    """
    step, created = of = steps(view), _created(view)
    came = created.c.furthest >= step.c.position
    unknown = sa.not_(is_known(created.c))
    rows = _by_step(
        view,
        _count(came, created.c.deals).label("reached"),
        _sum(came, created.c.amount).label("amount"),
        _count(sa.and_(unknown, created.c.status == LOST), created.c.deals).label("unknown_lost"),
        _count(unknown, created.c.deals).label("unknown"),
        of=of,
    )
    before = at_frame(rows, rows.c.reached, (-1, -1))
    first = at_frame(rows, rows.c.reached, (None, 0))
    return sa.select(
        rows.c.pipeline,
        rows.c.position,
        rows.c.stage,
        rows.c.kind,
        rows.c.reached,
        rows.c.amount,
        sa.case((rows.c.unknown_lost == 0, sql.ratio(rows.c.reached, before))).label("from_previous"),
        sa.case((rows.c.unknown_lost == 0, sql.ratio(rows.c.reached, first))).label("overall"),
        rows.c.unknown_lost,
        rows.c.unknown,
    ).order_by(rows.c.pipeline, rows.c.position)


def at_frame(rows: sa.Subquery, value: ColumnElement, frame: tuple[int | None, int]) -> ColumnElement:
    """The value at the first step of the frame around each. A lag() that every engine spells alike."""
    return sa.func.first_value(value).over(partition_by=rows.c.pipeline, order_by=rows.c.position, rows=frame)


@remembered
def unknown_lost(view: View) -> sa.Select:
    """``pipeline``, ``lost`` (count) and ``unknown`` (how many of them do not say at which stage), of the
    deals created in the period; a row per pipeline with lost deals."""
    created = _created(view)
    return (
        sa.select(
            created.c.pipeline,
            sa.cast(sa.func.sum(created.c.deals), sa.BigInteger).label("lost"),
            _count(sa.not_(is_known(created.c)), created.c.deals).label("unknown"),
        )
        .where(created.c.status == LOST)
        .group_by(created.c.pipeline)
        .order_by(created.c.pipeline)
    )


@remembered
def resolved_conversion(view: View) -> sa.Select:
    """Of the deals created in the period whose fate at this stage is settled, the share that moved on.

    pipeline, position, stage · ``moved_on``, ``lost``, ``standing`` (counts; open deals, left out) ·
    ``conversion`` = moved on / (moved on + lost here), NULL where ``unknown_lost`` (count) > 0.
    Opens by ``moved_on:<position>`` and ``lost_at:<position>``.
    """
    step, created = of = steps(view), _created(view)
    here = created.c.furthest == step.c.position
    is_unknown = sa.and_(sa.not_(is_known(created.c)), created.c.status == LOST)
    rows = _by_step(
        view,
        _count(created.c.furthest > step.c.position, created.c.deals).label("moved_on"),
        _count(sa.and_(here, created.c.status == LOST), created.c.deals).label("lost"),
        _count(sa.and_(here, created.c.status == OPEN), created.c.deals).label("standing"),
        _count(is_unknown, created.c.deals).label("unknown_lost"),
        of=of,
    )
    conversion = sql.ratio(rows.c.moved_on, rows.c.moved_on + rows.c.lost)
    return (
        sa.select(
            rows.c.pipeline,
            rows.c.position,
            rows.c.stage,
            rows.c.moved_on,
            rows.c.lost,
            rows.c.standing,
            sa.case((rows.c.unknown_lost == 0, conversion)).label("conversion"),
            rows.c.unknown_lost,
        )
        .where(rows.c.kind == OPEN)
        .order_by(rows.c.pipeline, rows.c.position)
    )
