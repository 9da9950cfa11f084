"""One thing in two shapes, a wide one and one for a phone: both are sent, and the window chooses, for the
server does not know how wide it is."""

from __future__ import annotations

import streamlit as st

NARROWEST = 641
"""Pixels from which there is room for the wide shape."""

# Paper is wide whoever prints, but a phone never drew the table that it would show there.
_ROOM = f"screen and (min-width:{NARROWEST}px), print and (not (pointer:coarse))"
_NO_ROOM = f"screen and (max-width:{NARROWEST - 1}px), print and (pointer:coarse)"


def switch(wide: str, narrow: str) -> None:
    """Between two containers, by their keys."""
    st.html(
        f"<style>@media {_NO_ROOM}{{.st-key-{wide}{{display:none}}}}"
        f"@media {_ROOM}{{.st-key-{narrow}{{display:none}}}}</style>"
    )
