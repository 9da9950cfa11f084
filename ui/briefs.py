"""Revenue, funnel, managers and customers in brief: the overview's cards with a chart in each."""

from __future__ import annotations

import streamlit as st

from metrics import funnel as funnels
from metrics.breakdown import breakdown
from ui import cards, charts, links, navigation, series, text
from ui.codes import value_name
from ui.desk import Desk
from ui.figures import bars
from ui.text import _, ngettext

CUSTOMERS = ("new_customers", "returning_share", "churned_customers", "customers_slipping")


def revenue_over_time(desk: Desk) -> None:
    grain = cards.grain_for(desk.view.period, desk.view.first_day, desk.view.today)
    over = series.buckets(desk, grain)
    rows = desk.over_time(["revenue", "deals_won"], grain)
    values = [float(value) for value in series.aligned(rows, over, "revenue", 0)]
    won = series.aligned(rows, over, "deals_won", 0)
    with charts.card(_revenue_title(over, values, desk)):
        drawn = [
            bars.Bar(
                bucket.label,
                value,
                "",
                f"<b>{bucket.name}</b><br>{text.money_exactly(value, desk.currency)}<br>"
                + text.ngettext("{count} deal won", "{count} deals won", int(count)),
                links.link("revenue", bucket.period).text(),
                bucket.partial,
            )
            for bucket, value, count in zip(over, values, won, strict=True)
        ]
        labels = charts.tick_labels(max(values, default=0), lambda v: text.money(v, desk.currency))
        charts.draw(bars.over_time(drawn, desk.colours, labels), "overview_revenue")


def _revenue_title(over: list[series.Bucket], values: list[float], desk: Desk) -> str:
    """Says the chart's message: which finished bucket was the best."""
    finished = [
        (value, bucket.name) for bucket, value in zip(over, values, strict=True) if not bucket.partial
    ]
    if len(finished) < 2 or max(finished)[0] <= 0:
        return _("Revenue over time")
    value, name = max(finished)
    return _("Revenue over time: best in {name}, {money}", name=name, money=text.money(value, desk.currency))


def managers(desk: Desk, most: int = 8) -> None:
    rows = desk.read(breakdown(desk.view, ["revenue", "win_rate"], by=["manager"]))
    rows = rows[rows["revenue"] != 0].sort_values("revenue", ascending=False).head(most)
    with charts.card(_("Managers by revenue")):
        drawn = [
            bars.Bar(
                value_name(row.manager),
                float(row.revenue),
                text.money(row.revenue, desk.currency),
                text.money_exactly(row.revenue, desk.currency)
                + "<br>"
                + _("Win rate {share}", share=text.share(row.win_rate)),
                links.link("revenue", manager=None if text.is_missing(row.manager) else row.manager).text(),
            )
            for row in rows.itertuples()
        ]
        charts.draw(bars.by_name(drawn, desk.colours), "overview_managers")
        navigation.link("managers", _("All managers"))


def funnel(desk: Desk) -> None:
    """The pipeline with the most deals created in the period; the funnel page has all of them."""
    rows = desk.read(funnels.cohort_funnel(desk.view))
    with charts.card(
        _("Funnel of the deals created"), help=_("How far the deals created in the period came.")
    ):
        if rows.empty:
            st.caption(_("No stages in the data yet."))
            return
        main = rows.groupby("pipeline")["reached"].max().idxmax()
        drawn = [_step(desk, main, row) for row in rows[rows["pipeline"] == main].itertuples()]
        charts.draw(bars.by_name(drawn, desk.colours), "overview_funnel")
        if lost := int(rows[rows["pipeline"] == main]["unknown_lost"].max()):
            st.caption(
                ngettext(
                    "{count} lost deal does not say at which stage: it is left out, and conversion cannot be told.",
                    "{count} lost deals do not say at which stage: they are left out, and conversion cannot be told.",
                    lost,
                )
            )
        navigation.link("funnel", _("The whole funnel"))


def _step(desk: Desk, pipeline: str, row) -> bars.Bar:
    name = _("Won") if row.kind == "won" else row.stage
    count = text.number(int(row.reached))
    told = f"{count} · {text.share(row.overall, 0)}" if not text.is_missing(row.overall) else count
    hover = text.money_exactly(row.amount, desk.currency)
    return bars.Bar(
        name,
        float(row.reached),
        told,
        hover,
        links.link(f"reached:{row.position}", pipeline=pipeline).text(),
        colour=desk.colours.good if row.kind == "won" else None,
    )


def customers(desk: Desk) -> None:
    """Without the churn window the numbers that need it are left out, and why is said."""
    told, refusals = cards.answerable(desk, CUSTOMERS)
    with charts.card(_("Customers")):
        cards.row(desk, told, sparklines=False, border=False)
        for refusal in refusals:
            st.caption(text.say(refusal))
