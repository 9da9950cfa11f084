"""New beside repeat revenue over time, and how often customers buy."""

from __future__ import annotations

import pandas as pd

from data.errors import Refused
from metrics import cohorts
from metrics.breakdown import breakdown
from metrics.customer_deals import MOST
from metrics.period import ALL_TIME
from metrics.view import Filters
from ui import cards, charts, links, series, text
from ui.customers.cohort_cells import FEW
from ui.desk import Desk
from ui.figures import bars
from ui.text import _, ngettext


def refuse_without_customers(desk: Desk) -> None:
    """Raises Refused where no deal of the store says who bought, whatever is filtered."""
    everything = desk.view.with_(filters=Filters(), period=ALL_TIME)
    found = desk.read(breakdown(everything, ["deals_won", "purchases"])).iloc[0]
    if found["deals_won"] and not found["purchases"]:
        raise Refused(
            "The won deals in your data name no customer, so nobody can be seen coming back. Import an export with a column such as Company, Customer or Account."
        )


IN_CHARTS = ("repeat_revenue", "new_revenue")


def revenue_over_time(desk: Desk) -> None:
    grain = cards.grain_for(desk.view.period, desk.view.first_day, desk.view.today)
    over = series.buckets(desk, grain)
    rows = desk.over_time(IN_CHARTS, grain)
    parts = [
        (_("Repeat purchases"), _money_bars(desk, rows, over, "repeat_revenue")),
        (_("First purchases"), _money_bars(desk, rows, over, "new_revenue")),
    ]
    highest = max((a.value + b.value for a, b in zip(parts[0][1], parts[1][1], strict=True)), default=0)
    with charts.card(
        _revenue_title(desk),
        help=_(
            "Revenue of known customers: their first purchase ever, and all later ones. A click opens the deals."
        ),
    ):
        ticks = charts.tick_labels(highest, lambda value: text.money(value, desk.currency))
        labels = [bucket.label for bucket in over]
        charts.draw(bars.stacked_over_time(labels, parts, desk.colours, ticks), "repeat_revenue")


def _money_bars(desk: Desk, rows: pd.DataFrame, over: list[series.Bucket], key: str) -> list[bars.Bar]:
    name = {"repeat_revenue": _("Repeat purchases"), "new_revenue": _("First purchases")}[key]
    return [
        bars.Bar(
            bucket.label,
            float(value),
            "",
            f"<b>{bucket.name}</b><br>{name}: {text.money_exactly(value, desk.currency)}",
            links.link(key, bucket.period).text(),
            bucket.partial,
        )
        for bucket, value in zip(over, series.aligned(rows, over, key, 0), strict=True)
    ]


def _revenue_title(desk: Desk) -> str:
    now = cards.values(desk, desk.view, ("repeat_revenue", "repeat_revenue_share"))
    if now["repeat_revenue_share"] is None:
        return _("First and repeat purchases over time")
    return _(
        "Repeat purchases bring {money}, {share} of revenue",
        money=text.money(now["repeat_revenue"], desk.currency),  # type: ignore[arg-type]
        share=text.share(now["repeat_revenue_share"], 0),  # type: ignore[arg-type]
    )


def frequency(desk: Desk) -> None:
    rows = desk.read(cohorts.frequency_distribution(desk.view))
    with charts.card(
        _frequency_title(rows), help=_("Customers of the period by how many purchases they made in it.")
    ):
        drawn = [_frequency_bar(desk, row) for row in rows.itertuples()]
        charts.draw(bars.by_name(drawn, desk.colours, row=44), "repeat_frequency")


def _frequency_bar(desk: Desk, row) -> bars.Bar:
    hover = "<br>".join(
        (
            ngettext("{count} purchase", "{count} purchases", int(row.purchases)),
            _(
                "{money}, {share} of revenue",
                money=text.money_exactly(row.revenue, desk.currency),
                share=text.share(row.revenue_share),
            ),
        )
    )
    counted = int(row.customers)
    total = round(counted / row.share)
    told = text.number(counted) + (f" · {text.share(row.share, 0)}" if total >= FEW else "")
    return bars.Bar(
        _times(int(row.times)), float(counted), told, hover, links.link(f"bought:{row.times}").text()
    )


def _times(times: int) -> str:
    if times >= MOST:
        return _("{count} and more", count=text.number(times))
    return ngettext("{count} purchase", "{count} purchases", times)


def _frequency_title(rows: pd.DataFrame) -> str:
    often = rows[rows["times"] == MOST]
    if often.empty or rows["customers"].sum() < FEW or text.is_missing(often["revenue_share"].iloc[0]):
        return _("Customers by number of purchases")
    return _(
        "{count} purchases and more: {share} of customers, {money_share} of revenue",
        count=text.number(MOST),
        share=text.share(often["share"].iloc[0], 0),
        money_share=text.share(often["revenue_share"].iloc[0], 0),
    )
