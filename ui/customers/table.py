"""Customers by name in a table: searched, exported, and each row opening that customer’s deals."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from metrics import lists
from metrics.dimensions import dimension
from metrics.period import DAY, Period
from metrics.risk import ENOUGH_PURCHASES
from ui import charts, export, links, text
from ui.customers.found import counted, exported
from ui.desk import Desk
from ui.text import _, words

MOST = 200
"""Rows sent to the browser; the files have all of them."""

CENTS_BELOW = 10_000
"""Where the largest sum reaches it, nobody looks at cents; the files have them."""

ROW, HEADER, HIGHEST = 35, 38, 12
"""Pixels of a row and of the header, and rows before the table scrolls."""


def draw(desk: Desk, which: str, key: str, name: str, *, waiting: bool) -> bool:
    """One of ``metrics.lists`` (see ``lists.first``), False where nobody is on it; ``name`` begins the files' names. ``waiting``:
    how long each has been silent is shown against the window in which a call may still help."""
    if not desk.read(lists.summed(desk.view, which))["customers"].iloc[0]:
        return False
    wanted = _search(key) or ""
    sums = desk.read(lists.summed(desk.view, which, wanted)).iloc[0]
    st.caption(counted(sums, desk.currency))
    if sums["found"]:
        shown = desk.read(lists.first(desk.view, which, MOST, wanted))
        event = st.dataframe(
            _styled(shown, desk, waiting),
            hide_index=True,
            column_order=_known(shown),
            height=HEADER + ROW * min(len(shown), HIGHEST),
            row_height=ROW,
            column_config=_columns(desk, waiting),
            on_select="rerun",
            selection_mode="single-cell",
            key=f"{key}_table",
            placeholder="",
        )
        if (position := _clicked(event)) is not None:
            charts.open_deals(deals_of(desk, shown.iloc[position]["customer_id"]))
        if sums["found"] > MOST:
            st.caption(_("The first {count} are shown; the files have all of them.", count=text.number(MOST)))
    everybody = lists.first(desk.view, which, None, wanted)
    export.buttons(desk, lambda: exported(desk.store.read(everybody)), name)
    return True


def _search(key: str) -> str:
    return st.text_input(
        _("Search"),
        key=f"{key}_search",
        type="search",
        placeholder=_("Customer, manager, segment or region"),
        label_visibility="collapsed",
        icon=":material/search:",
        width=380,
    )


def deals_of(desk: Desk, customer_id: str) -> links.Link:
    """Everything the customer bought up to the day looked from."""
    return links.link("purchases", Period(None, desk.view.as_of + DAY), customer=customer_id)


def _clicked(event: object) -> int | None:
    cells = getattr(getattr(event, "selection", None), "cells", None) or []
    return int(cells[0][0]) if cells else None


SHOWN = (
    "customer",
    "year_amount",
    "days_silent",
    "expected_gap",
    "last_purchase",
    "manager",
    "phone",
    "purchases",
    "segment",
    "email",
)


def _known(rows: pd.DataFrame) -> list[str]:
    """Without the columns that the export has nothing for."""
    return [name for name in SHOWN if rows[name].notna().any()]


def _styled(rows: pd.DataFrame, desk: Desk, waiting: bool):
    """Words of our own for money, days and dates, while the columns stay numbers that sort as such."""
    frame = pd.DataFrame(
        {
            "customer": rows["customer"],
            "manager": rows["manager"].fillna(""),
            "year_amount": rows["year_amount"].astype(float),
            "days_silent": rows["days_silent"].astype(int),
            "expected_gap": rows["expected_gap"].astype(float),
            "last_purchase": rows["last_purchase"],
            "phone": rows["phone"].fillna(""),
            "purchases": rows["purchases"].astype(int),
            "segment": rows["segment"].fillna(""),
            "email": rows["email"].fillna(""),
        }
    )
    places = 0 if frame["year_amount"].max() >= CENTS_BELOW else 2
    said: dict[str, Callable] = {
        "year_amount": lambda value: text.with_symbol(text.number(value, places), desk.currency),
        "expected_gap": lambda value: (
            text.days(round(value) if value >= 10 else value) if value == value else ""
        ),
        "last_purchase": text.day,
        "purchases": text.number,
    }
    if not waiting:
        said["days_silent"] = text.days
    borrowed = rows["purchases"] < ENOUGH_PURCHASES
    styled = frame.style.format(said)
    return styled.format(
        lambda value: "≈ " + said["expected_gap"](value) if value == value else "",
        subset=(frame.index[borrowed], ["expected_gap"]),
    )


def _columns(desk: Desk, waiting: bool) -> dict:
    config = st.column_config
    window = desk.view.churn_days or 0
    silent = (
        config.ProgressColumn(
            _("Silent, days"),
            help=_(
                "Days since the last purchase. The bar is full when the customer counts as gone: {days}.",
                days=text.days(window),
            ),
            format="%d",
            min_value=0,
            max_value=window,
            width=140,
        )
        if waiting
        else config.NumberColumn(_("Silent"), help=_("Days since the last purchase."), width=90)
    )
    return {
        "customer": config.TextColumn(words(dimension("customer").name), pinned=True, width=200),
        "manager": config.TextColumn(words(dimension("manager").name), width=150),
        "year_amount": config.NumberColumn(
            _("A year"),
            help=_("Bought in the 365 days that end with the last purchase: what is at stake."),
            width=110,
        ),
        "days_silent": silent,
        "expected_gap": config.NumberColumn(
            _("Usual gap"),
            help=_(
                "Days usually between purchases; ≈ where the customer bought too seldom and his segment’s is taken."
            ),
            width=85,
        ),
        "last_purchase": config.DateColumn(_("Last purchase"), width=130),
        "purchases": config.NumberColumn(_("Purchases"), width=80),
        "segment": config.TextColumn(words(dimension("segment").name), width=160),
        "phone": config.TextColumn(_("Phone"), width=135),
        "email": config.TextColumn(_("E-mail"), width=200),
    }
