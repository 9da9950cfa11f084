"""Headline cards: a metric, how it moved, its recent course, and the way to its deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pandas as pd
import streamlit as st

from data.errors import Refused
from metrics import confidential
from metrics.breakdown import TIME, breakdown
from metrics.catalogue import metric
from metrics.metric import STANDING, Clock, Metric, Unit
from metrics.period import Period, bucket_start
from metrics.view import View
from ui import charts, links, sparks, text
from ui.desk import Desk
from ui.text import _, ngettext, words


@dataclass(frozen=True)
class Change:
    """``words`` for the pill, ``good`` None where the direction means nothing or nothing moved."""

    words: str
    moved: float
    good: bool | None


def row(
    desk: Desk,
    keys: Sequence[str],
    *,
    sparklines: bool = True,
    border: bool = True,
    in_line: int | None = None,
    in_charts: Sequence[str] = (),
) -> None:
    """Equal cards, as many in a line as fit, or ``in_line`` where their names are long; two on a phone.
    ``in_charts``: what charts below show over time, read together with the sparklines."""
    now = values(desk, desk.view, keys)
    before = values(desk, desk.before, keys) if desk.before else {}
    courses = _courses(desk, keys, in_charts) if sparklines else {}
    grid = st.grid(in_line or (len(keys) if len(keys) <= 6 else 4), min_column_width=140)
    for key in keys:
        with grid.container(border=border, height="stretch"):
            what = metric(key)
            cases = _cases(what, now[key], now.get(what.of or ""))
            _card(desk, what, now[key], before.get(key), courses.get(key), cases)


FEW = 20
"""Cases under which a percentage says little: the count leads."""


@dataclass(frozen=True)
class Cases:
    """A share as whole cases: 12 of 17."""

    part: int
    whole: int

    @property
    def words(self) -> str:
        return _("{part} of {whole}", part=text.number(self.part), whole=text.number(self.whole))

    @property
    def are_few(self) -> bool:
        return self.whole < FEW


def _cases(what: Metric, share: Any, whole: Any) -> Cases | None:
    if what.of is None or share is None or not whole:
        return None
    return Cases(round(float(share) * int(whole)), int(whole))


def values(desk: Desk, view: View, keys: Sequence[str]) -> dict[str, Any]:
    """Each metric over the whole view, None where undefined; with a share the count it is a part of."""
    return desk.numbers(view, [each for key in keys for each in (key, metric(key).of) if each])


def answerable(desk: Desk, keys: Sequence[str]) -> tuple[list[str], list[Refused]]:
    """The metrics that this base can tell, and why it cannot tell the others, each reason once."""
    told, refusals = [], {}
    for key in keys:
        try:
            confidential.refuse_hidden(desk.view, [key])
            breakdown(desk.view, [key])
            told.append(key)
        except Refused as refusal:
            refusals[refusal.message] = refusal
    return told, list(refusals.values())


def change(what: Metric, now: object, before: object) -> Change | None:
    """Shares move by percentage points, days by days, everything else by percent: of more than nothing,
    for there is no percent of zero or of a loss."""
    if now is None or before is None:
        return None
    new, old = float(now), float(before)  # type: ignore[arg-type]
    if what.unit is Unit.SHARE:
        moved, said = new - old, _("{number} pp", number=text.number((new - old) * 100, 1))
    elif what.unit is Unit.DAYS:
        moved, said = new - old, text.days(new - old)
    elif old > 0:
        moved = new / old - 1
        said = text.share(moved)
    else:
        return None
    if not any(digit in said for digit in "123456789"):
        return Change(_("no change"), 0.0, None)
    sign = "+" if moved > 0 else ""
    good = None if what.up_is_good is None else (moved > 0) == what.up_is_good
    return Change(sign + said, moved, good)


def _card(
    desk: Desk,
    what: Metric,
    now: object,
    before: object,
    course: list[float] | None,
    cases: Cases | None,
) -> None:
    few = cases is not None and cases.are_few
    moved = change(what, now, before) if what.clock not in STANDING and not few else None
    st.metric(
        words(what.name),
        cases.words if cases and few else text.value(now, what.unit, desk.currency),  # type: ignore[arg-type]
        delta=moved.words if moved else None,
        delta_color=_colour(moved),
        delta_arrow="off" if not moved or not moved.moved else ("up" if moved.moved > 0 else "down"),
        help=explained(what, now, desk.currency),
    )
    if course:
        told = _("{name} over time", name=words(what.name))
        st.html(sparks.area(course, desk.colours, told))
    charts.deals_link(links.Link(what.key), cases.words if cases and not few else _("Deals"))


def _colour(moved: Change | None) -> Literal["off", "green", "red"]:
    if moved is None or moved.good is None:
        return "off"
    return "green" if moved.good else "red"


def explained(what: Metric, now: object, currency: str) -> str:
    """Definition, formula and the exact value: what a tooltip owes."""
    exact = ""
    if what.unit is Unit.MONEY and isinstance(now, int | float | Decimal):
        exact = "\n\n" + text.money_exactly(now, currency)
    return f"{words(what.definition)}\n\n*{words(what.formula)}*{exact}"


def grain_for(period: Period, first_day: date | None, today: date) -> str:
    """Days for up to five weeks, weeks for up to four months, else months."""
    start = period.start or first_day or today
    length = (min(period.end or today, today) - start).days
    return "day" if length <= 35 else "week" if length <= 125 else "month"


def _courses(desk: Desk, keys: Sequence[str], in_charts: Sequence[str]) -> dict[str, list[float]]:
    """Finished buckets only: an unfinished one would look like a fall. None of a whole life, which moves too
    slowly to have a course and takes longest to work out."""
    timed = [key for key in keys if metric(key).clock not in (*STANDING, Clock.LIFETIME)]
    grain = grain_for(desk.view.period, desk.view.first_day, desk.view.today)
    rows = desk.over_time([*timed, *in_charts], grain)
    finished = rows[rows[TIME] < pd.Timestamp(bucket_start(grain, desk.view.today))]
    return {
        key: [float(v) for v in finished[key].dropna()] for key in timed if finished[key].notna().sum() > 2
    }


def said_change(desk: Desk, what: Metric, now: object, before: object) -> str:
    """“8.1 % more than in October 2026”, or nothing where there is nothing to compare with."""
    moved = change(what, now, before)
    if moved is None or desk.before is None:
        return ""
    if not moved.moved:
        return _("as much as before")
    size = moved.words.lstrip("+-")
    return (
        _("{size} more than before", size=size)
        if moved.moved > 0
        else _("{size} less than before", size=size)
    )


__all__ = ["Change", "change", "explained", "grain_for", "ngettext", "row", "said_change", "values"]
