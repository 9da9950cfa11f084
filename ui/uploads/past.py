"""The past imports, and any of them taken back, after it was said what that does."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from data import importing
from data.importing import PastImport
from ui import noting, printing, text, viewing
from ui.desk import Desk
from ui.text import _, ngettext
from ui.uploads import jobs
from ui.uploads.session import Session
from ui.viewing import Reach


def draw(desk: Desk, session: Session, reach: Reach) -> None:
    past = importing.history(desk.store, only_of=reach.imports)
    if not past:
        return
    st.subheader(_("Past imports"))
    st.dataframe(
        table(past),
        hide_index=True,
        height="content",
        column_config={"№": st.column_config.TextColumn(width=60)},
        alt=_("Past imports"),
    )
    standing = {one.import_id: one for one in past if one.undone_at is None and not one.counts.all_rejected}
    if not standing or jobs.running(desk.store.url):
        return
    if session.undoing in standing:
        _ask(desk, session, standing[session.undoing], reach)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{printing.SCREEN_ONLY}_take_back"):
        chosen = st.selectbox(
            _("Take an import back"),
            list(standing),
            format_func=lambda number: named(standing[number]),
            key=f"upload_undo_{max(standing)}_{len(standing)}",
            width=420,
            filter_mode=None,
        )
        if st.button(_("Take it back…"), icon=":material/undo:"):
            session.undoing = chosen
            st.rerun()


def table(past: Sequence[PastImport]) -> pd.DataFrame:
    rows = [
        (
            str(one.import_id),
            text.moment(one.imported_at),
            _("local") if one.actor == viewing.LOCAL else one.actor,
            ", ".join(file.name for file in one.files),
            *(getattr(one.counts, what) for what in ("new", "updated", "unchanged", "rejected")),
            _became(one),
        )
        for one in past
    ]
    counted = (_("New"), _("Updated"), _("Unchanged"), _("Rejected"))
    made = pd.DataFrame(
        rows, columns=("№", _("When"), _("Who"), _("Files"), *counted, _("What became of it"))
    )
    return made if made[_("What became of it")].any() else made.drop(columns=_("What became of it"))


def _became(one: PastImport) -> str:
    if one.counts.all_rejected:
        return _("nothing was brought in")
    return _("undone {moment}", moment=text.moment(one.undone_at)) if one.undone_at else ""


def named(one: PastImport) -> str:
    files = ", ".join(file.name for file in one.files)
    return f"№ {one.import_id} · {text.moment(one.imported_at)} · {files}"


def _ask(desk: Desk, session: Session, one: PastImport, reach: Reach) -> None:
    would = importing.would_undo(desk.store, import_id=one.import_id, only_of=reach.imports)
    with st.container(border=True):
        st.markdown(f"**{_('Take this import back?')}** {text.escaped(named(one))}")
        st.write(consequences(would.removed, would.restored))
        with st.container(horizontal=True):
            if st.button(_("Take it back"), type="primary", icon=":material/undo:"):
                session.undoing = None
                _take_back(desk, one)
                st.rerun()
            if st.button(_("Keep it")):
                session.undoing = None
                st.rerun()


def _take_back(desk: Desk, one: PastImport) -> None:
    may = viewing.reach(desk.store)
    undone = importing.undo(
        desk.store,
        now=desk.now,
        import_id=one.import_id,
        only_of=may.imports,
        only_managers=may.managers,
    )
    noting.undone(desk.store, viewing.actor(desk.store), viewing.now(), undone)
    count = undone.removed + undone.restored
    st.toast(ngettext("{count} row taken back", "{count} rows taken back", count))


def consequences(removed: int, restored: int) -> str:
    """Whole tables counted: deals, customers, managers, stages."""
    if not removed and not restored:
        return _("Nothing changes: what it brought was said again by later imports.")
    gone = ngettext("{count} row it brought will go", "{count} rows it brought will go", removed)
    back = ngettext(
        "{count} row becomes as it was before", "{count} rows become as they were before", restored
    )
    what = ", ".join(said for said, count in ((gone, removed), (back, restored)) if count)
    return _("{what}. What later imports said stays.", what=what[0].upper() + what[1:])
