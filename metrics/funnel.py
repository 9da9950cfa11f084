"""The funnel, in its four legitimate senses; each says which it is and never mixes with another.

Stages differ between pipelines, so ``pipeline`` ('' = NOT_SET where the export knows one only) is
part of every row and nothing is added up across pipelines. Steps are the pipeline's open stages by
``position`` and a last one, ``kind`` won, whose ``stage`` is NULL: the page names it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, OPEN, WON, Money
from metrics.dimensions import NOT_SET
from metrics.metric import Columns
from metrics.moments import in_period
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
    unknown = created.c.furthest.is_(None)
    rows = _by_step(
        view,
        _count(came, created.c.deals).label("reached"),
        _sum(came, created.c.amount).label("amount"),
        _count(sa.and_(unknown, created.c.status == LOST), created.c.deals).label("unknown_lost"),
        _count(unknown, created.c.deals).label("unknown"),
        of=of,
    )
    before = _from(rows, rows.c.reached, (-1, -1))
    first = _from(rows, rows.c.reached, (None, 0))
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


def _from(rows: sa.Subquery, value: ColumnElement, frame: tuple[int | None, int]) -> ColumnElement:
    """The value at the first step of the frame around each. A lag() that every engine spells alike."""
    return sa.func.first_value(value).over(partition_by=rows.c.pipeline, order_by=rows.c.position, rows=frame)


def unknown_lost(view: View) -> sa.Select:
    """``pipeline``, ``lost`` (count) and ``unknown`` (how many of them do not say at which stage), of the
    deals created in the period; a row per pipeline with lost deals."""
    created = _created(view)
    return (
        sa.select(
            created.c.pipeline,
            sa.cast(sa.func.sum(created.c.deals), sa.BigInteger).label("lost"),
            _count(created.c.furthest.is_(None), created.c.deals).label("unknown"),
        )
        .where(created.c.status == LOST)
        .group_by(created.c.pipeline)
        .order_by(created.c.pipeline)
    )


def resolved_conversion(view: View) -> sa.Select:
    """Of the deals created in the period whose fate at this stage is settled, the share that moved on.

    pipeline, position, stage · ``moved_on``, ``lost``, ``standing`` (counts; open deals, left out) ·
    ``conversion`` = moved on / (moved on + lost here), NULL where ``unknown_lost`` (count) > 0.
    Opens by ``moved_on:<position>`` and ``lost_at:<position>``.
    """
    step, created = of = steps(view), _created(view)
    here = created.c.furthest == step.c.position
    is_unknown = sa.and_(created.c.furthest.is_(None), created.c.status == LOST)
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


def flow_funnel(view: View) -> sa.Select:
    """Entries into each stage during the period, whenever the deals were created.

    pipeline (the deal's now), position, stage · ``deals`` that entered (count; opens by
    ``entered:<position>``) · ``entries`` (count: a deal may enter twice) · ``amount`` of the deals (sum) ·
    ``from_previous`` (deals / those of the stage before: may exceed 1).
    """
    each, step = _entered(view), steps(view)
    keys = (step.c.pipeline, step.c.position, step.c.stage)
    same = sa.and_(each.c.pipeline == step.c.pipeline, each.c.stage == step.c.stage)
    rows = (
        sa.select(
            *keys,
            sa.func.count(each.c.deal_id).label("deals"),
            sa.cast(sa.func.coalesce(sa.func.sum(each.c.entries), 0), sa.BigInteger).label("entries"),
            sa.func.coalesce(sa.func.sum(each.c.amount), 0).label("amount"),
        )
        .select_from(step.outerjoin(each, same))
        .where(step.c.kind == OPEN, step.c.pipeline.in_(sa.select(each.c.pipeline)))
        .group_by(*keys)
        .subquery("flow")
    )
    before = _from(rows, rows.c.deals, (-1, -1))
    return sa.select(*rows.c, sql.ratio(rows.c.deals, before).label("from_previous")).order_by(
        rows.c.pipeline, rows.c.position
    )


def _entered(view: View) -> sa.CTE:
    """A row per deal and stage it entered in the period."""
    visits = view.stage_visits("deal_id", "stage", "entered_at", deal_columns=("pipeline", "amount"))
    return (
        sa.select(
            pipeline_of(visits.c),
            visits.c.stage,
            visits.c.deal_id,
            sa.func.count().label("entries"),
            sa.func.max(visits.c.amount).label("amount"),
        )
        .where(*in_period(view, visits.c.entered_at))
        .group_by(visits.c.pipeline, visits.c.stage, visits.c.deal_id)
        .cte("entered")
    )


def stock(view: View) -> sa.Select:
    """Open deals by the stage they stand at now, whatever the period: a stock, never a conversion.

    pipeline, position (NULL: a stage the pipeline does not list), stage, ``deals`` (count), ``amount``
    (sum), ``without_amount`` (count). Stages without deals are there with 0, as long as their pipeline
    has open deals. Opens by ``standing:<position>``, or ``open_deals`` within the stage.
    """
    deals = view.deals("pipeline", "stage", "status", "amount")
    here = (
        sa.select(
            pipeline_of(deals.c),
            deals.c.stage,
            sa.cast(sa.null(), sa.Integer).label("position"),
            sa.func.count().label("deals"),
            sa.func.sum(deals.c.amount).label("amount"),
            (sa.func.count() - sa.func.count(deals.c.amount)).label("without_amount"),
        )
        .where(deals.c.status == OPEN)
        .group_by(deals.c.pipeline, deals.c.stage)
        .cte("here")
    )
    step, zero = steps(view), sa.literal_column("0", sa.Integer)
    listed = sa.select(
        step.c.pipeline, step.c.stage, step.c.position, zero, sa.cast(sa.null(), Money), zero
    ).where(step.c.kind == OPEN, step.c.pipeline.in_(sa.select(here.c.pipeline)))
    rows = sa.union_all(sa.select(*here.c), listed).subquery("rows")
    position = sa.func.max(rows.c.position).label("position")
    return (
        sa.select(
            rows.c.pipeline,
            position,
            rows.c.stage,
            sa.cast(sa.func.sum(rows.c.deals), sa.BigInteger).label("deals"),
            sa.func.coalesce(sa.func.sum(rows.c.amount), 0).label("amount"),
            sa.cast(sa.func.sum(rows.c.without_amount), sa.BigInteger).label("without_amount"),
        )
        .group_by(rows.c.pipeline, rows.c.stage)
        .order_by(rows.c.pipeline, position.nulls_last(), rows.c.stage)
    )
