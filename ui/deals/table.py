"""The deals themselves: a table where there is room, a list to thumb through on a phone."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from data.schema import LOST, OPEN, WON
from ui import shapes, text
from ui.codes import value_name
from ui.deals import columns
from ui.desk import Desk
from ui.text import _, is_missing

SHOWN, ON_A_PHONE = 200, 60
"""Rows drawn; the file holds all."""

WIDE, NARROW = "deals_wide", "deals_narrow"


def draw(desk: Desk, rows: pd.DataFrame, count: int) -> None:
    """``rows`` are the first of ``count``."""
    shapes.switch(WIDE, NARROW)
    with st.container(key=WIDE):
        st.caption(_bound(len(rows), count))
        shown = columns.filled(rows)
        st.dataframe(
            styled(desk, rows, shown),
            hide_index=True,
            column_config={column.key: _config(column) for column in shown},
            height=min(36 * len(rows) + 40, 720),
            placeholder="",
            alt=_("Deals"),
        )
    with st.container(key=NARROW):
        st.caption(_bound(min(len(rows), ON_A_PHONE), count))
        st.html(phone_list(desk, rows.head(ON_A_PHONE)))


def _bound(shown: int, count: int) -> str:
    if shown >= count:
        return text.ngettext("{count} deal", "{count} deals", count)
    return _(
        "The first {shown} of {count}; the files below hold all.",
        shown=text.number(shown),
        count=text.number(count),
    )


def _config(column: columns.Column) -> Any:
    if column.kind in ("money", "count"):
        return st.column_config.NumberColumn(column.name, width=column.width)
    if column.kind == "day":
        return st.column_config.DateColumn(column.name, width=column.width, alignment="left")
    return st.column_config.TextColumn(column.name, width=column.width, pinned=column.key == "name")


def styled(desk: Desk, rows: pd.DataFrame, shown: list[columns.Column]) -> Styler:
    """Values stay numbers and days, so that a click on a header sorts them as such; written our way."""
    frame = columns.display(rows, shown).reset_index(drop=True)
    made = frame.style.format(columns.written(rows, shown, desk.currency))
    currency = columns.currencies(rows, desk.currency).reset_index(drop=True)
    money = [column.key for column in shown if column.kind == "money"]
    for foreign in sorted(set(currency) - {desk.currency}):
        cells = pd.IndexSlice[currency == foreign, money]
        made = made.format(columns.money_writer(foreign), subset=cells)
    if "status" in frame:
        made = made.map(lambda word: _colour(desk, word), subset=["status"])
    return made


def _money(value: Any, currency: str) -> str:
    return "" if is_missing(value) else text.money_exactly(value, currency)


def _colour(desk: Desk, word: object) -> str:
    colours = {
        value_name(WON, "status"): desk.colours.good,
        value_name(LOST, "status"): desk.colours.bad,
    }
    return f"color: {colours[str(word)]}" if word in colours else ""


def phone_list(desk: Desk, rows: pd.DataFrame) -> str:
    """HTML, every word of the data escaped."""
    ink, quiet, line = desk.colours.ink, desk.colours.muted, desk.colours.grid
    items = "".join(_item(desk, row, quiet, line) for row in rows.to_dict("records"))
    return f'<div style="color:{ink};font-size:0.95rem">{items}</div>'


def _item(desk: Desk, row: dict[str, Any], quiet: str, line: str) -> str:
    name = _first(row["name"], row["deal_id"])
    below = " · ".join(escape(str(row[key])) for key in ("customer", "manager") if not is_missing(row[key]))
    amount = _money(row["amount_as_given"], str(_first(row["currency"], desk.currency)))
    word = value_name(row["status"], "status")
    return (
        f'<div style="display:flex;gap:12px;padding:10px 0;border-bottom:1px solid {line}">'
        f'<div style="flex:1;min-width:0;overflow-wrap:anywhere"><b>{escape(str(name))}</b><br>'
        f'<span style="color:{quiet};font-size:0.85rem">{below}</span></div>'
        f'<div style="text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums">{escape(amount)}<br>'
        f'<span style="font-size:0.85rem;{_colour(desk, word)}">{escape(word)}</span>'
        f'<span style="color:{quiet};font-size:0.85rem"> · {escape(_day(row))}</span></div></div>'
    )


def _day(row: dict[str, Any]) -> str:
    """An open deal by the day it was created, a closed one by the day it was closed."""
    closed = row["closed_at"]
    return text.day(row["created_at"] if row["status"] == OPEN or is_missing(closed) else closed)


def _first(*values: Any) -> Any:
    return next((value for value in values if not is_missing(value) and value != ""), "")
