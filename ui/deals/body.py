"""The Deals page put together: which list, its number, its totals, the deals, the files."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from data.errors import VoronkaError
from metrics import confidential, drill
from metrics.catalogue import METRICS, metric
from metrics.metric import Clock
from metrics.view import View
from ui import cards, export, links, page, states, text
from ui.charts import deals_link
from ui.deals import columns, controls, names, sums, table
from ui.desk import Desk
from ui.links import Link
from ui.text import _, ngettext, words


def show(desk: Desk) -> None:
    """An address that means nothing is refused in words, with a way out of it."""
    if desk.is_empty:
        states.empty_store()
        return
    desk.must_be_dated()
    try:
        link = asked_for()
        drill.population(link.list)
        confidential.refuse_hidden(desk.view, [link.list])
    except VoronkaError as error:
        states.said(error)
        st.write(_("The address of this page leads to no list of deals. This link does:"))
        deals_link(Link(), _("Deals behind “{name}”", name=words(metric(links.DEFAULT_LIST).name)))
        return
    view = link.narrowed(desk.view)
    alone = replace(desk, view=view, before=None, starts_too_late=False)
    st.caption(page.context(alone, names.span(desk, view, link.list)))
    _list(desk, view, link)


def asked_for() -> Link:
    """The address, as the click that led here wrote it. Raises BadInput or Unknown."""
    given = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    return links.parse(given)


def _list(desk: Desk, view: View, link: Link) -> None:
    facts = sums.facts(desk, view, link.list)
    page.answer(sums.headline(names.title(desk, view, link.list), facts))
    if link.list in METRICS:
        st.caption(words(metric(link.list).definition))
    controls.narrowing(link, _customers(desk, view, link))
    totals(facts)
    if not facts.count("deals"):
        states.nothing_found()
    notes(facts, link.list)
    asked = controls.choices(desk, view, link)
    _deals(desk, view, link, asked, facts)


def _customers(desk: Desk, view: View, link: Link) -> dict[str, str]:
    """The name of a customer that the list was narrowed to."""
    if not any(key == "customer" for key, _value in link.where):
        return {}
    row = desk.read(drill.deals_behind(view, link.list, most=1))
    return dict(zip(row["customer_id"], row["customer"], strict=True))


def totals(f: sums.Facts) -> None:
    """What the list holds, in four equal cards."""
    mean = f.sum("amount") / f.count("counted") if f.count("counted") else None
    with_exact = text.money_exactly(f.sum("amount"), f.currency)
    grid = st.grid(4, min_column_width=150)
    for label, value, exact in (
        (_("Deals"), text.number(f.count("deals")), None),
        (_("Customers"), text.number(f.count("customers")), None),
        (_("Sum of amounts"), text.money(f.sum("amount"), f.currency), with_exact),
        (_("Average amount"), text.money(mean, f.currency), None),
    ):
        with grid.container(border=True, height="stretch"):
            st.metric(label, value, help=exact)


def notes(f: sums.Facts, key: str) -> None:
    """What a reader must know to add the list up himself."""
    said = []
    if f.count("foreign"):
        said.append(
            ngettext(
                "{count} deal is in another currency: it is shown with its own amount and left out of the sum, for there is no rate.",
                "{count} deals are in other currencies: they are shown with their own amounts and left out of the sum, for there is no rate.",
                f.count("foreign"),
            )
        )
    if f.count("without_amount"):
        said.append(
            ngettext(
                "{count} deal has no amount.", "{count} deals have no amount.", f.count("without_amount")
            )
        )
    if drill.population(key).clock is Clock.AS_OF:
        said.append(_("Each customer stands here with one purchase, the last by then."))
    if said:
        st.caption(" ".join(said))


def _deals(desk: Desk, view: View, link: Link, asked: controls.Asked, whole: sums.Facts) -> None:
    how = (view, link.list, asked.search, asked.order)
    statement = drill.deals_behind(*how, descending=asked.descending)
    found = sums.found(desk, view, link.list, asked.search) if asked.search.strip() else whole
    rows = desk.read(drill.deals_behind(*how, descending=asked.descending, most=table.SHOWN))
    if asked.search.strip():
        st.markdown(_found(found, whole))
    if not len(rows):
        return
    table.draw(desk, rows, found.count("deals"))
    export.buttons(desk, lambda: whole_list(desk, statement), _("Deals"))


def whole_list(desk: Desk, statement) -> pd.DataFrame:
    """Every deal, past the cache: a file is made once."""
    return columns.for_file(desk.store.read(statement), desk.currency)


def _found(found: sums.Facts, whole: sums.Facts) -> str:
    if not found.count("deals"):
        return _("Nothing found. Search looks at the deal, its number, the customer and the manager.")
    return _(
        "Found {found} of {all}, {money}",
        found=text.number(found.count("deals")),
        all=text.number(whole.count("deals")),
        money=found.money("amount"),
    )


__all__ = ["asked_for", "cards", "notes", "show", "totals", "whole_list"]
