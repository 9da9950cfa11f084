"""The list to mend, one check at a time, to be looked through or taken away as a file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from metrics import alike, drill
from metrics.dimensions import DIMENSIONS
from ui import charts, export, printing, text
from ui.deals import columns, table
from ui.desk import Desk
from ui.links import link
from ui.quality.checks import Check, Quality
from ui.text import _, words

ORDER = {"overdue_deals": ("expected_close", False), "alike_deals": ("customer", False)}
"""Who waits longest first, those alike side by side; of the others the largest first."""


def draw(quality: Quality) -> None:
    if not quality.faults:
        return
    with charts.card(_("The list to mend")):
        check = _choose(quality.faults)
        if check.key == "alike_customers":
            _customers(quality.desk, check)
        else:
            _deals(quality.desk, check)


def _choose(faults: list[Check]) -> Check:
    names = {check.key: check for check in faults}
    key = st.selectbox(
        _("What to mend"),
        list(names),
        format_func=lambda key: f"{names[key].name} · {text.number(names[key].bad)}",
        key="quality_list",
        label_visibility="collapsed",
        width=380,
        filter_mode=None,
    )
    return names[key]


def _deals(desk: Desk, check: Check) -> None:
    order, descending = ORDER.get(check.key, ("amount", True))
    first = desk.read(
        drill.deals_behind(desk.view, check.key, order=order, descending=descending, most=table.SHOWN)
    )
    table.draw(desk, first, check.bad)
    everything = drill.deals_behind(desk.view, check.key, order=order, descending=descending)
    export.buttons(desk, lambda: columns.for_file(desk.store.read(everything), desk.currency), check.name)
    with st.container(key=f"{printing.SCREEN_ONLY}_mending"):
        charts.deals_link(link(check.key), _("Open the deals"))


def _customers(desk: Desk, check: Check) -> None:
    rows = named(desk.read(alike.customers(desk.view)))
    st.caption(text.ngettext("{count} customer", "{count} customers", len(rows)))
    st.dataframe(
        rows.head(table.SHOWN).fillna(""),
        hide_index=True,
        height=min(36 * len(rows) + 40, 720),
        placeholder="",
        alt=check.name,
    )
    export.buttons(desk, lambda: rows, check.name)


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """By readable names; those alike have one number."""
    made = {
        _("Alike"): rows["alike"].rank(method="dense").astype(int),
        words(DIMENSIONS["customer"].name): rows["name"],
        _("Customer ID"): rows["customer_id"],
        _("Tax number"): rows["tax_number"],
        _("Phone"): rows["phone"],
        _("E-mail"): rows["email"],
        words(DIMENSIONS["region"].name): rows["region"],
        _("Deals"): rows["deals"],
    }
    return pd.DataFrame({name: values for name, values in made.items() if values.notna().any()})
