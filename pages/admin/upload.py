"""What have we, and what would a new file change? Drop exports, look, confirm; or take any import back."""

import streamlit as st

from data.importing import Source
from ui import looking, page, printing, text, viewing
from ui.desk import Desk
from ui.text import _
from ui.uploads import flow, headers, past, picking, reports
from ui.uploads.session import Session


def upload(desk: Desk) -> None:
    session = st.session_state.setdefault("upload", Session())
    page.answer(_answer(desk))
    if looking.only_looks(desk.store):
        return
    reach = viewing.reach(desk.store)
    if reach.managers is not None:
        st.caption(_("You upload your own deals: rows of others are left out, each with its reason."))
    if session.result:
        reports.result(desk.store, session.result)
        session.result = None
    files = picking.files(session.round, desk.settings.upload_megabytes)
    if files or session.import_job:
        flow.show(desk, session, [Source(file.name, file.getvalue()) for file in files], reach)
    else:
        session.clear()
    past.draw(desk, session, reach)
    if reach.managers is None:
        with st.container(key=f"{printing.SCREEN_ONLY}_headers"):
            headers.draw(desk, session)


def _answer(desk: Desk) -> str:
    if desk.is_empty:
        return _("Nothing has been uploaded yet: drop your first export below.")
    return _("The data is of {moment}.", moment=text.moment(desk.version.at))


page.show(_("Upload"), upload, needs_data=False, only_for=viewing.may_upload)
