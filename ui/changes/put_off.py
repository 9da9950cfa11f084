"""The deals that were put off, the largest first: due when, due now, how often it was moved."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from metrics import waterfall
from metrics.dimensions import DIMENSIONS
from ui import charts, export, shapes, text
from ui.changes.seen import Seen
from ui.deals.columns import currencies, money_writer
from ui.text import _, is_missing, ngettext, words

SHOWN, ON_A_PHONE = 200, 60
WIDE, NARROW = "put_off_wide", "put_off_narrow"
ROW, HEADER, HIGHEST = 35, 38, 14
OFTEN = 3
"""Put off so many times, a deal is a wish."""


def draw(seen: Seen) -> None:
    rows = seen.desk.read(waterfall.slipped(seen.desk.view))
    with charts.card(_title(seen, rows)):
        if rows.empty:
            st.caption(_("Every deal that was due was decided, or is due as it was."))
            return
        shapes.switch(WIDE, NARROW)
        with st.container(key=WIDE):
            if len(rows) > SHOWN:
                st.caption(
                    _("The first {count} are shown; the files have all of them.", count=text.number(SHOWN))
                )
            st.dataframe(
                styled(seen, rows.head(SHOWN)),
                hide_index=True,
                height=HEADER + ROW * min(len(rows), HIGHEST),
                row_height=ROW,
                column_config=_config(),
                placeholder="",
                alt=_("Deals that were put off"),
            )
        with st.container(key=NARROW):
            st.html(phone_list(seen, rows.head(ON_A_PHONE)))
        export.buttons(seen.desk, lambda: for_file(rows, seen.desk.currency), _("Deals that were put off"))


def _title(seen: Seen, rows: pd.DataFrame) -> str:
    if rows.empty:
        return _("No deal was put off")
    deals = ngettext("{count} deal put off", "{count} deals put off", len(rows))
    money = text.money(seen.slippage["slipped_amount"], seen.desk.currency)
    often = int((rows["pushes"] >= OFTEN).sum())
    if not often or len(rows) == 1:
        return _("{deals}: {money}", deals=deals, money=money)
    return _(
        "{deals}: {money}; {often} of them three times or more",
        deals=deals,
        money=money,
        often=text.number(often),
    )


def styled(seen: Seen, rows: pd.DataFrame) -> Styler:
    """Numbers and days stay what they are, so that a click on a header sorts them as such."""
    texts = {name: rows[name].fillna("") for name in ("customer", "manager", "stage")}
    frame = pd.DataFrame(
        {
            "name": rows["name"].fillna(rows["deal_id"]),
            "customer": texts["customer"],
            "amount_end": rows["amount_end"].astype(float),
            "due_start": rows["due_start"],
            "due_end": rows["due_end"],
            "days": rows["days"].astype(int),
            "pushes": rows["pushes"].astype(int),
            "manager": texts["manager"],
            "stage": texts["stage"],
        }
    )
    frame = frame[[name for name in frame if name not in texts or frame[name].any()]]
    money = money_writer(seen.desk.currency)
    said = {
        "amount_end": money,
        "due_start": text.day,
        "due_end": text.day,
        "days": _days,
        "pushes": text.number,
    }
    made = frame.style.format(said)
    return made.map(
        lambda times: f"color: {seen.desk.colours.bad}" if times >= OFTEN else "", subset=["pushes"]
    )


def _days(value: int) -> str:
    return _("{number} d", number=text.number(value))


def _config() -> dict[str, Any]:
    column = st.column_config
    return {
        "name": column.TextColumn(_("Deal"), width=260, pinned=True),
        "customer": column.TextColumn(words(DIMENSIONS["customer"].name), width=190),
        "amount_end": column.NumberColumn(_("Amount"), width=125),
        "due_start": column.DateColumn(_("Was due"), width=115, alignment="left"),
        "due_end": column.DateColumn(_("Now due"), width=115, alignment="left"),
        "days": column.NumberColumn(_("Moved by"), width=95),
        "pushes": column.NumberColumn(
            _("Times"), width=80, help=_("How often the expected closing was moved later, in all uploads.")
        ),
        "manager": column.TextColumn(words(DIMENSIONS["manager"].name), width=160),
        "stage": column.TextColumn(words(DIMENSIONS["stage"].name), width=150),
    }


def phone_list(seen: Seen, rows: pd.DataFrame) -> str:
    """HTML, every word of the data escaped."""
    items = "".join(_item(seen, row) for row in rows.to_dict("records"))
    return f'<div style="color:{seen.desk.colours.ink};font-size:0.95rem">{items}</div>'


def _item(seen: Seen, row: dict[str, Any]) -> str:
    colours = seen.desk.colours
    name = row["deal_id"] if is_missing(row["name"]) else row["name"]
    people = [str(row[key]) for key in ("customer", "manager") if not is_missing(row[key])]
    times = ngettext("put off {count} time", "put off {count} times", int(row["pushes"]))
    moved = f"{text.day(row['due_start'])} → {text.day(row['due_end'])}"
    tone = colours.bad if row["pushes"] >= OFTEN else colours.muted
    return (
        f'<div style="display:flex;gap:12px;padding:10px 0;border-bottom:1px solid {colours.grid}">'
        f'<div style="flex:1;min-width:0;overflow-wrap:anywhere"><b>{escape(str(name))}</b><br>'
        f'<span style="color:{colours.muted};font-size:0.85rem">{escape(" · ".join(people))}</span><br>'
        f'<span style="font-size:0.85rem">{escape(moved)}</span></div>'
        f'<div style="text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums">'
        f"{escape(text.money(row['amount_end'], seen.desk.currency))}<br>"
        f'<span style="color:{tone};font-size:0.85rem">{escape(times)}</span></div></div>'
    )


def for_file(rows: pd.DataFrame, own: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Deal"): rows["name"],
            _("Deal ID"): rows["deal_id"],
            words(DIMENSIONS["customer"].name): rows["customer"],
            words(DIMENSIONS["manager"].name): rows["manager"],
            words(DIMENSIONS["stage"].name): rows["stage"],
            _("Amount"): rows["amount_end"],
            _("Currency"): currencies(rows, own),
            _("Was due"): rows["due_start"],
            _("Now due"): rows["due_end"],
            _("Moved by, days"): rows["days"],
            _("Put off, times"): rows["pushes"],
        }
    )
