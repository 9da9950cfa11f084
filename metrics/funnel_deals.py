"""The deals behind a step of the funnel, by the position of its stage, within one pipeline."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data.errors import BadInput
from data.schema import LOST, OPEN
from metrics.metric import Clock, Expression

KINDS = ("reached", "lost_at", "moved_on", "standing", "entered", "unknown")
"""Created in the period and reached the stage; lost there; went further; open deals standing there now;
entered the stage in the period; ``unknown:lost``: lost ones created in it that do not say at which stage."""


def population(kind: str, argument: str) -> tuple[str, Clock, str, Expression]:
    """The room, clock, time column and condition."""
    if kind == "unknown" and argument == LOST:
        return "deals", Clock.CREATED, "created_at", _is_lost_somewhere
    if not argument.isdecimal():
        raise BadInput("“{value}” is not the number of a stage.", value=argument)
    at = int(argument)
    conditions: dict[str, Expression] = {
        "reached": lambda c, m: c.furthest >= at,
        "lost_at": lambda c, m: sa.and_(c.status == LOST, c.furthest == at),
        "moved_on": lambda c, m: c.furthest > at,
        "standing": lambda c, m: sa.and_(c.status == OPEN, _is_stage(c, m, at)),
        "entered": lambda c, m: _is_stage(c, m, at),
    }
    if kind == "entered":
        return "stage_visits", Clock.CREATED, "entered_at", conditions[kind]
    clock = Clock.NOW if kind == "standing" else Clock.CREATED
    return "deals", clock, "created_at", conditions[kind]


def _is_lost_somewhere(c: Any, _: Any) -> ColumnElement[bool]:
    return sa.and_(c.status == LOST, c.furthest.is_(None))


def _is_stage(c: Any, m: Any, position: int) -> ColumnElement[bool]:
    """The stage is the ``position``-th of the pipelines in view. Not by ``furthest``: a deal may have
    gone back since."""
    stages = m.view.stages("stage", "position", "kind")
    return c.stage.in_(sa.select(stages.c.stage).where(stages.c.kind == OPEN, stages.c.position == position))
