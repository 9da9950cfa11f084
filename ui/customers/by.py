"""The small switch inside a card: by which dimension the bars below it are told apart."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.dimensions import dimension
from ui.desk import Desk, filter_options
from ui.text import _, words

CUSTOMERS = ("segment", "region", "source", "manager")
"""What customers are told apart by."""


def switch(desk: Desk, key: str, dimensions: Sequence[str] = CUSTOMERS) -> str:
    """One of ``dimensions``; those that hold one value only are not offered."""
    options = filter_options(desk.store, desk.version, desk.view)
    known = [name for name in dimensions if len(options.get(name, ())) > 1] or [dimensions[-1]]
    return st.segmented_control(
        _("By"),
        known,
        default=known[0],
        required=True,
        format_func=lambda name: words(dimension(name).name),
        key=key,
        label_visibility="collapsed",
    )
