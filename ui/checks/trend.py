"""Mean and median over time: the mean follows a few large deals, the median does not."""

from __future__ import annotations

from ui import cards, charts, links, series, text
from ui.desk import Desk
from ui.figures import lines
from ui.text import _, ngettext

METRICS = ("average_check", "median_check", "deals_won")


def draw(desk: Desk) -> None:
    grain = cards.grain_for(desk.view.period, desk.view.first_day, desk.view.today)
    over = series.buckets(desk, grain)
    rows = desk.over_time(METRICS, grain)
    means, medians, won = (series.aligned(rows, over, key) for key in METRICS)
    with charts.card(
        _title(desk, over, means),
        help=_("A mean far above the median: a few large deals carry it."),
    ):
        drawn = [
            _line(desk, _("Mean"), over, means, won),
            _line(desk, _("Median"), over, medians, won),
        ]
        highest = max((float(value) for value in (*means, *medians) if value is not None), default=0)
        labels = charts.tick_labels(highest, lambda value: text.money(value, desk.currency))
        figure = lines.over_time([bucket.label for bucket in over], drawn, desk.colours, labels, named=True)
        charts.draw(figure, "average_check_trend")


def _title(desk: Desk, over: list[series.Bucket], means: list) -> str:
    finished = [
        (float(value), bucket.name)
        for bucket, value in zip(over, means, strict=True)
        if value is not None and not bucket.partial
    ]
    if len(finished) < 2:
        return _("Mean and median over time")
    high, low = max(finished), min(finished)
    return _(
        "The mean was highest in {best}, {high}, and lowest in {worst}, {low}",
        best=high[1],
        high=text.money(high[0], desk.currency),
        worst=low[1],
        low=text.money(low[0], desk.currency),
    )


def _line(desk: Desk, name: str, over: list[series.Bucket], values: list, won: list) -> lines.Series:
    return lines.Series(
        name,
        tuple(None if value is None else float(value) for value in values),
        tuple(
            _hover(desk, name, bucket, value, count)
            for bucket, value, count in zip(over, values, won, strict=True)
        ),
        tuple(links.link("average_check", bucket.period).text() for bucket in over),
    )


def _hover(desk: Desk, name: str, bucket: series.Bucket, value: object, count: object) -> str:
    said = [f"<b>{bucket.name}</b>", f"{name}: {text.money_exactly(value, desk.currency)}"]  # type: ignore[arg-type]
    said.append(ngettext("{count} deal won", "{count} deals won", int(count or 0)))  # type: ignore[call-overload]
    if bucket.partial:
        said.append(_("not over yet"))
    return "<br>".join(said)
