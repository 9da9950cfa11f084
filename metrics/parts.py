"""What the pipeline's change between two uploads is made of, deal by deal, adding up to the cent.

A pipeline holds the open deals, all of them or those due in the period. A deal that was in it at the start
may have grown or shrunk, and may have gone out, at what it is worth at the end; a deal that was not may have
come in, or come in and gone out in between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data.schema import LOST, OPEN, RETURNED, WON, Money
from metrics.moments import in_period
from metrics.view import View

ALL_OPEN, DUE = "open", "due"
PIPELINES = (ALL_OPEN, DUE)
"""All open deals; of these the ones whose expected closing lies in the period."""

COMES = ("created", "found", "pulled_in", "reopened")
"""Made since; older, but first seen (or seen again) since; open before and due in the period since; closed
before and open since."""
GOES = ("pushed_out", "lost", "won", "gone")
"""Open still and due in the period no more; lost or returned; won; lacked by a later export."""
PARTS = (
    "created",
    "found",
    "pulled_in",
    "increased",
    "reopened",
    "decreased",
    "pushed_out",
    "lost",
    "won",
    "gone",
)
"""In the order they are told. Those that take away are negative: start + all of them = end."""


def _nothing(value: Any) -> ColumnElement[Any]:
    """A deal whose amount is not known is worth nothing yet."""
    return sa.func.coalesce(value, sa.cast(0, Money))


def _growth(c: Any) -> ColumnElement[Any]:
    return _nothing(c.amount_end) - _nothing(c.amount_start)


COLUMNS: dict[str, Callable[[Any], ColumnElement[Any]]] = {
    "was_in": lambda c: c.was_in,
    "is_in": lambda c: c.is_in,
    "comes": lambda c: c.comes,
    "goes": lambda c: c.goes,
    "start": lambda c: sa.case((c.was_in == 1, c.amount_start)),
    "end": lambda c: sa.case((c.is_in == 1, c.amount_end)),
    "increased": lambda c: sa.case((sa.and_(c.was_in == 1, _growth(c) > 0), _growth(c))),
    "decreased": lambda c: sa.case((sa.and_(c.was_in == 1, _growth(c) < 0), _growth(c))),
    **{name: lambda c, name=name: sa.case((c.comes == name, c.amount_end)) for name in COMES},  # type: ignore[misc]
    **{name: lambda c, name=name: sa.case((c.goes == name, -c.amount_end)) for name in GOES},  # type: ignore[misc]
    "slipped": lambda c: sa.case((is_slipped(c), 1), else_=0),
    "slipped_amount": lambda c: sa.case((is_slipped(c), c.amount_end)),
}
"""``was_in``, ``is_in``: 1 where the pipeline holds the deal at the start, at the end; ``comes``, ``goes``: one of
COMES, of GOES, or NULL; ``start``, ``end`` and PARTS: the deal's money in each, NULL where it has none;
``slipped``: 1 where it was in, is open at the end, and its expected closing moved later."""


def takes_part(c: Any, part: str) -> ColumnElement[bool]:
    """The deal is one of the part, whatever it is worth."""
    if part in (*COMES, *GOES):
        return (c.comes if part in COMES else c.goes) == part  # type: ignore[no-any-return]
    if part in ("start", "end"):
        return (c.was_in if part == "start" else c.is_in) == 1  # type: ignore[no-any-return]
    column = getattr(c, part)
    return column == 1 if part == "slipped" else column.is_not(None)  # type: ignore[no-any-return]


def is_slipped(c: Any) -> ColumnElement[bool]:
    return sa.and_(c.was_in == 1, _is_open(c, "end"), c.due_end.is_not(None), c.due_end > c.due_start)


def moved(view: View, pipeline: str, both: sa.Subquery) -> sa.Subquery:
    """``both``: how deals stood at the two ends. The same, with what became of each in the pipeline."""
    standing = _standing(view, pipeline, both)
    c: Any = standing.c
    comes = sa.case(
        (sa.and_(c.was_in == 0, sa.or_(c.is_in == 1, c.passes == 1)), _how_it_came(c)), else_=sa.null()
    )
    went = sa.or_(c.passes == 1, sa.and_(c.was_in == 1, c.is_in == 0))
    goes = sa.case((went, _how_it_went(c)), else_=sa.null())
    return sa.select(*c, comes.label("comes"), goes.label("goes")).subquery("moved")


def _standing(view: View, pipeline: str, both: sa.Subquery) -> sa.Subquery:
    c: Any = both.c
    was_in, is_in = (_holds(view, pipeline, c, end) for end in ("start", "end"))
    passes = sa.and_(
        sa.not_(was_in),
        c.there_end == 1,
        sa.or_(_won_since(c), sa.and_(_lost_since(c), _due(view, pipeline, c, "end"))),
    )
    flags = {"was_in": was_in, "is_in": is_in, "passes": passes}
    return sa.select(*c, *(sa.case((flag, 1), else_=0).label(name) for name, flag in flags.items())).subquery(
        "standing"
    )


def _holds(view: View, pipeline: str, c: Any, end: str) -> ColumnElement[bool]:
    return sa.and_(_is_open(c, end), _due(view, pipeline, c, end))


def _is_open(c: Any, end: str) -> ColumnElement[bool]:
    return sa.and_(getattr(c, f"there_{end}") == 1, getattr(c, f"status_{end}") == OPEN)


def _due(view: View, pipeline: str, c: Any, end: str) -> ColumnElement[bool]:
    if pipeline == ALL_OPEN:
        return sa.true()
    due = getattr(c, f"due_{end}")
    return sa.and_(due.is_not(None), *in_period(view, due))


def _is_new(c: Any) -> ColumnElement[bool]:
    """First seen since the start, and no closing of long ago."""
    return sa.and_(
        c.arrival.is_not(None),
        sa.or_(c.arrival == "appeared", c.closed_at.is_(None), c.closed_at > c.start_at),
    )


def _won_since(c: Any) -> ColumnElement[bool]:
    known_not_won = sa.and_(c.arrival.is_(None), c.status_start != WON)
    return sa.and_(c.status_end == WON, sa.or_(_is_new(c), known_not_won))


def _lost_since(c: Any) -> ColumnElement[bool]:
    """Only of new ones: others were lost out of no pipeline that held them."""
    return sa.and_(c.status_end.in_((LOST, RETURNED)), _is_new(c))


def _how_it_came(c: Any) -> ColumnElement[str]:
    return sa.case(
        (c.arrival == "appeared", "created"),
        (c.there_start == 0, "found"),
        (c.status_start != OPEN, "reopened"),
        else_="pulled_in",
    )


def _how_it_went(c: Any) -> ColumnElement[str]:
    return sa.case(
        (c.there_end == 0, "gone"),
        (c.status_end == WON, "won"),
        (c.status_end == OPEN, "pushed_out"),
        else_="lost",
    )
