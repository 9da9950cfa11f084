"""What entered the stages in a period, and what stands in them now: neither is a cohort's conversion.

``pipeline`` ('' = NOT_SET where the export knows one only) is part of every row, as in ``funnel``.
"""

from __future__ import annotations

import sqlalchemy as sa

from data import sql
from data.schema import OPEN, Money
from metrics.funnel import at_frame, pipeline_of, steps
from metrics.moments import in_period
from metrics.remembered import remembered
from metrics.view import View


@remembered
def flow_funnel(view: View) -> sa.Select:
    """Entries into each stage during the period, whenever the deals were created.

    pipeline (the deal's now), position, stage · ``deals`` that entered (count; opens by
    ``entered:<position>``) · ``entries`` (count: a deal may enter twice) · ``amount`` of the deals (sum) ·
    ``from_previous`` (deals / those of the stage before: may exceed 1).
    """
    entered, step = _entered(view), steps(view)
    same = sa.and_(entered.c.pipeline == step.c.pipeline, entered.c.stage == step.c.stage)
    rows = (
        sa.select(
            step.c.pipeline,
            step.c.position,
            step.c.stage,
            *(sa.func.coalesce(entered.c[name], 0).label(name) for name in ("deals", "entries", "amount")),
        )
        .select_from(step.outerjoin(entered, same))
        .where(step.c.kind == OPEN, step.c.pipeline.in_(sa.select(entered.c.pipeline)))
        .subquery("flow")
    )
    before = at_frame(rows, rows.c.deals, (-1, -1))
    return sa.select(*rows.c, sql.ratio(rows.c.deals, before).label("from_previous")).order_by(
        rows.c.pipeline, rows.c.position
    )


def _entered(view: View) -> sa.CTE:
    """What entered each stage in the period; a deal once, however often it came."""
    visits = view.stage_visits("deal_id", "stage", "entered_at", deal_columns=("pipeline", "amount"))
    keys = (visits.c.pipeline, visits.c.stage, visits.c.deal_id)
    each = (
        sa.select(*keys, sa.func.count().label("entries"), sa.func.max(visits.c.amount).label("amount"))
        .where(*in_period(view, visits.c.entered_at))
        .group_by(*keys)
        .subquery("each")
    )
    return (
        sa.select(
            pipeline_of(each.c),
            each.c.stage,
            sa.func.count().label("deals"),
            sa.cast(sa.func.sum(each.c.entries), sa.BigInteger).label("entries"),
            sa.func.sum(each.c.amount).label("amount"),
        )
        .group_by(each.c.pipeline, each.c.stage)
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
