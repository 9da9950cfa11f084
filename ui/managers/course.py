"""One manager's revenue over time, the team's median beside it."""

from __future__ import annotations

from metrics import team_months
from metrics.breakdown import breakdown
from ui import charts, series, text
from ui.codes import value_name
from ui.figures import lines
from ui.links import link
from ui.managers.crew import Crew
from ui.text import _


def draw(crew: Crew, name: str | None) -> None:
    """His revenue by bucket, the team's median grey beside it."""
    own = crew.desk.read(breakdown(crew.view_of(name), ["revenue"], grain=crew.grain))
    team = crew.desk.read(team_months.median_over_time(crew.desk.view, crew.grain))
    mine = [float(v) for v in series.aligned(own, crew.over, "revenue", 0)]
    usual = [None if v is None else float(v) for v in series.aligned(team, crew.over, "revenue")]
    drawn = [_line(crew, name, mine)]
    if any(value is not None for value in usual):
        drawn.append(_median_line(crew, usual))
    labels = charts.tick_labels(
        max([*mine, *(value or 0 for value in usual)], default=0),
        lambda value: text.money(value, crew.desk.currency),
    )
    with charts.card(_course_title(crew, mine, usual)):
        names = [bucket.label for bucket in crew.over]
        charts.draw(lines.over_time(names, drawn, crew.desk.colours, labels), f"managers_months_{name}")


def _line(crew: Crew, name: str | None, values: list[float]) -> lines.Series:
    hover = [
        f"<b>{bucket.name}</b><br>{text.money_exactly(value, crew.desk.currency)}"
        for bucket, value in zip(crew.over, values, strict=True)
    ]
    where = [link("revenue", bucket.period, manager=name).text() for bucket in crew.over]
    return lines.Series(value_name(name), tuple(values), tuple(hover), tuple(where))


def _median_line(crew: Crew, values: list[float | None]) -> lines.Series:
    hover = [
        f"<b>{bucket.name}</b><br>{text.money(value, crew.desk.currency)}"
        for bucket, value in zip(crew.over, values, strict=True)
    ]
    return lines.Series(_("Team's median"), tuple(values), tuple(hover), quiet=True)


def _course_title(crew: Crew, mine: list[float], usual: list[float | None]) -> str:
    """In how many of the finished months he was above."""
    pairs = [
        (own, team)
        for own, team, bucket in zip(mine, usual, crew.over, strict=True)
        if team is not None and not bucket.partial
    ]
    if not pairs or crew.grain != "month":
        return _("Revenue over time")
    return _(
        "Revenue: above the team's median in {above} of {months} months",
        above=sum(own > team for own, team in pairs),
        months=len(pairs),
    )
