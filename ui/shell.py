"""The script of every run: language, navigation on every path, sidebar, then the page.

Streamlit serves pages on its own until a session has called ``st.navigation``,
so nothing returns or stops before that.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui import address, demos, desk, filters, freshness, navigation, text

LOGO = Path(__file__).parent / "logo.svg"


def run() -> None:
    st.set_page_config(page_title="Voronka", page_icon="📊", layout="wide", initial_sidebar_state="auto")
    ground = desk.open_ground()
    address.read(ground.options)
    default = text.guess_language(ground.settings.language, st.context.locale)
    text.speak(str(filters.recall("lang") or default))
    page = st.navigation(navigation.sections(), position="hidden")
    st.logo(LOGO, size="medium")
    menu = st.sidebar.container()
    if ground.view.first_day is not None:
        filters.draw(ground.options, ground.view.today)
    filters.language_switch(default)
    address.write(default)
    with menu:
        navigation.menu()
    freshness.watch(ground.version)
    demos.banner(ground)
    page.run()


run()
