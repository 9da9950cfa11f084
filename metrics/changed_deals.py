"""The deals behind a part of the pipeline's change, each with its own money in it."""

from __future__ import annotations

from data.errors import Unknown
from metrics import parts
from metrics.metric import Expression

KINDS = ("changed",)
"""``changed:due:lost``: a pipeline and one of ``parts.PARTS``, ``start`` or ``end``, or ``slipped``."""

BESIDE = ("due_start", "due_end", "pushes")
"""When the deal was due at the two ends, and how often that was put off."""


def population(argument: str) -> tuple[str, Expression, str, tuple[str, ...]]:
    """The room, the condition, the column that it adds up, and those that stand beside. Raises Unknown."""
    pipeline, _, part = argument.partition(":")
    known = ("start", *parts.PARTS, "end", "slipped")
    if pipeline not in parts.PIPELINES:
        raise Unknown("pipeline", pipeline, parts.PIPELINES)
    if part not in known:
        raise Unknown("part of the change", part, known)
    value = "slipped_amount" if part == "slipped" else part
    return f"{pipeline}_changes", lambda c, m: parts.takes_part(c, part), value, BESIDE
