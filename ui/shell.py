"""The script of every run: language, navigation on every path, sidebar, then the page.

Streamlit serves pages on its own until a session has called ``st.navigation``,
so nothing returns or stops before that.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import streamlit as st

from data import settings
from data.errors import VoronkaError
from ui import (
    address,
    demos,
    desk,
    filters,
    freshness,
    gate,
    looking,
    navigation,
    printing,
    states,
    text,
    viewing,
)

log = logging.getLogger(__name__)
LOGO = Path(__file__).parent / "logo.svg"


def run() -> None:
    st.set_page_config(page_title="Voronka", page_icon="📊", layout="wide", initial_sidebar_state="auto")
    try:
        store, chosen = desk.store_and_settings()
        who = viewing.viewer(store)
        if not viewing.may_come_in(who):
            text.speak(text.guess_language(chosen.language, st.context.locale))
            gate.shut()
            return
        filters.belong_to(viewing.name_of(who))
        ground = desk.open_ground()
    except Exception as error:  # noqa: BLE001 - no page is asked yet that could say it
        _closed(error)
        return
    address.read(ground.options)
    default = text.guess_language(ground.settings.language, st.context.locale)
    text.speak(str(filters.recall("lang") or default))
    page = st.navigation(navigation.sections(), position="hidden")
    st.logo(LOGO, size="medium")
    printing.style(dark=st.context.theme.type == "dark")
    menu = st.sidebar.container()
    if ground.view.first_day is not None:
        filters.draw(ground.options, ground.view.today)
    filters.language_switch(default)
    looking.choose(store)
    gate.panel(store, who)
    address.write(default)
    with menu:
        navigation.menu(navigation.open_entries(store))
    freshness.watch(ground.version)
    demos.banner(ground)
    looking.banner(store)
    page.run()


def _closed(error: Exception) -> None:
    """No store, no filters, no page: only what is wrong, in words."""
    wanted = filters.recall("lang") or st.query_params.get("lang") or _language_setting()
    text.speak(text.guess_language(str(wanted), st.context.locale))
    st.navigation(navigation.sections(), position="hidden")
    st.logo(LOGO, size="medium")
    if isinstance(error, VoronkaError):
        log.warning("Nothing can be shown: %s", error)
        states.said(error)
    else:
        states.failed(error)


def _language_setting() -> str:
    try:
        return settings.load().language
    except VoronkaError:
        return os.environ.get("VORONKA_LANGUAGE", "auto")


run()
