"""What to mend, as bars, and how the score went from import to import."""

from __future__ import annotations

import streamlit as st

from metrics.catalogue import metric
from ui import charts, text
from ui.figures import bars, lines
from ui.links import link
from ui.quality import said
from ui.quality.checks import Check, Point, Quality
from ui.text import _, words

ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
LEAST = 0.001
MOST = 24
"""Imports drawn, the latest ones."""


def to_mend(quality: Quality) -> None:
    with charts.card(title := _("What to mend"), help=_("A click opens the deals.")):
        if quality.faults:
            drawn = [_bar(quality, check) for check in quality.faults]
            alt = charts.in_words(title, ((bar.label, bar.text) for bar in drawn))
            charts.draw(bars.by_name(drawn, quality.desk.colours), "quality_checks", alt=alt)
        if passed := [check.name for check in quality.checks if not check.bad]:
            st.caption(_("None at all: {checks}.", checks=_listed(passed)))
        if unkept := [words(metric(measure.key).name) for measure in quality.unkept]:
            st.caption(
                _(
                    "Not asked for, as no export has ever carried it: {checks}. Add the column to the export and it will count.",
                    checks=_listed(unkept),
                )
            )


def _listed(names: list[str]) -> str:
    return ", ".join(name[0].lower() + name[1:] for name in names)


def _bar(quality: Quality, check: Check) -> bars.Bar:
    counted = _("{part} of {whole}", part=text.number(check.bad), whole=text.number(check.total))
    first = check is quality.faults[0]
    return bars.Bar(
        check.name,
        check.share,
        f"{share(check)} · {counted}",
        counted,
        link(check.key).text(),
        colour=quality.desk.colours.bad if first else None,
    )


def share(check: Check) -> str:
    """Less than a hundredth is not nothing, and no more is said of it than matters."""
    if check.share < LEAST:
        return f"< {text.share(LEAST)}"
    return text.share(check.share, 0 if check.share >= 0.01 else 1)


def course(quality: Quality) -> None:
    points = quality.course[-MOST:]
    with charts.card(_title(points)):
        if len(points) < 2:
            st.caption(_("The course begins with the first import: each one adds a point."))
            return
        hover = [f"<b>{text.moment(point.at)}</b><br>{text.number(point.score, 1)}" for point in points]
        line = lines.Series(_("Score"), tuple(point.score for point in points), tuple(hover))
        ticks = [(float(value), text.number(value)) for value in (0, 25, 50, 75, 100)]
        labels = _labels([text.day(point.at) for point in points])
        charts.draw(
            lines.over_time(labels, [line], quality.desk.colours, ticks, whole=True),
            "quality_course",
            opens=False,
            alt=_title(points),
        )
        if quality.is_narrowed:
            st.caption(_("Of the filters only manager, team and role narrow this course."))


def _labels(days: list[str]) -> list[str]:
    """The year below; several imports of one day stay several points."""
    parts = [day.rpartition(" ") for day in days]
    return [
        f"{day}{ZERO_WIDTH * days[:at].count(days[at])}<br>{year}"
        for at, (day, _space, year) in enumerate(parts)
    ]


def _title(points: list[Point]) -> str:
    if len(points) < 2:
        return _("Score over imports")
    ends = (points[place].score / 100 for place in (0, -1))
    first, last = (said.points(score, is_whole=score == 1) for score in ends)
    if first == last:
        return _("Score over imports: {score}, as it was", score=last)
    return _("Score over imports: {first} → {last}", first=first, last=last)
