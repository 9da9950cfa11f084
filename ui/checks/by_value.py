"""The average check by manager, source, goods …: one choice for what follows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from metrics.breakdown import breakdown
from metrics.dimensions import DIMENSIONS
from ui import cards, charts, links, text
from ui.codes import value_name
from ui.desk import Desk
from ui.figures.ladder import Rung, ladder
from ui.text import _, ngettext, words

BY = ("product_group", "segment", "manager", "source", "channel", "region")
METRICS = ("average_check", "median_check", "deals_won", "amount_missing_share", "discount_share")
FEW = 20
MOST = 12
TWICE = 2.0
"""A discount this many times the usual one is pointed at."""


def dimensions(desk: Desk) -> list[str]:
    """Those in which not all deals are alike."""
    options = desk.options
    return [key for key in BY if len(options[key]) > 1]


def choose(asked: list[str]) -> str:
    chosen = st.segmented_control(
        _("By"),
        asked,
        default=asked[0],
        required=True,
        format_func=lambda key: words(DIMENSIONS[key].name),
        key="average_check_by",
    )
    return chosen if chosen in asked else asked[0]


def draw(desk: Desk, key: str) -> None:
    rows = desk.read(breakdown(desk.view, METRICS, by=[key]))
    rows = rows[rows["average_check"].notna()]
    usual = cards.values(desk, desk.view, ("discount_share",))["discount_share"]
    with charts.card(
        _title(desk, key, rows),
        help=_("The bar is the average check, the stroke across it the median. Grey: under 20 deals."),
    ):
        shown = rows.nlargest(MOST, "deals_won").sort_values("average_check", ascending=False)
        rungs = [_rung(desk, key, row, usual) for row in shown.itertuples()]
        charts.draw(ladder(rungs, desk.colours), "average_check_by_value")
        if len(rows) > len(shown):
            st.caption(_("The {count} with the most deals are shown.", count=text.number(MOST)))


def _title(desk: Desk, key: str, rows: pd.DataFrame) -> str:
    enough = rows[rows["deals_won"] >= FEW]
    if len(enough) < 2:
        return _("Average check by value")
    most = enough.loc[enough["average_check"].idxmax()]
    name, money = value_name(most[key], key), text.money(most["average_check"], desk.currency)
    if most["average_check"] < rows["average_check"].max():
        return _("Largest at “{name}”: {money}, of those with 20 deals or more", name=name, money=money)
    return _("Largest at “{name}”: {money}", name=name, money=money)


def _rung(desk: Desk, key: str, row: Any, usual: object) -> Rung:
    value = getattr(row, key)
    discount = "" if text.is_missing(row.discount_share) else text.share(row.discount_share)
    note = [
        _("median {money}", money=text.money(row.median_check, desk.currency)),
        ngettext("{count} deal", "{count} deals", int(row.deals_won)),
    ]
    if discount:
        note.append(_("discount {share}", share=discount))
    return Rung(
        value_name(value, key),
        float(row.average_check),
        f"<b>{text.money(row.average_check, desk.currency)}</b>",
        _hover(desk, row),
        links.link("average_check", **{key: None if text.is_missing(value) else value}).text(),
        note=" · ".join(note),
        mark=float(row.median_check),
        colour=desk.colours.quiet if row.deals_won < FEW else None,
        warns=_is_dear(row, usual),
    )


def _is_dear(row: Any, usual: object) -> bool:
    """Turnover bought with discounts."""
    if not usual or text.is_missing(row.discount_share) or row.deals_won < FEW:
        return False
    return float(row.discount_share) >= TWICE * float(usual)  # type: ignore[arg-type]


def _hover(desk: Desk, row: Any) -> str:
    said = [
        _("mean {money}", money=text.money_exactly(row.average_check, desk.currency)),
        _("median {money}", money=text.money_exactly(row.median_check, desk.currency)),
        ngettext("{count} deal won", "{count} deals won", int(row.deals_won)),
    ]
    if row.amount_missing_share:
        said.append(_("{share} of them without an amount", share=text.share(row.amount_missing_share)))
    return "<br>".join(said)
