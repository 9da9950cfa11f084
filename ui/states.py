"""Empty, failing and demo: what a page says when there is no number to show."""

from __future__ import annotations

import logging
import uuid

import streamlit as st

from data.errors import VoronkaError
from ui import navigation, text, viewing
from ui.text import _

log = logging.getLogger(__name__)


def said(error: VoronkaError) -> None:
    """A refusal in words, where the number would have stood."""
    st.warning(text.say(error), icon=":material/info:")


def failed(error: Exception) -> None:
    """Never a stack trace on a page; always one in the log, found by the number shown."""
    number = uuid.uuid4().hex[:8]
    log.error("Failure %s", number, exc_info=error)
    st.error(
        _(
            "This page could not be drawn. The data is untouched. Tell whoever keeps Voronka the number {number}: it is in the log.",
            number=number,
        ),
        icon=":material/error:",
    )


def not_for_you(page: str) -> None:
    st.info(
        _("This page is not for your role. Ask a director or an administrator if you need it."),
        icon=":material/lock:",
    )
    viewing.note_refusal(viewing.store(), page)


def empty_store() -> None:
    with st.container(border=True):
        st.subheader(_("Nothing here yet"))
        if not viewing.may_upload(viewing.store()):
            st.write(_("Once the deals are uploaded, yours are seen here."))
            return
        st.write(
            _(
                "Upload an export from your CRM or 1C: deals are enough to begin. Nothing leaves this computer."
            )
        )
        navigation.link("upload", _("Upload the first file"))


def nothing_found() -> None:
    """The filters let nothing through."""
    with st.container(border=True):
        st.markdown("**" + _("No deals match these filters") + "**")
        st.write(_("Widen the period or take a filter away in the sidebar."))
