"""Where the funnel leaks: what was lost at each stage, why, and what stopping a drop of it would bring.

Of the deals created in the period, like the cohort funnel. A lost deal that does not say where it was
lost has a row of its own, without a stage, so that the rows add up to all losses.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import LOST, OPEN, WON
from metrics import funnel
from metrics.moments import in_period
from metrics.remembered import remembered
from metrics.view import View

POINT = 0.01
"""One percentage point."""


@remembered
def by_stage(view: View) -> sa.Select:
    """``pipeline``, ``position``, ``stage`` (both NULL: it is not known at which) · ``lost`` (count),
    ``amount`` (sum), ``share`` of the pipeline's losses (fraction) · ``reached`` (count), ``conversion``
    (resolved), ``downstream`` (share of the deals past this stage that are won: the product of the
    resolved conversions after it), ``average_check`` (of the pipeline's deals won in the period) ·
    ``gain``: money that one more percentage point of this stage's conversion would bring =
    0.01 × reached × downstream × average check (float).

    ``conversion``, ``downstream`` and ``gain`` are NULL in a pipeline with losses of unknown stage, and
    where no deal's fate downstream is settled yet. Opens by ``lost_at:<position>`` or ``unknown:lost``.
    """
    lost, path, checks = _lost(view), _path(view), _average_checks(view)
    gain = POINT * path.c.reached * path.c.downstream * checks.c.average_check
    known = sa.select(
        path.c.pipeline,
        path.c.position,
        path.c.stage,
        sa.func.coalesce(lost.c.lost, 0).label("lost"),
        sa.func.coalesce(lost.c.amount, 0).label("amount"),
        path.c.reached,
        path.c.conversion,
        path.c.downstream,
        checks.c.average_check,
        gain.label("gain"),
    ).select_from(
        path.outerjoin(
            lost, sa.and_(lost.c.pipeline == path.c.pipeline, lost.c.furthest == path.c.position)
        ).outerjoin(checks, checks.c.pipeline == path.c.pipeline)
    )
    nothing: list[ColumnElement] = [sa.cast(sa.null(), kind) for kind in (sa.BigInteger, *[sa.Double] * 4)]
    nowhere = sa.select(
        lost.c.pipeline,
        sa.cast(sa.null(), sa.Integer),
        sa.cast(sa.null(), sa.Text),
        lost.c.lost,
        sa.func.coalesce(lost.c.amount, 0),
        *nothing,
    ).where(lost.c.furthest.is_(None))
    rows = sa.union_all(known, nowhere).subquery("leaks")
    whole = sa.func.sum(rows.c.lost).over(partition_by=rows.c.pipeline)
    return sa.select(*rows.c, sql.ratio(rows.c.lost, whole).label("share")).order_by(
        rows.c.pipeline, rows.c.position.nulls_last()
    )


def _lost(view: View) -> sa.CTE:
    deals = view.deals("pipeline", "furthest", "status", "amount", "created_at")
    rows = (
        sa.select(funnel.pipeline_of(deals.c), deals.c.furthest, deals.c.amount)
        .where(deals.c.status == LOST, deals.c.created_at.is_not(None), *in_period(view, deals.c.created_at))
        .subquery("lost_deals")
    )
    keys = (rows.c.pipeline, rows.c.furthest)
    return (
        sa.select(*keys, sa.func.count().label("lost"), sa.func.sum(rows.c.amount).label("amount"))
        .group_by(*keys)
        .cte("lost")
    )


def _path(view: View) -> sa.Subquery:
    """Each stage with what becomes of the deals past it."""
    here = funnel.resolved_conversion(view).order_by(None).subquery("resolved")

    def after(value: ColumnElement) -> ColumnElement:
        return value.over(partition_by=here.c.pipeline, order_by=here.c.position, rows=(1, None))  # type: ignore[attr-defined]

    log = sa.case((here.c.conversion > 0, sa.func.ln(here.c.conversion)), else_=0.0)
    unsettled = after(sql.count_where(here.c.conversion.is_(None)))
    blocked = after(sql.count_where(here.c.conversion == 0))
    downstream = sa.case(
        (here.c.unknown_lost > 0, None),
        (unsettled > 0, None),
        (blocked > 0, 0.0),
        else_=sa.func.exp(sa.func.coalesce(after(sa.func.sum(log)), 0.0)),
    )
    reached = here.c.moved_on + here.c.lost + here.c.standing
    return sa.select(
        here.c.pipeline,
        here.c.position,
        here.c.stage,
        reached.label("reached"),
        here.c.conversion,
        sa.cast(downstream, sa.Double).label("downstream"),
    ).subquery("path")


def _average_checks(view: View) -> sa.Subquery:
    deals = view.deals("pipeline", "status", "amount", "closed_at")
    rows = (
        sa.select(funnel.pipeline_of(deals.c), deals.c.amount)
        .where(deals.c.status == WON, deals.c.closed_at.is_not(None), *in_period(view, deals.c.closed_at))
        .subquery("won_deals")
    )
    check = sql.ratio(sa.func.sum(rows.c.amount), sa.func.count(rows.c.amount))
    return (
        sa.select(rows.c.pipeline, check.label("average_check")).group_by(rows.c.pipeline).subquery("checks")
    )


@remembered
def reasons(view: View) -> sa.Select:
    """``pipeline``, ``position``, ``stage`` (both NULL: it is not known at which), ``loss_reason`` (NULL:
    none given) · ``lost`` (count), ``amount`` (sum), ``share`` of the stage's losses (fraction), the most
    frequent first within each stage. Opens by ``lost_at:<position>`` within the reason."""
    deals = view.deals("pipeline", "furthest", "status", "amount", "loss_reason", "created_at")
    rows = (
        sa.select(funnel.pipeline_of(deals.c), deals.c.furthest, deals.c.loss_reason, deals.c.amount)
        .where(deals.c.status == LOST, deals.c.created_at.is_not(None), *in_period(view, deals.c.created_at))
        .subquery("lost_deals")
    )
    keys = (rows.c.pipeline, rows.c.furthest, rows.c.loss_reason)
    groups = (
        sa.select(
            *keys,
            sa.func.count().label("lost"),
            sa.func.coalesce(sa.func.sum(rows.c.amount), 0).label("amount"),
        )
        .group_by(*keys)
        .subquery("reasons")
    )
    step = funnel.steps(view)
    here = sa.and_(
        step.c.pipeline == groups.c.pipeline, step.c.position == groups.c.furthest, step.c.kind == OPEN
    )
    whole = sa.func.sum(groups.c.lost).over(partition_by=(groups.c.pipeline, groups.c.furthest))
    return (
        sa.select(
            groups.c.pipeline,
            groups.c.furthest.label("position"),
            step.c.stage,
            groups.c.loss_reason,
            groups.c.lost,
            groups.c.amount,
            sql.ratio(groups.c.lost, whole).label("share"),
        )
        .select_from(groups.outerjoin(step, here))
        .order_by(
            groups.c.pipeline,
            groups.c.furthest.nulls_last(),
            groups.c.lost.desc(),
            groups.c.loss_reason.nulls_last(),
        )
    )
