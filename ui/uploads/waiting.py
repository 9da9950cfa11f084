"""While something is read or imported: how far it is, and a way to stop it. The page stays alive."""

from __future__ import annotations

import streamlit as st

from ui import text
from ui.text import _, shown
from ui.uploads.jobs import Job

OFTEN = 0.5
"""Seconds between two looks at the job."""


def draw(job: Job, title: str, promise: str) -> None:
    """Redraws the page when the job is over. ``promise``: what is so if it is stopped."""
    _bar(job, title, promise, text.language())


@st.fragment(run_every=OFTEN)
def _bar(job: Job, title: str, promise: str, language: str) -> None:
    text.speak(language)  # a fragment is drawn again by another thread, without the shell
    if job.is_over:
        st.rerun(scope="app")
    with st.container(border=True):
        message = shown(job.message)
        st.progress(job.share, text=f"{title} · {message}" if message else title)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(_("Cancel"), icon=":material/close:", key="upload_cancel"):
                job.stop()
            st.caption(promise)
