"""The invented company: said on every page, offered to be taken out at the first own upload."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from sqlalchemy import Connection

from data import demo
from ui.desk import Desk, Ground
from ui.text import _


def banner(ground: Ground) -> None:
    if demo.is_demo(ground.store):
        st.info(
            _("This is an invented company, made to look around. Your own first upload replaces it."),
            icon=":material/science:",
        )


def offer_to_clear(desk: Desk) -> bool:
    """True where there is a demo and the person wants it gone; only for who may touch everybody's deals."""
    if not demo.is_demo(desk.store):
        return False
    return st.checkbox(_("Take the invented company out first"), value=True)


def clearing(desk: Desk) -> Callable[[Connection], None]:
    """What an import does first, in its own transaction: an import that fails leaves the company there."""
    return partial(demo.clear_within, desk.store)
