"""What is remembered of headers that were confirmed: to be seen, handed on, changed and forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from data import importing
from data.errors import BadInput, VoronkaError
from data.importing import SavedMapping
from ui import noting, states, text, viewing
from ui.desk import Desk
from ui.text import _, ngettext
from ui.uploads import picking
from ui.uploads.cards import kind_name
from ui.uploads.session import Session

BEGINNING = 4
"""Headers by which one export is told from another."""


def draw(desk: Desk, session: Session) -> None:
    """Only for who uploads for everybody: what is remembered holds for all of them."""
    found = importing.mappings(desk.store)
    with st.expander(_("What is remembered of your files"), icon=":material/bookmark:"):
        st.caption(
            _(
                "A file with a header that was confirmed once is read the same way, and asked about no more. "
                "Only what a person said is remembered; the rest is recognised anew."
            )
        )
        if found:
            alt = _("What is remembered of your files")
            st.dataframe(table(found), hide_index=True, height="content", alt=alt)
            _forget(desk, found)
        _hand_on(desk, session, found)


def table(found: Sequence[SavedMapping]) -> pd.DataFrame:
    rows = [(beginning(one), kind_name(one.kind or ""), _told(one)) for one in found]
    return pd.DataFrame(rows, columns=(_("Header"), _("This file is"), _("What was said")))


def beginning(one: SavedMapping) -> str:
    """Where there is no header, the name of the file."""
    headers = [header for header in one.headers if header]
    shown = ", ".join(headers[:BEGINNING]) + (", …" if len(headers) > BEGINNING else "")
    return shown or one.file or text.NOTHING


def _told(one: SavedMapping) -> str:
    titles = _titles(one.kind)
    columns = [
        f"{titles.get(field, field)} = {one.header(place) or _('left out')}"
        for field, place in one.columns.items()
    ]
    return "; ".join([*columns, *(f"{question} = {answer}" for question, answer in one.answers.items())])


def _titles(kind: str | None) -> Mapping[str, str]:
    """A mapping without a kind of its own may name a field of any."""
    kinds = [kind] if kind in importing.KINDS else importing.KINDS[::-1]  # the first have the last word
    return {
        field.name: text.words_of(field.english, field.russian)
        for one in kinds
        for field in importing.fields(one)  # type: ignore[arg-type]
    }


def _forget(desk: Desk, found: Sequence[SavedMapping]) -> None:
    known = {one.fingerprint: one for one in found}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            _("Forget"),
            list(known),
            format_func=lambda name: beginning(known[name]),
            key=f"upload_forget_{len(known)}",
            width=420,
            filter_mode=None,
        )
        if st.button(_("Forget it"), icon=":material/delete:"):
            gone = importing.forget_mapping(desk.store, chosen, now=desk.now)
            noting.mapping(
                desk.store, viewing.actor(desk.store), viewing.now(), "mapping_forgotten", beginning(gone)
            )
            st.toast(_("Forgotten: the next such file is recognised and asked about anew."))
            st.rerun()


def _hand_on(desk: Desk, session: Session, found: Sequence[SavedMapping]) -> None:
    if found:
        st.download_button(
            _("Download all as JSON"),
            data=lambda: importing.export_mappings(desk.store),
            file_name=_("mappings.json"),
            mime="application/json",
            icon=":material/download:",
            key="upload_mappings",
            on_click="ignore",
        )
    label = _("Take them from such a file, as downloaded or changed since")
    file = picking.one(label, "json", "upload_mappings_taken", session.taken)
    if file and st.button(_("Take them"), icon=":material/upload:"):
        try:
            _take(desk, session, file.getvalue())
        except VoronkaError as error:
            states.said(error)


def _take(desk: Desk, session: Session, content: bytes) -> None:
    """Raises BadInput and Unknown for what cannot be taken: then none of it is."""
    try:
        told = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("This is no export of mappings: {reason}.", reason="UTF-8") from error
    taken = importing.import_mappings(desk.store, told, now=desk.now)
    for one in taken:
        noting.mapping(desk.store, viewing.actor(desk.store), viewing.now(), "mapping_taken", beginning(one))
    session.taken += 1
    st.toast(ngettext("{count} mapping taken.", "{count} mappings taken.", len(taken)))
    st.rerun()
