"""The managers as a list for a narrow window."""

from __future__ import annotations

from html import escape
from typing import Any

from ui import text
from ui.codes import value_name
from ui.managers.crew import Crew
from ui.managers.said import win_rate
from ui.text import _


def listed(crew: Crew) -> str:
    """HTML, every word of the data escaped."""
    colours = crew.desk.colours
    top = max([float(v) for v in crew.rows["revenue"]] + [1.0])
    items = "".join(_item(crew, row, top) for row in crew.rows.to_dict("records"))
    return f'<div style="color:{colours.ink};font-size:0.95rem">{items}</div>'


def _item(crew: Crew, row: Any, top: float) -> str:
    colours = crew.desk.colours
    width = max(0.0, float(row["revenue"]) / top * 100)
    facts = [
        _("win rate {share}", share=win_rate(row)),
        text.ngettext("{count} deal won", "{count} deals won", int(row["deals_won"])),
    ]
    if not text.is_missing(row["discount_share"]):
        facts.append(_("discount {share}", share=text.share(row["discount_share"])))
    return (
        f'<div style="padding:9px 0;border-bottom:1px solid {colours.grid}">'
        f'<div style="display:flex;gap:12px"><b style="flex:1;min-width:0">{escape(value_name(row["manager"]))}</b>'
        f'<span style="font-variant-numeric:tabular-nums">{escape(text.money(row["revenue"], crew.desk.currency))}</span></div>'
        f'<div style="background:{colours.grid};border-radius:3px;margin:5px 0">'
        f'<div style="height:6px;border-radius:3px;background:{colours.accent};width:{width:.1f}%"></div></div>'
        f'<span style="color:{colours.muted};font-size:0.85rem">{escape(" · ".join(facts))}</span></div>'
    )
