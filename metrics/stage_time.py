"""How long deals stay in a stage, those that are there now not forgotten."""

from __future__ import annotations

from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import OPEN
from metrics import funnel, survival
from metrics.breakdown import columns_by
from metrics.dimensions import dimension
from metrics.moments import in_period
from metrics.period import DAY
from metrics.remembered import remembered
from metrics.view import View

SHARES = {"median_days": 0.5, "p75_days": 0.75}


@remembered
def stage_time(view: View, by: str | None = None) -> sa.Select:
    """Deals that entered a stage in the period, seen at the end of its last day T.

    ``pipeline`` (the deal's now), ``position``, ``stage``, then the dimension ``by`` (manager, team …) ·
    ``deals`` (count) and ``still_there`` of them (count; right-censored at T) · ``median_days`` and
    ``p75_days`` (floats, to the hour, below two days to the minute): days within which half and three
    quarters of the deals had left the stage, by Kaplan–Meier; NULL while so many have not. A deal's visits
    to one stage are added up.

    Visits of deals that are closed without a known day of leaving, and visits that end before they begin,
    are left out: ``left_out`` counts them. No rows where there is no stage history. Raises Unknown.
    Opens by ``entered:<position>``.
    """
    labels = [
        column for column in columns_by([dimension(by)] if by else []) if column not in ("pipeline", "stage")
    ]
    cases = _cases(view, labels)
    found = survival.after_days(cases, ("pipeline", "stage", *labels), SHARES).subquery("found")
    step = funnel.steps(view)
    same = sa.and_(step.c.pipeline == found.c.pipeline, step.c.stage == found.c.stage, step.c.kind == OPEN)
    return (
        sa.select(
            found.c.pipeline,
            step.c.position,
            found.c.stage,
            *(found.c[label] for label in labels),
            found.c.cases.label("deals"),
            found.c.censored.label("still_there"),
            *(found.c[name] for name in SHARES),
        )
        .select_from(found.join(step, same))
        .order_by(found.c.pipeline, step.c.position, *(found.c[label].nulls_last() for label in labels))
    )


@remembered
def left_out(view: View) -> sa.Select:
    """One row: ``visits`` (count) of the period that ``stage_time`` can say nothing about: the deal is
    closed and nobody knows when it left the stage, or the visit ends before it begins."""
    visits = _visits(view, [])
    suspect = sa.or_(visits.c.left_at.is_(None), visits.c.days < 0)  # few: the others need no deal
    return sa.select(sa.func.count().label("visits")).where(suspect, sa.not_(_is_sound(visits, view)))


def _end(view: View) -> ColumnElement[datetime]:
    return sa.cast(datetime.combine(view.as_of + DAY, time()), sa.DateTime())


def _visits(view: View, labels: list[str]) -> sa.Subquery:
    """Each visit begun in the period: deal_id, pipeline, stage, entered_at, left_at, days, status, labels."""
    visits = view.stage_visits(
        "deal_id",
        "stage",
        "entered_at",
        "left_at",
        "days",
        deal_columns=("pipeline", "status", *labels),
    )
    return (
        sa.select(*visits.c)
        .where(*in_period(view, visits.c.entered_at), visits.c.entered_at < _end(view))
        .subquery("visits_in_period")
    )


def _is_sound(visits: sa.Subquery, view: View) -> ColumnElement[bool]:
    left = visits.c.left_at.is_not(None)
    return sa.and_(
        sa.or_(left, visits.c.status == OPEN),
        sa.func.coalesce(visits.c.days, 0) >= 0,
    )


def _cases(view: View, labels: list[str]) -> sa.Subquery:
    """A row per deal and stage: its days there up to T, and whether it had left by then."""
    visits, end = _visits(view, labels), _end(view)
    over = sa.and_(visits.c.left_at.is_not(None), visits.c.left_at < end)
    days = sa.case((over, visits.c.days), else_=sql.elapsed_days(visits.c.entered_at, end))
    keys = [visits.c[name] for name in ("deal_id", "stage", "pipeline", *labels)]
    each = (
        sa.select(*keys, sa.func.sum(days).label("days"), sql.count_where(sa.not_(over)).label("there"))
        .where(_is_sound(visits, view))
        .group_by(*keys)
        .subquery("stays")
    )
    return sa.select(
        funnel.pipeline_of(each.c),
        each.c.stage,
        *(each.c[label] for label in labels),
        each.c.days,
        (each.c.there == 0).label("over"),
    ).subquery("cases")
