"""The frame of every page: title, what it shows in words, the answer, then the evidence."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.errors import VoronkaError
from data.store import Store
from metrics import options as choices
from metrics.period import is_calendar
from ui import filter_words, states
from ui.desk import Desk, open_desk
from ui.text import _, day, moment, ngettext

LOADING = 280
"""Pixels of the shimmer that stands in for what is still being read; it shows only when that takes long."""


def show(
    title: str,
    body: Callable[[Desk], None],
    *,
    needs_data: bool = True,
    only_for: Callable[[Store], bool] | None = None,
) -> None:
    """Asks for the view, draws ``body``; what goes wrong is said in words in its place. ``only_for``: of
    who looks, asked at every run; who may not is told so and shown nothing."""
    st.title(title)
    try:
        desk = open_desk()
        if only_for and not only_for(desk.store):
            states.not_for_you(title)
            return
        if needs_data and desk.is_empty:
            states.empty_store()
            return
        if needs_data:
            desk.must_be_dated()
            st.caption(context(desk))
            if note := left_out(desk):
                st.caption(note)
        with st.skeleton(height=LOADING):
            body(desk)
    except VoronkaError as error:
        states.said(error)
    except Exception as error:  # noqa: BLE001 - the last wall before the person
        states.failed(error)


def context(desk: Desk, span: str = "") -> str:
    """Period (``span`` where a page says it otherwise), filters, comparison and the data's age, as one
    line of words."""
    parts = [span or filter_words.period_words(desk.elapsed)]
    if desk.chosen.filters.chosen:
        parts.append(filter_words.filter_words(desk.chosen.filters))
    if desk.before:
        compared = filter_words.period_words(desk.before.period)
        parts.append(_("compared with {period}", period=compared) + _slice(desk))
    elif desk.starts_too_late:
        parts.append(_("no comparison: the data starts on {day}", day=day(desk.view.first_day)))
    parts.append(_("data of {moment}", moment=moment(desk.version.at)))
    if desk.is_dated:
        parts.append(_("the data ends on {day}: figures are as of that day", day=day(desk.view.today)))
    return " · ".join(parts)


def left_out(desk: Desk) -> str:
    """What no figure on the page can hold, and why; empty where there is nothing of the kind."""
    if not desk.unheld:
        return ""
    return " ".join([*_foreign(desk), *_undated(desk)])


def _foreign(desk: Desk) -> list[str]:
    found = desk.read(choices.currency_left_out(desk.view))
    if not len(found):
        return []
    deals = (
        ngettext("{count} deal in {currency}", "{count} deals in {currency}", int(count), currency=currency)
        for currency, count in zip(found["currency"], found["deals"], strict=True)
    )
    return [_("Left out of money: {deals} (no rate).", deals=", ".join(deals))]


def _undated(desk: Desk) -> list[str]:
    found = desk.read(choices.undated(desk.view)).iloc[0]
    said = []
    if closed := int(found["closed"]):
        said.append(
            ngettext(
                "{count} closed deal has no closing date: it is in no period.",
                "{count} closed deals have no closing date: they are in no period.",
                closed,
            )
        )
    if created := int(found["created"]):
        said.append(
            ngettext(
                "{count} deal has no creation date: figures by creation date leave it out.",
                "{count} deals have no creation date: figures by creation date leave them out.",
                created,
            )
        )
    return said


def _slice(desk: Desk) -> str:
    """An unfinished period is set beside an equal slice, and says so."""
    if not desk.view.period.is_unfinished(desk.view.today):
        return ""
    return f" ({_('the same working days') if is_calendar(desk.view.period) else _('as many days')})"


def answer(sentence: str) -> None:
    """The page's question answered: the first line under the title, in words with the number."""
    st.markdown(f"#### {sentence}")
