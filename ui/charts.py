"""Putting a figure on the page: no theme over ours, no mode bar, and a click opens the deals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from ui import address, links, navigation
from ui.figures.frame import CONFIG, Figure, nice_ticks


def draw(figure: Figure, key: str, *, opens: bool = True, alt: str | None = None) -> None:
    """``opens``: the points carry a link as customdata, and a click on one goes there. ``alt``: what the
    chart shows, for who hears the page (see ``in_words``)."""
    if not opens:
        st.plotly_chart(figure, key=key, theme=None, config=CONFIG, alt=alt)
        return
    event = st.plotly_chart(
        figure, key=key, theme=None, config=CONFIG, on_select="rerun", selection_mode="points", alt=alt
    )
    if where := _clicked(event):
        open_deals(links.from_text(where))


def in_words(title: str, parts: Iterable[tuple[str, str]]) -> str:
    """The name and the number of each part of a chart, without its markup."""
    said = "; ".join(f"{name}: {told}" for name, told in parts)
    return re.sub(r"<[^>]+>", "", f"{title}. {said}.")


def _clicked(event: object) -> str:
    points = getattr(getattr(event, "selection", None), "points", None) or []
    for point in points:
        where = point.get("customdata")
        where = where[0] if isinstance(where, list) and where else where
        if isinstance(where, str) and where:
            return where
    return ""


def open_deals(link: links.Link) -> None:
    """To the list of deals, the filters of the sidebar still in the address."""
    st.switch_page(navigation.page("deals"), query_params=[*address.pairs(), *link.pairs()])


def deals_link(link: links.Link, label: str) -> None:
    st.page_link(
        navigation.page("deals"),
        label=label,
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=[*address.pairs(), *link.pairs()],
    )


def tick_labels(highest: float, say: Callable[[float], str], count: int = 4) -> list[tuple[float, str]]:
    return [(value, say(value)) for value in nice_ticks(highest, count)]


def card(title: str, help: str | None = None) -> st.delta_generator.DeltaGenerator:
    """A bordered container with one bold title; use as a context manager."""
    box = st.container(border=True, height="stretch")
    box.markdown(f"**{title}**", help=help)
    return box


Labels = Sequence[tuple[float, str]]
