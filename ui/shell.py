"""The script of every run: language, navigation on every path, sidebar, then the page.

Streamlit serves pages on its own until a session has called ``st.navigation``,
so nothing returns or stops before that.
"""

from __future__ import annotations

import logging

import streamlit as st

from data.errors import VoronkaError
from ui import desk, filters, freshness, navigation, states, text
from ui.text import _

log = logging.getLogger(__name__)


def run() -> None:
    st.set_page_config(page_title="Voronka", page_icon="📊", layout="wide", initial_sidebar_state="auto")
    text.speak(_language())
    page = st.navigation(navigation.sections(), position="top")
    try:
        now_showing = desk.open_desk()
    except VoronkaError as error:
        states.said(error)
        _sidebar_only()
        return
    _sidebar(now_showing)
    freshness.watch(now_showing.version)
    states.demo_banner(now_showing)
    page.run()


def _language() -> str:
    """The address, then the setting, then the browser."""
    setting = desk.store_and_settings()[1].language
    return filters.language_switch(text.guess_language(setting, st.context.locale))


def _sidebar(showing: desk.Desk) -> None:
    if showing.is_empty:
        return
    options = desk.filter_options(showing.store, showing.version, showing.view)
    filters.draw(options, showing.view.today)


def _sidebar_only() -> None:
    st.sidebar.button(_("Reset filters"), on_click=filters.reset, icon=":material/restart_alt:")


run()
