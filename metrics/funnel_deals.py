"""The deals behind a step of the funnel, by the position of its stage."""

from __future__ import annotations

import sqlalchemy as sa

from data.errors import BadInput
from data.schema import LOST, OPEN
from metrics.metric import Clock, Expression

KINDS = ("reached", "lost_at", "moved_on", "standing")
"""Created in the period and reached the stage; lost there; went further; open deals standing there now."""


def population(kind: str, position: str) -> tuple[Clock, str, Expression]:
    if not position.isdigit():
        raise BadInput("“{value}” is not the number of a stage.", value=position)
    at = int(position)
    conditions: dict[str, Expression] = {
        "reached": lambda c, m: c.furthest >= at,
        "lost_at": lambda c, m: sa.and_(c.status == LOST, c.furthest == at),
        "moved_on": lambda c, m: c.furthest > at,
        "standing": lambda c, m: sa.and_(c.status == OPEN, c.furthest == at),
    }
    clock = Clock.NOW if kind == "standing" else Clock.CREATED
    return clock, "created_at", conditions[kind]
