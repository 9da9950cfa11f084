"""A page on paper: what is there to be read, light, without what is there to be clicked."""

from __future__ import annotations

import streamlit as st

from ui.theme import LIGHT

SCREEN_ONLY = "screen_only"
"""Keys of containers that begin so are left out on paper: what is in them can only be clicked."""

WIDEST = 1540
"""Pixels of the widest page. A chart keeps the width it has on the screen, and the paper must hold it."""

SHRUNK = 0.75
"""A4 on its side is 1047 pixels wide between the margins: at three quarters it holds the widest page."""

_LEFT_OUT = (
    "stSidebar",
    "stHeader",
    "stToolbar",
    "stButton",
    "stButtonGroup",
    "stCheckbox",
    "stDownloadButton",
    "stFileUploader",
    "stTooltipIcon",
)
_SCROLLING = (".stApp", "[data-testid=stAppViewContainer]", "[data-testid=stMain]")
_DRAWN = ("stPlotlyChart", "stDataFrame")


def style(*, dark: bool) -> None:
    """Once a run, before the page. Names nothing but Streamlit's test ids, which it keeps."""
    st.html(f"<style>{_page()}@media print{{{_paper()}{_turned_light() if dark else ''}}}</style>")


def _page() -> str:
    return f"[data-testid=stMainBlockContainer]{{max-width:{WIDEST}px}}"


def _paper() -> str:
    left_out = ", ".join((*map(_named, _LEFT_OUT), f"[class*=st-key-{SCREEN_ONLY}]"))
    scrolling = ", ".join(("html", "body", "#root", "#root>div", *_SCROLLING))
    icons = f"{_named('stPageLink')} {_named('stIconMaterial')}"
    return (
        "@page{size:A4 landscape;margin:10mm}"
        f"{scrolling}{{position:static!important;display:block!important;height:auto!important;overflow:visible!important}}"
        f"html, body, .stApp{{background:{LIGHT.surface}!important}}"
        f"{_named('stMain')}{{background:none!important}}"
        f"{_named('stMainBlockContainer')}{{padding:0!important;zoom:{SHRUNK}}}"
        f"{_named('stVerticalBlock')}>:not(:last-child){{margin-bottom:0.6rem!important}}"
        f"{_side_by_side()}{_whole()}"
        f"{left_out}, {icons}{{display:none!important}}"  # the last word, also over what stands side by side
    )


def _whole() -> str:
    """A title stays with what is drawn under it."""
    cards = ", ".join(f"{_named('stVerticalBlock')}:has({_named(one)})" for one in _DRAWN)
    return f"{cards}, {', '.join(map(_named, ('stMetric', 'stAlert', *_DRAWN)))}{{break-inside:avoid}}"


def _side_by_side() -> str:
    """As on the screen: Streamlit puts columns with charts one below the other, half of the paper empty."""
    return (
        f"{_named('stHorizontalBlock')}{{display:flex!important;flex-flow:row nowrap!important}}"
        f"{_named('stColumn')}{{min-width:0!important}}"
        f"{_named('stLayoutWrapper')}>{_named('stVerticalBlock')}{{height:100%!important}}"
    )


def _turned_light() -> str:
    """Charts and tables are drawn, and cannot be given other colours by a style: they are turned round with
    the rest, black to white and back, the hues staying what they are."""
    return f"{_named('stMain')}{{filter:invert(1) hue-rotate(180deg)}}"


def _named(test_id: str) -> str:
    return f"[data-testid={test_id}]"
