"""Slippage: what was due in the period when it began, and was put off instead of being decided."""

from __future__ import annotations

from sqlalchemy.sql.elements import ColumnElement

from data import sql
from metrics.metric import Clock, Columns, Metric, Moments, Unit
from metrics.words import Words


def was_due(c: Columns, _: Moments) -> ColumnElement[bool]:
    return c.was_in == 1


def share_slipped(c: Columns) -> ColumnElement[float]:
    return sql.ratio(sql.count_where(c.slipped == 1), sql.count_where(c.was_in == 1))


METRICS = (
    Metric(
        "slippage",
        Words("Сползание сделок", "Slippage"),
        Words(
            "Доля сделок, которые по выгрузке на начало периода должны были закрыться в нём, а на конец периода всё ещё открыты и перенесены на более поздний день. Считается из двух выгрузок сделок; пока выгрузка одна, значения нет.",
            "Share of the deals that were due in the period by the upload at its start, and at its end are still open and moved to a later day. Counted from two uploads of deals; while there is one, it has no value.",
        ),
        Words("перенесено позже и открыто / ожидалось в периоде", "moved later and open / due in the period"),
        Unit.SHARE,
        Clock.UPLOADS,
        lambda c, m: share_slipped(c),
        was_due,
        up_is_good=False,
    ),
)
