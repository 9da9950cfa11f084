"""How large the deals are, one by one: the distribution that an average hides."""

from __future__ import annotations

from typing import Any

import pandas as pd

from metrics import checks
from ui import charts, links, text
from ui.desk import Desk
from ui.figures.histogram import Bin, Line, histogram
from ui.text import _, ngettext

FEWEST = 5
"""Deals under which a tenth of them is nobody."""


def draw(desk: Desk) -> None:
    found = desk.read(checks.quantiles(desk.view)).iloc[0]
    edges = checks.edges_for(float(found["p10"]), float(found["p90"]))
    rows = desk.read(checks.distribution(desk.view, edges))
    with charts.card(
        _title(desk, found),
        help=_("Won deals with an amount, by amount. The paler bars at the ends are open: all beyond."),
    ):
        total = rows["deals"].sum(), rows["amount"].sum()
        bins = [_bin(desk, row, total) for row in rows.itertuples()]
        lines = [
            Line(float(found["p50"]), _("median {money}", money=text.money(found["p50"], desk.currency))),
            Line(float(found["mean"]), _("mean {money}", money=text.money(found["mean"], desk.currency))),
        ]
        charts.draw(histogram(bins, lines, desk.colours), "average_check_spread")


def _title(desk: Desk, found: pd.Series) -> str:
    if found["deals"] < FEWEST:
        return _("Deals by amount")
    low, high = (text.money(found[name], desk.currency) for name in ("p25", "p75"))
    if found["deals"] < 2 * FEWEST or text.is_missing(found["top_tenth_share"]):
        return _("Half of the deals lie between {low} and {high}", low=low, high=high)
    return _(
        "Half of the deals lie between {low} and {high}; the largest tenth brings {share} of the money",
        low=low,
        high=high,
        share=text.share(found["top_tenth_share"], 0),
    )


def _bin(desk: Desk, row: Any, total: tuple[Any, Any]) -> Bin:
    low, high = (None if text.is_missing(bound) else float(bound) for bound in (row.low, row.high))
    return Bin(
        low,
        high,
        float(row.deals),
        "" if low is None else text.money(low, desk.currency),
        _hover(desk, row, _range(desk, low, high), total),
        links.link(checks.key_of(low, high)).text(),
    )


def _range(desk: Desk, low: float | None, high: float | None) -> str:
    ends = [text.money(bound, desk.currency) for bound in (low, high)]
    if low is None:
        return _("under {money}", money=ends[1])
    return _("{money} and more", money=ends[0]) if high is None else f"{ends[0]} – {ends[1]}"


def _hover(desk: Desk, row: Any, within: str, total: tuple[Any, Any]) -> str:
    deals = ngettext("{count} deal", "{count} deals", int(row.deals))
    said = [f"<b>{within}</b>", f"{deals} · {text.share(row.deals / total[0])}"]
    money = text.money_exactly(row.amount, desk.currency)
    if total[1] > 0:
        money += " · " + _("{share} of the money", share=text.share(row.amount / total[1]))
    return "<br>".join([*said, money])
