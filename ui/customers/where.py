"""Where customers leave most often, and with whom the money at stake lies."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from metrics.breakdown import breakdown
from metrics.period import Period
from ui import charts, links, text
from ui.codes import value_name
from ui.customers import by
from ui.customers.cohort_cells import FEW
from ui.desk import Desk
from ui.figures import bars
from ui.text import _

MUCH_ABOVE = 1.25
"""A group that leaves so many times as often as all together is pointed at."""

MOST = 8


def draw(desk: Desk) -> None:
    """Only what there is to tell apart: an export need name neither segments nor managers."""
    known = by.known(desk)
    if "manager" not in known:
        if known:
            rate_by(desk)
        return
    left, right = st.columns((3, 2), gap="small")
    with left:
        rate_by(desk)
    with right:
        at_stake_by_manager(desk)


def rate_by(desk: Desk) -> None:
    with st.container(border=True, height="stretch"):
        title = st.empty()
        key = by.switch(desk, "churn_by")
        overall, rows = rates(desk, key)
        worst = standing_out(rows, overall)
        title.markdown(
            f"**{_rate_title(rows, key, worst, overall)}**",
            help=_("Of the customers active on the eve of the period, the share gone by its last day."),
        )
        if desk.view.period.start is None:
            st.caption(
                _("Choose a period with a beginning: who left is counted among those active before it.")
            )
        elif rows.empty:
            st.caption(_("Nobody was active on the eve of the period."))
        else:
            drawn = [_rate_bar(desk, key, row, row.Index in worst) for row in rows.itertuples()]
            charts.draw(bars.by_name(drawn, desk.colours), f"churn_by_{key}")


def rates(desk: Desk, key: str) -> tuple[float | None, pd.DataFrame]:
    """The whole view's churn rate, and the largest groups (``group``, ``active`` on the eve, ``lost``,
    ``rate``), the highest rate first."""
    start = desk.view.period.start
    columns = ["group", "active", "lost", "rate"]
    if start is None:
        return None, pd.DataFrame(columns=columns)
    eve = desk.view.with_(period=Period(None, start))
    before = desk.read(breakdown(eve, ["active_customers"], by=[key]))
    after = desk.read(breakdown(desk.view, ["lost_customers"], by=[key]))
    rows = before.merge(after, on=key, how="left")
    rows = rows.set_axis([columns[0], columns[1], columns[2]], axis="columns")
    rows = rows[rows["active"] > 0].fillna({"lost": 0})
    rows["rate"] = rows["lost"].astype(float) / rows["active"].astype(float)
    overall = float(rows["lost"].sum()) / float(rows["active"].sum()) if len(rows) else None
    largest = rows.sort_values("active", ascending=False).head(MOST)
    return overall, largest.sort_values(["rate", "active"], ascending=False).reset_index(drop=True)


def standing_out(rows: pd.DataFrame, overall: float | None) -> list[int]:
    """Positions of the groups, large enough to tell, that leave far more often than all together."""
    if overall is None or rows.empty:
        return []
    return list(rows.index[(rows["active"] >= FEW) & (rows["rate"] > MUCH_ABOVE * overall)])


def _rate_title(rows: pd.DataFrame, key: str, worst: list[int], overall: float | None) -> str:
    if overall is None:
        return _("Where customers leave")
    if not worst:
        return _("Where customers leave: {share} of all active ones left", share=text.share(overall, 0))
    first = rows.loc[worst[0]]
    return _(
        "{group} leave most: {share} left, {overall} of all",
        group=value_name(first["group"], key),
        share=text.share(first["rate"], 0),
        overall=text.share(overall, 0),
    )


def _rate_bar(desk: Desk, key: str, row, stands_out: bool) -> bars.Bar:
    counted = _("{part} of {whole}", part=text.number(int(row.lost)), whole=text.number(int(row.active)))
    told = counted if row.active < FEW else f"{text.share(row.rate, 0)} · {counted}"
    group: dict[str, Any] = {key: None if text.is_missing(row.group) else str(row.group)}
    where = links.link("lost_customers", **group)
    colour = desk.colours.bad if stands_out else None
    return bars.Bar(value_name(row.group, key), float(row.rate), told, counted, where.text(), colour=colour)


def at_stake_by_manager(desk: Desk) -> None:
    rows = desk.read(breakdown(desk.view, ["revenue_at_risk", "customers_slipping"], by=["manager"]))
    rows = rows[rows["customers_slipping"] > 0].sort_values("revenue_at_risk", ascending=False).head(MOST)
    with charts.card(
        _stake_title(rows, desk),
        help=_("Yearly revenue of the customers about to leave, by who sold to them last."),
    ):
        if rows.empty:
            st.caption(_("Nobody is about to leave."))
            return
        charts.draw(
            bars.by_name([_stake_bar(desk, row) for row in rows.itertuples()], desk.colours), "churn_stake"
        )


def _stake_title(rows: pd.DataFrame, desk: Desk) -> str:
    if len(rows) < 2:
        return _("Money at stake by manager")
    return _(
        "Most money is at stake with {manager}: {money}",
        manager=value_name(rows["manager"].iloc[0]),
        money=text.money(rows["revenue_at_risk"].iloc[0], desk.currency),
    )


def _stake_bar(desk: Desk, row) -> bars.Bar:
    customers = text.ngettext("{count} customer", "{count} customers", int(row.customers_slipping))
    where = links.link("revenue_at_risk", manager=None if text.is_missing(row.manager) else row.manager)
    return bars.Bar(
        value_name(row.manager),
        float(row.revenue_at_risk),
        text.money(row.revenue_at_risk, desk.currency),
        f"{text.money_exactly(row.revenue_at_risk, desk.currency)}<br>{customers}",
        where.text(),
    )
