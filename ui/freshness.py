"""Open pages notice another session's import, or that their own sign-in has ended: asked every few
seconds, redrawn when it is so."""

from __future__ import annotations

import streamlit as st

from data.store import DataVersion
from ui import desk, viewing

SECONDS = 5


@st.fragment(run_every=SECONDS)
def watch(drawn: DataVersion) -> None:
    """``drawn`` is the version the page was drawn from."""
    store, _settings = desk.store_and_settings()
    if store.version() != drawn or not viewing.may_come_in(viewing.viewer(store)):
        st.rerun(scope="app")
