"""One manager beside the team: in words, number by number, and the way to his deals."""

from __future__ import annotations

from typing import Any

import streamlit as st

from metrics.catalogue import metric
from metrics.managers import RANKED_FROM
from metrics.metric import Metric, Unit
from ui import cards, charts, text
from ui.figures import dots
from ui.links import link
from ui.managers import course, said, stages
from ui.managers.crew import Crew
from ui.text import _, ngettext, words

COMPARED = (
    "revenue",
    "deals_won",
    "win_rate",
    "average_check",
    "median_cycle_days",
    "discount_share",
    "margin_share",
    "open_pipeline",
    "new_customers",
)
NOTICEABLE, POINTS = 0.1, 0.03
"""What is worth a colour: a tenth above or below the median, of a share three percentage points as well."""


def draw(crew: Crew, name: str | None) -> None:
    row = crew.row(name)
    st.markdown(" ".join(sentences(crew, row)))
    _ways(name)
    own = stages.of(crew, name)
    left, right = st.columns(2, gap="small")
    with left:
        beside_the_team(crew, row)
        if own:
            course.draw(crew, name)
    with right:
        if not own:
            course.draw(crew, name)
        stages.draw(crew, own)


def sentences(crew: Crew, row: Any) -> list[str]:
    """Revenue and win rate against the team's median, and the place among the others."""
    told = [_of(crew, row, "revenue")]
    if row["decided"]:
        told.append(_of(crew, row, "win_rate"))
        told.append(_("The true one likely lies within {interval} closed deals.", interval=said.between(row)))
    if row["decided"] < RANKED_FROM:
        closed = ngettext("{count} closed deal", "{count} closed deals", int(row["decided"]))
        told.append(
            _("No place among the others yet: {deals}, a place is given from twenty on.", deals=closed)
        )
    return told


def _of(crew: Crew, row: Any, key: str) -> str:
    """Revenue 21.9M, 62 % below the team's median, place 10 of 11."""
    what = metric(key)
    told = said.win_rate(row) if key == "win_rate" else text.value(row[key], what.unit, crew.desk.currency)
    parts = [f"**{words(what.name)} {told}**"]
    if note := difference(crew, what, row[key]):
        parts.append(note)
    if place := crew.ranks(key).get(row["manager"]):
        parts.append(_("place {place} of {ranked}", place=place[0], ranked=place[1]))
    return ", ".join(parts) + "."


def difference(crew: Crew, what: Metric, value: Any) -> str:
    """62 % below the team's median of 57.7M; '' where there is no value or no median."""
    median = crew.medians.get(what.key)
    if median is None or text.is_missing(value):
        return ""
    moved = cards.change(what, float(value), median)
    usual = text.value(median, what.unit, crew.desk.currency)
    if moved is None or not moved.moved:
        return _("as the team's median, {median}", median=usual)
    size = moved.words.lstrip("+-")
    if moved.moved > 0:
        return _("{size} above the team's median, {median}", size=size, median=usual)
    return _("{size} below the team's median, {median}", size=size, median=usual)


def _ways(name: str | None) -> None:
    """To his deals."""
    with st.container(horizontal=True, gap="small"):
        for key in ("revenue", "deals_lost", "open_pipeline"):
            charts.deals_link(link(key, manager=name), words(metric(key).name))


def beside_the_team(crew: Crew, row: Any) -> None:
    with charts.card(
        _("Beside the team's median"),
        help=_("The median over everybody who closed a deal in the period. Green is better, red is worse."),
    ):
        if not crew.medians:
            st.write(
                ngettext(
                    "{count} person closed deals in the period. A team's median is shown from five people on: of fewer it would tell on somebody.",
                    "{count} people closed deals in the period. A team's median is shown from five people on: of fewer it would tell on somebody.",
                    crew.people,
                )
            )
            return
        drawn = [_dot(crew, row, key) for key in COMPARED if _says_something(crew, row, key)]
        scale = (_("half"), _("median"), _("double"))
        charts.draw(dots.against(drawn, crew.desk.colours, scale), f"managers_dots_{row['manager']}")


def _says_something(crew: Crew, row: Any, key: str) -> bool:
    """Nothing beside a median of nothing would be an empty line."""
    return not text.is_missing(row[key]) and bool(float(row[key]) or crew.medians.get(key))


def _dot(crew: Crew, row: Any, key: str) -> dots.Dot:
    what, value, median = metric(key), float(row[key]), crew.medians.get(key)
    exact = (
        text.money_exactly(row[key], crew.desk.currency)
        if what.unit is Unit.MONEY
        else text.value(row[key], what.unit, crew.desk.currency)
    )
    few = key == "win_rate" and row["decided"] < RANKED_FROM
    name = None if text.is_missing(row["manager"]) else row["manager"]
    return dots.Dot(
        words(what.name),
        value / median if median else None,
        said.win_rate(row) if few else text.value(row[key], what.unit, crew.desk.currency),
        difference(crew, what, row[key]) or _("no median of the team: fewer than five people have a value"),
        f"{exact}<br>{said.between(row)}" if key == "win_rate" else exact,
        link(key, manager=name).text(),
        _colour(crew, what, row, median),
    )


def _colour(crew: Crew, what: Metric, row: Any, median: float | None) -> str | None:
    """Good or bad only where it is noticeable, for a win rate where its interval leaves the median out."""
    if not median or what.up_is_good is None:
        return None
    value = float(row[what.key])
    if what.key == "win_rate":
        noticeable = not float(row["win_rate_low"]) <= median <= float(row["win_rate_high"])
    else:
        far = what.unit is not Unit.SHARE or abs(value - median) >= POINTS
        noticeable = far and abs(value / median - 1) >= NOTICEABLE
    if not noticeable or what.key in ("open_pipeline", "deals_won", "new_customers"):
        return None
    return crew.desk.colours.good if (value > median) == what.up_is_good else crew.desk.colours.bad
