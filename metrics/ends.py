"""The two uploads between which a period is seen: the last before it begins, and the last within it.

What lies between two uploads is known by their difference alone, so a period is as long as they are apart.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from data import sql
from data.schema import Time
from metrics.period import DAY
from metrics.remembered import remembered
from metrics.view import View


def start_at(view: View) -> sa.ScalarSelect[datetime]:
    """When the upload was by which the period begins; the first one of all where none came before it."""
    taken = _up_to_the_end(view)
    return sa.select(_start(view, taken)).scalar_subquery()


def end_at(view: View) -> sa.ScalarSelect[datetime]:
    """When the last upload was before the period's end; NULL without any."""
    taken = _up_to_the_end(view)
    return sa.select(sa.func.max(taken.c.taken_at)).scalar_subquery()


@remembered
def ends(view: View) -> sa.Select:
    """One row: ``start_at`` and ``end_at`` (times; NULL without an upload) of the uploads that are compared,
    ``uploads`` up to the period's end and ``within`` the period (counts), ``first_at`` of all uploads.

    Nothing is known of the period unless ``start_at`` < ``end_at``; where ``start_at`` is later than the
    period's first day, what came before it is not known.
    """
    taken = _up_to_the_end(view)
    every = view.deal_snapshots("taken_at")
    within = sa.true() if view.period.start is None else taken.c.taken_at > _midnight(view.period.start)
    first = sa.select(sa.func.min(every.c.taken_at)).scalar_subquery()
    return sa.select(
        _start(view, taken).label("start_at"),
        sa.func.max(taken.c.taken_at).label("end_at"),
        sa.func.count(taken.c.taken_at).label("uploads"),
        sql.count_where(within).label("within"),
        first.label("first_at"),
    )


def _up_to_the_end(view: View) -> sa.Subquery:
    every = view.deal_snapshots("taken_at")
    limit = min(view.period.end, view.today + DAY) if view.period.end else view.today + DAY
    return sa.select(every.c.taken_at).where(every.c.taken_at < _midnight(limit)).subquery("taken")


def _start(view: View, taken: sa.Subquery) -> sa.ColumnElement[datetime]:
    first = sa.func.min(taken.c.taken_at)
    if view.period.start is None:
        return first
    before = sa.func.max(sa.case((taken.c.taken_at <= _midnight(view.period.start), taken.c.taken_at)))
    return sa.func.coalesce(before, first)


def _midnight(day: Any) -> sa.ColumnElement[datetime]:
    return sa.literal(datetime.combine(day, time()), Time)
