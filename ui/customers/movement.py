"""What “gone” means here, and who stays, goes and comes back over time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from metrics.options import SHORTEST_WINDOW
from metrics.risk import ENOUGH_PURCHASES, PATIENCE
from ui import cards, charts, links, series, text
from ui.desk import Desk
from ui.figures import bars, opposed
from ui.text import _, ngettext


def answer(desk: Desk, now: Mapping[str, Any]) -> str:
    """Who is about to leave, what is at stake, who left: the page in a line."""
    about = ngettext(
        "{count} customer is about to leave",
        "{count} customers are about to leave",
        int(now["customers_slipping"]),
    )
    parts = [about]
    if now["customers_slipping"]:
        stake = text.money(now["revenue_at_risk"], desk.currency)
        parts = [_("{customers}: {money} a year at stake", customers=about, money=stake)]
    if desk.view.period.start is None:
        parts.append(ngettext("{count} is gone", "{count} are gone", int(now["churned_customers"])))
    elif not now["lost_customers"]:
        parts.append(_("nobody left in the period"))
    else:
        parts.append(
            ngettext("{count} left in the period", "{count} left in the period", int(now["lost_customers"]))
        )
    return "; ".join(parts) + "."


def rule(desk: Desk) -> str:
    """What “gone” and “about to leave” mean here, with the numbers they are measured by."""
    window = desk.view.churn_days or 0
    days = ngettext("{count} day", "{count} days", window)
    if desk.settings.churn_days:
        gone = _("Gone: no purchase for more than {days} (W, as set).", days=days)
    elif window <= SHORTEST_WINDOW:
        gone = _("Gone: no purchase for more than {days} (W, the shortest there is).", days=days)
    else:
        gone = _(
            "Gone: no purchase for more than {days} (W: nine of ten repeat purchases come sooner).", days=days
        )
    about = _(
        "About to leave: not gone yet, but silent for more than {times} usual gaps; the usual gap is the customer’s own median from {enough} purchases on, below that his segment’s.",
        times=PATIENCE,
        enough=ENOUGH_PURCHASES,
    )
    return f"{gone} {about}"


def active(desk: Desk) -> None:
    over = series.buckets(desk, _grain(desk))
    rows = desk.over_time(["active_customers", "churned_customers"], _grain(desk))
    counts = [int(value) for value in series.aligned(rows, over, "active_customers", 0)]
    gone = [int(value) for value in series.aligned(rows, over, "churned_customers", 0)]
    drawn = [
        bars.Bar(
            bucket.label,
            float(count),
            "",
            f"<b>{bucket.name}</b><br>"
            + ngettext("{count} active customer", "{count} active customers", count)
            + "<br>"
            + ngettext("{count} gone by then", "{count} gone by then", left),
            links.link("active_customers", bucket.period).text(),
            bucket.partial,
        )
        for bucket, count, left in zip(over, counts, gone, strict=True)
    ]
    with charts.card(
        _active_title(desk, over, counts),
        help=_("Customers who had bought within W days, counted on the last day of each bar."),
    ):
        ticks = charts.tick_labels(max(counts, default=0), text.number)
        charts.draw(bars.over_time(drawn, desk.colours, ticks), "churn_active")


def _active_title(desk: Desk, over: list[series.Bucket], counts: list[int]) -> str:
    since = next((at for at, count in enumerate(counts) if count), len(counts))
    if since >= len(counts) - 1:
        return _("Active customers")
    then, now = text.number(counts[since]), text.number(counts[-1])
    if desk.view.as_of == desk.now.date():
        return _("Active customers: {then} in {when}, {now} now", then=then, when=over[since].name, now=now)
    return _(
        "Active customers: {then} in {when}, {now} on {day}",
        then=then,
        when=over[since].name,
        now=now,
        day=text.day(desk.view.as_of),
    )


def movements(desk: Desk) -> None:
    over = series.buckets(desk, _grain(desk))
    rows = desk.over_time(["lost_customers", "reactivated_customers"], _grain(desk))
    back = _moved(rows, over, "reactivated_customers")
    left = _moved(rows, over, "lost_customers")
    with charts.card(
        _movements_title(over, left, back),
        help=_(
            "Left: active before the bar began and gone at its end. Came back: bought after a break of more than W days."
        ),
    ):
        steps = opposed.both_ways(*(max((bar.value for bar in part), default=0) for part in (back, left)))
        figure = opposed.over_time(
            [bucket.label for bucket in over],
            (_("Came back"), back),
            (_("Left"), left),
            desk.colours,
            [(step, text.number(abs(step))) for step in steps],
        )
        charts.draw(figure, "churn_movements")


def _moved(rows: pd.DataFrame, over: list[series.Bucket], key: str) -> list[bars.Bar]:
    def said(count: int) -> str:
        if key == "lost_customers":
            return ngettext("{count} customer left", "{count} customers left", count)
        return ngettext("{count} customer came back", "{count} customers came back", count)

    return [
        bars.Bar(
            bucket.label,
            float(value),
            "",
            f"<b>{bucket.name}</b><br>{said(int(value))}",
            links.link(key, bucket.period).text(),
            bucket.partial,
        )
        for bucket, value in zip(over, series.aligned(rows, over, key, 0), strict=True)
    ]


def _movements_title(over: list[series.Bucket], left: list[bars.Bar], back: list[bars.Bar]) -> str:
    finished = [
        (gone.value, came.value, bucket.name)
        for bucket, gone, came in zip(over, left, back, strict=True)
        if not bucket.partial
    ]
    if len(finished) < 2 or max(finished)[0] <= 0:
        return _("Who left and who came back")
    gone, came, when = max(finished)
    return _(
        "Most left in {when}: {left}, while {back} came back",
        when=when,
        left=text.number(int(gone)),
        back=text.number(int(came)),
    )


def _grain(desk: Desk) -> str:
    return cards.grain_for(desk.view.period, desk.view.first_day, desk.view.today)
