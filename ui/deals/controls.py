"""Which list, narrowed to what, searched for what, in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from metrics import confidential, drill
from metrics.catalogue import METRICS
from metrics.metric import Clock
from metrics.view import View
from ui import charts, filter_words
from ui.deals import columns, names
from ui.desk import Desk
from ui.links import Link
from ui.text import _, words


@dataclass(frozen=True)
class Asked:
    search: str
    order: str
    descending: bool


def narrowing(link: Link, customers: dict[str, str]) -> None:
    """What the address adds to the sidebar, each with a way to take it off, and all of it at once."""
    parts: list[tuple[str, Link]] = []
    if link.span:
        parts.append((filter_words.period_words(link.span), replace(link, span=None)))
    for at, (key, value) in enumerate(link.where):
        rest = replace(link, where=link.where[:at] + link.where[at + 1 :])
        parts.append((names.condition(key, value, customers), rest))
    if not parts:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for at, (label, rest) in enumerate(parts):
            if st.button(
                label, key=f"deals_off_{at}_{link.text()}", icon=":material/close:", icon_position="right"
            ):
                charts.open_deals(rest)
        if st.button(_("Show all of them"), key="deals_all", type="tertiary", icon=":material/undo:"):
            charts.open_deals(Link(link.list))


def choices(desk: Desk, view: View, link: Link) -> Asked:
    """One line of controls; choosing another list goes there with the narrowing kept."""
    which, find, by, way = st.columns((3, 3, 2, 2), gap="small")
    with which:
        _choose_list(desk, view, link)
    with find:
        search = st.text_input(
            _("Search"),
            placeholder=_("Deal, customer, number or manager"),
            icon=":material/search:",
            live=True,
            key="deals_search",
        )
    left_out = {"year_amount"} if view.scope.sees_cost else {"year_amount", "cost"}
    known = set(drill.population(link.list).columns) - left_out
    sortable = {column.key: column for column in columns.columns() if column.key in known}
    first = "amount" if drill.population(link.list).clock is Clock.UPLOADS else "closed_at"
    with by:
        order = st.selectbox(
            _("Sort by"),
            list(sortable),
            index=list(sortable).index(first),
            format_func=lambda key: sortable[key].name,
            key=f"deals_order_{first}",
            filter_mode=None,
        )
    with way:
        descending = st.selectbox(
            _("Order"),
            (True, False),
            format_func=lambda down: _direction(sortable[order].kind, down),
            key="deals_descending",
            filter_mode=None,
        )
    return Asked(search or "", order, bool(descending))


def _choose_list(desk: Desk, view: View, link: Link) -> None:
    known = [key for key, metric in METRICS.items() if not confidential.is_hidden(view, metric)]
    lists = known if link.list in METRICS else [link.list, *known]
    chosen = st.selectbox(
        _("List"),
        lists,
        index=lists.index(link.list),
        format_func=lambda key: words(METRICS[key].name) if key in METRICS else names.title(desk, view, key),
        key=f"deals_list_{link.list}",
    )
    if chosen and chosen != link.list:
        charts.open_deals(replace(link, list=chosen))


def _direction(kind: columns.Kind, descending: bool) -> str:
    if kind in ("money", "count"):
        return _("largest first") if descending else _("smallest first")
    if kind == "day":
        return _("newest first") if descending else _("oldest first")
    return _("Z to A") if descending else _("A to Z")
