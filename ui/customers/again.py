"""How soon customers buy a second time, and which of them do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from metrics import cohorts
from metrics.breakdown import breakdown
from metrics.period import Period
from ui import charts, links, text
from ui.codes import value_name
from ui.customers import by
from ui.customers.cohort_cells import FEW
from ui.desk import Desk
from ui.figures import bars
from ui.text import _, ngettext


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
    if customers < FEW:
        return _("Time to the second purchase of {count} new customers", count=text.number(customers))
    if text.is_missing(median):
        return _("Fewer than half of the new customers have bought again so far")
    days = int(median)  # type: ignore[call-overload]
    return ngettext(
        "Half of the new customers buy again within {count} day",
        "Half of the new customers buy again within {count} days",
        days,
    )


def coming_back_by(desk: Desk) -> None:
    with charts.card(
        _("Who comes back: customers who bought twice or more"),
        help=_(
            "Of all customers up to the last day of the period, those who had bought at least twice by then."
        ),
    ):
        key = by.switch(desk, "repeat_by")
        rows = coming_back(desk, key)
        drawn = [_share_bar(desk, key, row) for row in rows.itertuples()]
        charts.draw(bars.by_name(drawn, desk.colours), f"repeat_by_{key}")


def coming_back(desk: Desk, key: str, most: int = 8) -> pd.DataFrame:
    """``group``, ``customers`` (ever, up to the period's last day), ``share`` of them who bought twice or
    more: the largest groups, the highest share first."""
    ever = desk.view.with_(period=_ever(desk))
    rows = desk.read(breakdown(ever, ["customers", "repeat_purchase_rate"], by=[key]))
    rows = rows.set_axis(["group", "customers", "share"], axis="columns")
    largest = rows[rows["customers"] > 0].sort_values("customers", ascending=False).head(most)
    return largest.sort_values(["share", "customers"], ascending=False)


def _ever(desk: Desk) -> Period:
    return Period(None, desk.view.period.end)


def _share_bar(desk: Desk, key: str, row) -> bars.Bar:
    customers = int(row.customers)
    counted = _(
        "{part} of {whole}", part=text.number(round(row.share * customers)), whole=text.number(customers)
    )
    told = counted if customers < FEW else f"{text.share(row.share, 0)} · {counted}"
    group: dict[str, Any] = {key: None if text.is_missing(row.group) else str(row.group)}
    where = links.link("customers", _ever(desk), **group)
    return bars.Bar(value_name(row.group, key), float(row.share), told, counted, where.text())
