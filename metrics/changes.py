"""Each deal as the uploads at the two ends of a period showed it: the room of the waterfall and of slippage.

A deal's state at a moment is, for each field, the ``old`` of its first change after it, else the value that
the deal has now; it was not there yet where an upload after that moment first showed it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import ColumnElement

from data import sql
from data.schema import Money
from metrics import parts
from metrics.ends import end_at, start_at
from metrics.view import View

APPEARED, FOUND = "appeared", "found"
"""What an upload says of a deal that it is the first to show: made since the upload before, or older."""

START, END = "start", "end"


@dataclass(frozen=True)
class Field:
    """What a state is made of: the deal's column, and its value as a change's text has it."""

    now: Callable[[Any], ColumnElement[Any]]
    read: Callable[[Any], ColumnElement[Any]]


FIELDS = {
    "status": Field(lambda deals: deals.status, lambda old: old),
    "amount": Field(lambda deals: deals.amount_as_given, lambda old: sa.cast(old, Money)),
    "expected_close": Field(lambda deals: deals.expected_close, lambda old: sa.cast(old, sa.Date)),
    "missing_since": Field(lambda deals: sa.cast(deals.missing_since, sa.Text), lambda old: old),
}

ROOMS = {f"{pipeline}_changes": pipeline for pipeline in parts.PIPELINES}


def rows(view: View, room: str, *columns: str) -> sa.Subquery:
    """The room by its name: one of ours, or one of the view's own."""
    if room in ROOMS:
        return changes(view, ROOMS[room], *columns)
    found: sa.Subquery = getattr(view, room)(*columns)
    return found


def changes(view: View, pipeline: str, *columns: str) -> sa.Subquery:
    """A row for each deal ever seen, and none at all where there are no two uploads to compare.

    Columns: those of ``view.deals``; by END too: ``status_start``, ``amount_start`` (in the view's currency;
    NULL where unknown or in another), ``due_start`` (expected closing), ``there_start`` (1, or 0 where no
    upload had shown it or the export lacked it) · ``arrival`` (APPEARED or FOUND, first seen in between)
    and ``pushes`` (how often the expected closing had moved later by the end, in all uploads) · and what
    ``parts`` makes of these in the pipeline, see there.
    """
    made = [name for name in dict.fromkeys(columns) if name in parts.COLUMNS]
    own = [name for name in dict.fromkeys(columns) if name not in parts.COLUMNS]
    moved = parts.moved(view, pipeline, _both_ends(view, own))
    wanted = [*(moved.c[name] for name in own), *(parts.COLUMNS[name](moved.c).label(name) for name in made)]
    return sa.select(*wanted).subquery("changes")


def _both_ends(view: View, columns: list[str]) -> sa.Subquery:
    own = [name for name in columns if name not in STATES]
    needed = ("deal_id", "status", "currency", "amount_as_given", "expected_close", "closed_at")
    deals = view.deals_ever(*dict.fromkeys((*needed, "missing_since", *own)))
    was = _what_was(view)
    arrival = sa.case((was.c.appeared_start > 0, APPEARED), (was.c.found_start > 0, FOUND))
    return (
        sa.select(
            *(deals.c[name] for name in dict.fromkeys((*needed, *own))),
            *(column for end in (START, END) for column in _state(view, deals.c, was.c, end)),
            arrival.label("arrival"),
            sa.func.coalesce(was.c.pushes, 0).label("pushes"),
            start_at(view).label("start_at"),
        )
        .select_from(deals.outerjoin(was, was.c.deal_id == deals.c.deal_id))
        .where(start_at(view) < end_at(view))
        .subquery("both_ends")
    )


STATES = (
    *(f"{name}_{end}" for end in (START, END) for name in ("status", "amount", "due", "there")),
    "arrival",
    "pushes",
)


def _state(view: View, deals: Any, was: Any, end: str) -> list[ColumnElement[Any]]:
    """How the deal stood at one end."""
    then = {
        name: sa.case(
            (was[f"{name}_moved_{end}"] > 0, field.read(was[f"{name}_{end}"])), else_=field.now(deals)
        )
        for name, field in FIELDS.items()
    }
    absent = [was[f"{kind}_{end}"] > 0 for kind in (APPEARED, FOUND)] + [then["missing_since"].is_not(None)]
    return [
        then["status"].label(f"status_{end}"),
        sa.case((deals.currency == view.currency, then["amount"])).label(f"amount_{end}"),
        then["expected_close"].label(f"due_{end}"),
        sa.case(*((each, 0) for each in absent), else_=1).label(f"there_{end}"),
    ]


def _what_was(view: View) -> sa.Subquery:
    """By deal: each field's value at either end where it changed after it, and whether it did."""
    c, then = _changes(view).c, []
    for end in (START, END):
        after = c[f"after_{end}"] == 1
        for name in FIELDS:
            moved = sa.and_(c.field == name, after)
            then.append(sql.first_by(c.old, moved, c.changed_at, c.import_id).label(f"{name}_{end}"))
            then.append(sql.count_where(moved).label(f"{name}_moved_{end}"))
        for kind in (APPEARED, FOUND):
            then.append(sql.count_where(sa.and_(c.field == kind, after)).label(f"{kind}_{end}"))
    pushes = sql.count_where(sa.and_(c.after_end == 0, c.is_push == 1)).label("pushes")
    return sa.select(c.deal_id, *then, pushes).group_by(c.deal_id).subquery("what_was")


def _changes(view: View) -> sa.Subquery:
    c = view.deal_changes("deal_id", "field", "old", "new", "changed_at", "import_id").c
    is_push = sa.and_(c.field == "expected_close", c.new > c.old)  # days as texts: the later is the greater
    flags = {
        "after_start": c.changed_at > start_at(view),
        "after_end": c.changed_at > end_at(view),
        "is_push": is_push,
    }
    return (
        sa.select(*c, *(sa.case((flag, 1), else_=0).label(name) for name, flag in flags.items()))
        .where(c.field.in_((*FIELDS, APPEARED, FOUND)))
        .subquery("changes_seen")
    )
