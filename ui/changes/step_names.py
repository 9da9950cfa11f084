"""The pipelines, the steps from start to end, and the two uploads, as people say them."""

from __future__ import annotations

from typing import Any

from metrics.parts import ALL_OPEN, DUE
from ui import text
from ui.text import _, is_missing


def pipeline_name(pipeline: str) -> str:
    return {ALL_OPEN: _("All open deals"), DUE: _("Deals due in the period")}[pipeline]


def meaning(pipeline: str) -> str:
    return {
        ALL_OPEN: _("All open deals, whenever they are expected to close."),
        DUE: _("The open deals whose expected closing lies in the period: what it should bring."),
    }[pipeline]


def step_name(step: str) -> str:
    return {
        "start": _("At the start"),
        "created": _("Created"),
        "found": _("Seen for the first time"),
        "pulled_in": _("Pulled into the period"),
        "increased": _("Amount grew"),
        "reopened": _("Opened again"),
        "decreased": _("Amount shrank"),
        "pushed_out": _("Put off beyond the period"),
        "lost": _("Lost"),
        "won": _("Won"),
        "gone": _("Gone from the export"),
        "end": _("At the end"),
        "slipped": _("Put off"),
    }[step]


def explained(step: str) -> str:
    return {
        "start": _("Open by the first of the two uploads."),
        "created": _("Made between the two uploads."),
        "found": _("Older deals that an upload in between was the first to show, or showed again."),
        "pulled_in": _("Open all the while; due in the period only since."),
        "increased": _("In the pipeline at the start, and worth more at the end."),
        "reopened": _("Closed at the start, open since."),
        "decreased": _("In the pipeline at the start, and worth less at the end."),
        "pushed_out": _("Open still, and no longer due in the period."),
        "lost": _("Lost or returned."),
        "won": _("Won: out of the pipeline, into revenue."),
        "gone": _("A later export lacked them, and a person said that they were deleted."),
        "end": _("Open by the second of the two uploads."),
        "slipped": _("Due in the period, open still, and moved to a later day."),
    }[step]


def in_pipeline(pipeline: str, step: str) -> str:
    """Lost — deals due in the period."""
    return _("{step} ({pipeline})", step=step_name(step), pipeline=pipeline_name(pipeline).lower())


def between(ends: Any) -> str:
    """``ends``: a row of ``metrics.ends.ends``."""
    if is_missing(ends["start_at"]):
        return _("no uploads to compare yet")
    return _(
        "between the uploads of {start} and {end}",
        start=text.moment(ends["start_at"]),
        end=text.moment(ends["end_at"]),
    )
