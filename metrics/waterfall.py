"""The way from the pipeline at the period's start to the one at its end, and who put off what."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from data import sql
from metrics import parts
from metrics.changes import changes
from metrics.remembered import remembered
from metrics.slippage import share_slipped
from metrics.view import View

STEPS = ("start", *parts.PARTS, "end")


@remembered
def bridge(view: View, pipeline: str) -> sa.Select:
    """One row: each of ``start``, ``parts.PARTS`` and ``end`` (money, in the view's currency; what takes away is
    negative; start + the parts = end) and beside it the count of its deals, ``start_deals`` …  ·
    ``without_amount`` (deals whose amount was unknown at an end where they count: they count as nothing)
    and ``foreign`` (deals in another currency: counted, and no money of theirs is). All 0 where no two
    uploads can be compared: ask ``ends``."""
    names = (*STEPS, "was_in", "is_in", "comes", "goes")
    c: Any = changes(view, pipeline, "currency", "amount_start", "amount_end", *names).c
    money = [sa.func.coalesce(sa.func.sum(c[step]), 0).label(step) for step in STEPS]
    deals = [sql.count_where(parts.takes_part(c, step)).label(f"{step}_deals") for step in STEPS]
    moves = sa.or_(c.was_in == 1, c.is_in == 1, c.comes.is_not(None))
    unknown = sa.or_(
        sa.and_(c.was_in == 1, c.amount_start.is_(None)),
        sa.and_(sa.or_(c.is_in == 1, c.comes.is_not(None), c.goes.is_not(None)), c.amount_end.is_(None)),
    )
    own = c.currency == view.currency
    return sa.select(
        *money,
        *deals,
        sql.count_where(sa.and_(own, moves, unknown)).label("without_amount"),
        sql.count_where(sa.and_(sa.not_(own), moves)).label("foreign"),
    )


@remembered
def slipped(view: View) -> sa.Select:
    """Deals due in the period at its start, open at its end and due later then; the largest first.

    ``deal_id``, ``name``, ``customer``, ``manager``, ``stage`` (now) · ``amount_end`` (money; NULL where
    unknown or in another currency), ``currency``, ``due_start``, ``due_end`` (days), ``days`` put off ·
    ``pushes``: how often it was put off, in all uploads up to the period's end.
    """
    names = (
        "deal_id",
        "name",
        "customer",
        "manager",
        "stage",
        "amount_end",
        "currency",
        "due_start",
        "due_end",
    )
    c: Any = changes(view, parts.DUE, *names, "pushes", "slipped").c
    days = sql.days_between(c.due_start, c.due_end).label("days")
    return (
        sa.select(*(c[name] for name in names), days, c.pushes)
        .where(c.slipped == 1)
        .order_by(c.amount_end.desc().nulls_last(), c.pushes.desc(), c.deal_id)
    )


@remembered
def slippage_by_manager(view: View) -> sa.Select:
    """A row per manager with a deal that was due, the most put off first: ``manager`` (name), ``team`` · ``due``
    and ``slipped`` (counts of deals), ``due_amount`` (at the start) and ``slipped_amount`` (at the end; money, NULL
    where unknown), ``slippage`` (share of the count) · ``pushes`` of his slipped deals (sum)."""
    c: Any = changes(view, parts.DUE, "manager", "team", "pushes", *_COUNTED).c
    pushes = sa.func.coalesce(sql.sum_where(c.slipped == 1, c.pushes), 0)
    rows = (
        sa.select(c.manager, c.team, *_slippage(c), sa.cast(pushes, sa.BigInteger).label("pushes"))
        .where(c.was_in == 1)
        .group_by(c.manager, c.team)
        .subquery("by_manager")
    )
    return sa.select(*rows.c).order_by(
        rows.c.slipped.desc(), rows.c.slippage.desc(), rows.c.manager.nulls_last()
    )


_COUNTED = ("was_in", "start", "slipped", "slipped_amount")


def _slippage(c: Any) -> list[sa.ColumnElement]:
    return [
        sql.count_where(c.was_in == 1).label("due"),
        sql.count_where(c.slipped == 1).label("slipped"),
        sa.func.sum(c.start).label("due_amount"),
        sa.func.sum(c.slipped_amount).label("slipped_amount"),
        share_slipped(c).label("slippage"),
    ]
