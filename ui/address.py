"""The filters in the address: a copied link opens the same view.

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
    """An address that we did not write ourselves is a link somebody opened: its filters are taken over.
    One without any (the menu's) changes nothing."""
    given = current()
    if given and given != filters.recall(WRITTEN):
        filters.adopt(given, options)


def write(default_language: str) -> None:
    wanted = filters.as_address(default_language)
    if current() != wanted:
        others = {name: st.query_params.get_all(name) for name in st.query_params if name not in NAMES}
        st.query_params.from_dict({**wanted, **others})
    filters.remember(WRITTEN, wanted)


def current() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
