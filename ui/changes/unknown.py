"""Nothing to compare: why, and what brings it."""

from __future__ import annotations

import streamlit as st

from ui import navigation, text, viewing
from ui.changes.seen import Seen
from ui.text import _


def draw(seen: Seen) -> None:
    with st.container(border=True):
        st.subheader(_("What changed is not known yet"))
        st.write(why(seen))
        if viewing.may_upload(viewing.store()):
            navigation.link("upload", _("Upload the deals of today"))


def why(seen: Seen) -> str:
    """Never guessed: between two uploads one sees what changed, from one nothing."""
    uploads, first, last = int(seen.ends["uploads"]), seen.ends["first_at"], seen.ends["end_at"]
    if text.is_missing(first):
        return _("What changed is known from the second upload of deals on; none has come yet.")
    if not uploads:
        return _(
            "The first upload of deals came on {day}, after this period: choose a later one.",
            day=text.moment(first),
        )
    if uploads == 1:
        return _(
            "What changed is known from the second upload of deals on; one has come, on {day}.",
            day=text.moment(last),
        )
    return _(
        "No upload of deals came within this period, the last before its end on {day}: choose a longer period.",
        day=text.moment(last),
    )
