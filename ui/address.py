"""The filters in the address: a copied link opens the same view, and Back undoes a choice.

Our own rather than the widgets' binding, which writes the *label* of a choice,
so that a link copied in Russian would open as nothing in English.
"""

from __future__ import annotations

import streamlit as st

from ui import filters
from ui.filters import Options

NAMES = (*filters.KEYS, "lang")
WRITTEN = "address_written"


def read(options: Options) -> None:
    """An address that we did not write ourselves is a link somebody opened, or Back: its filters are
    taken over. Streamlit drops the widgets' values when a page is left in the middle of its run: then
    they come back from what was last written."""
    given, written = current(), filters.recall(WRITTEN)
    if written is None or given != written:
        filters.adopt(given, options)
    elif not filters.are_drawn():
        filters.adopt(written, options)


def write(default_language: str) -> None:
    wanted = filters.as_address(default_language)
    if current() != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        st.query_params.from_dict({**wanted, **others})
    filters.remember(WRITTEN, wanted)


def pairs() -> list[tuple[str, str]]:
    """The filters as parameters for a link to another page."""
    return [(name, value) for name, values in current().items() for value in values]


def current() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
