"""From the picked files to the import: read, looked at, answered, confirmed once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from data.importing import Preview, Source
from ui import demos
from ui.desk import Desk
from ui.text import _, shown
from ui.uploads import cards, jobs, questions, reports, waiting
from ui.uploads.session import Session, Told
from ui.viewing import Reach


def show(desk: Desk, session: Session, sources: Sequence[Source], reach: Reach) -> None:
    if session.import_job:
        _import(desk, session)
        return
    job = session.read(desk, sources, reach.managers)
    if not job.is_over:
        waiting.draw(job, _("Reading the files"), _("Nothing has been imported yet."))
        return
    if job.is_stopped:
        session.forget()
        st.rerun()
    preview = job.made()
    _look(session, preview)
    _confirm(desk, session, preview, reach)


def _look(session: Session, preview: Preview) -> None:
    """What the person changes is read anew."""
    mapping = dict(session.told.mapping)
    kinds: dict[str, str] = {}
    for file, kind, changed in cards.cards(preview, len(mapping)):
        mapping |= changed
        kinds |= {file.name: kind} if kind else {}
    answers = dict(session.told.answers) | dict(questions.draw(preview))
    told = Told(kinds, mapping, answers)
    if told != session.told:
        session.told = told
        st.rerun()


def _confirm(desk: Desk, session: Session, preview: Preview, reach: Reach) -> None:
    reports.nothing_comes(preview)
    clear = reach.managers is None and demos.offer_to_clear(desk)
    other = jobs.running(desk.store.url)
    if other:
        waits = _(
            "Another import is running: {what}. Yours can follow when it is done.", what=shown(other.message)
        )
        st.info(waits, icon=":material/hourglass_top:")
    with st.container(horizontal=True, vertical_alignment="center"):
        label = reports.confirm_label(preview)
        if st.button(label, type="primary", disabled=not preview.ready or other is not None):
            session.confirm(desk, preview, clear=clear)
            st.rerun()
        if why := _why_not(preview):
            st.caption(why)


def _why_not(preview: Preview) -> str:
    if preview.questions:
        return _("Answer the questions above first.")
    if preview.problems:
        return _("A file cannot be taken as it is: mend it, or take it off the list above.")
    return ""


def _import(desk: Desk, session: Session) -> None:
    job = session.import_job
    assert job
    if not job.is_over:
        waiting.draw(job, _("Importing"), _("If you cancel, everything stays as it was before the import."))
        return
    session.finish()
    st.rerun()
