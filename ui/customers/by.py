"""The small switch inside a card: by which dimension the bars below it are told apart."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.dimensions import dimension
from ui.desk import Desk
from ui.text import _, words

CUSTOMERS = ("segment", "region", "source", "manager")
"""What customers are told apart by."""


def known(desk: Desk, dimensions: Sequence[str] = CUSTOMERS) -> list[str]:
    """Those that hold more than one value: by the others there is nothing to tell apart."""
    options = desk.options
    return [name for name in dimensions if len(options.get(name, ())) > 1]


def switch(desk: Desk, key: str) -> str:
    """One of the known dimensions, of which there must be one."""
    names = known(desk)
    return st.segmented_control(
        _("By"),
        names,
        default=names[0],
        required=True,
        format_func=lambda name: words(dimension(name).name),
        key=key,
        label_visibility="collapsed",
    )
