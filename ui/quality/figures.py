"""What to mend, as bars, and how the score went from import to import."""

from __future__ import annotations

import streamlit as st

from metrics.catalogue import metric
from ui import charts, text
from ui.figures import bars, lines
from ui.links import link
from ui.quality import said
from ui.quality.checks import Check, Quality
from ui.text import _, words

MOST = 24
"""Imports drawn, the latest ones."""


def to_mend(quality: Quality) -> None:
    with charts.card(_("What to mend"), help=_("A click opens the deals.")):
        if quality.faults:
            drawn = [_bar(quality, check) for check in quality.faults]
            charts.draw(bars.by_name(drawn, quality.desk.colours), "quality_checks")
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
    """Less than a hundredth is not nothing."""
    return text.share(check.share, 0 if check.share >= 0.01 else 2)


def course(quality: Quality) -> None:
    rows = quality.course.tail(MOST)
    with charts.card(_title(rows)):
        if len(rows) < 2:
            st.caption(_("The course begins with the second import: each one adds a point."))
            return
        scores = [100 * float(value) for value in rows["score"]]
        hover = [
            f"<b>{text.moment(at)}</b><br>{text.number(score, 1)}"
            for at, score in zip(rows["at"], scores, strict=True)
        ]
        labels = _labels([text.day(at) for at in rows["at"]])
        line = lines.Series(_("Score"), tuple(scores), tuple(hover))
        ticks = [(float(value), text.number(value)) for value in (0, 25, 50, 75, 100)]
        figure = lines.over_time(labels, [line], quality.desk.colours, ticks)
        charts.draw(figure, "quality_course", opens=False)
        if quality.desk.view.filters.without("manager", "team", "role").chosen:
            st.caption(_("Of the filters only manager, team and role narrow this course."))


def _labels(days: list[str]) -> list[str]:
    """Several imports of one day stay several points."""
    return [day + "\N{ZERO WIDTH SPACE}" * days[:at].count(day) for at, day in enumerate(days)]


def _title(rows) -> str:
    if len(rows) < 2:
        return _("Score over imports")
    ends = (float(rows["score"].iloc[place]) for place in (0, -1))
    first, last = (said.points(score, is_whole=score == 1) for score in ends)
    if first == last:
        return _("Score over imports: {score}, as it was", score=last)
    return _("Score over imports: {first} → {last}", first=first, last=last)
