"""Whether customers come back: new beside repeat revenue, how often, how soon, and where."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from data.errors import Refused
from metrics import cohorts
from metrics.breakdown import breakdown
from metrics.customer_deals import MOST
from metrics.period import ALL_TIME
from metrics.view import Filters
from ui import cards, charts, links, series, text
from ui.customers import by
from ui.desk import Desk
from ui.figures import bars
from ui.filters import value_name
from ui.text import _, ngettext

FEW = 20
"""Under so many cases the count leads and no percentage is shown."""


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


def second_purchase(desk: Desk) -> None:
    row = desk.read(cohorts.time_to_second(desk.view)).iloc[0]
    customers, waiting = int(row["customers"]), int(row["waiting"])
    with charts.card(
        _second_title(row["median_days"], customers),
        help=_(
            "Customers whose first purchase lies in the period. Who has not bought again yet counts as still waiting, so that young customers do not make the wait look short (Kaplan–Meier)."
        ),
    ):
        if not customers:
            st.caption(_("No new customers in this period."))
            return
        steps = (
            (_("A quarter of them"), row["p25_days"]),
            (_("Half of them"), row["median_days"]),
            (_("Three quarters of them"), row["p75_days"]),
        )
        drawn = [_wait_bar(name, days) for name, days in steps]
        charts.draw(bars.by_name(drawn, desk.colours, row=44), "repeat_second", opens=False)
        st.caption(
            ngettext("{count} new customer in the period", "{count} new customers in the period", customers)
            + " · "
            + ngettext("{count} has bought once so far", "{count} have bought once so far", waiting)
        )


def _wait_bar(name: str, days: object) -> bars.Bar:
    if text.is_missing(days):
        return bars.Bar(name, 0, _("not yet"), _("So many have not bought again yet."))
    count = int(days)  # type: ignore[call-overload]
    told = ngettext("within {count} day", "within {count} days", count)
    return bars.Bar(name, float(count), text.days(count), told)


def _second_title(median: object, customers: int) -> str:
    if not customers:
        return _("Time to the second purchase")
    if text.is_missing(median):
        return _("Fewer than half of the new customers have bought again so far")
    days = int(median)  # type: ignore[call-overload]
    return ngettext(
        "Half of the new customers buy again within {count} day",
        "Half of the new customers buy again within {count} days",
        days,
    )


def returning_by(desk: Desk, most: int = 8) -> None:
    with charts.card(
        _("Who returns: buyers of the period who had bought before"),
        help=_(
            "Customers who bought in the period and whose first purchase lies before it, among all who bought in it."
        ),
    ):
        key = by.switch(desk, "repeat_by")
        rows = desk.read(breakdown(desk.view, ["customers", "returning_share"], by=[key]))
        rows = rows[rows["customers"] > 0].sort_values("customers", ascending=False).head(most)
        rows = rows.sort_values("returning_share", ascending=False)
        drawn = [_returning_bar(key, row, getattr(row, key)) for row in rows.itertuples()]
        if not rows["returning_share"].any():
            st.caption(_("Nobody who bought in the period had bought before it."))
        else:
            charts.draw(bars.by_name(drawn, desk.colours), f"repeat_by_{key}")


def _returning_bar(key: str, row, value: object) -> bars.Bar:
    customers = int(row.customers)
    counted = _(
        "{part} of {whole}",
        part=text.number(round(row.returning_share * customers)),
        whole=text.number(customers),
    )
    told = counted if customers < FEW else f"{text.share(row.returning_share, 0)} · {counted}"
    group: dict[str, Any] = {key: None if text.is_missing(value) else str(value)}
    where = links.link("customers", **group)
    return bars.Bar(value_name(value), float(row.returning_share), told, counted, where.text())
