"""What is said of an import: its progress, its counts, what was rejected, what was done before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st
from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

from data import importing
from data.importing import Counts, FilePreview, Message, Preview
from ui import text
from ui.desk import Desk
from ui.text import _, ngettext, said


@contextmanager
def progress(title: str) -> Iterator[importing.Progress]:
    """A bar that the importer moves, from whichever thread it reads in."""
    bar, context, language = st.progress(0.0, text=title), get_script_run_ctx(), text.language()

    def tell(share: float, message: Message) -> None:
        add_script_run_ctx(threading.current_thread(), context)
        text.speak(language)
        bar.progress(min(max(share, 0.0), 1.0), text=said(message))

    try:
        yield tell
    finally:
        bar.empty()


def counts_row(counts: Counts) -> None:
    """Five numbers that add up to the rows of the file."""
    named = (
        (_("New"), counts.new),
        (_("Updated"), counts.updated),
        (_("Unchanged"), counts.unchanged),
        (_("Rejected"), counts.rejected),
        (_("Service rows"), counts.service),
        (_("Rows in the file"), counts.rows),
    )
    grid = st.grid(6, min_column_width=110)
    for label, value in named:
        grid.metric(label, text.number(value))


def rejected_table(file: FilePreview) -> None:
    count = file.counts.rejected
    st.markdown("**" + ngettext("{count} row is not imported", "{count} rows are not imported", count) + "**")
    rows = [
        (row.row, row.column, row.value, said(row.reason), said(row.remedy)) for row in file.rejected[:100]
    ]
    names = (_("Row"), _("Column"), _("Value"), _("Why"), _("What to do"))
    st.dataframe(pd.DataFrame(rows, columns=names), hide_index=True, height="content")


def history(desk: Desk, only_of: str | None) -> list[importing.PastImport]:
    """The past imports, newest first, as a table; returned for the undo."""
    past = list(importing.history(desk.store, only_of=only_of))
    if not past:
        return []
    st.subheader(_("Past imports"))
    rows = [
        (
            text.moment(one.imported_at),
            ", ".join(file.name for file in one.files),
            *(
                sum(getattr(file.counts, what) for file in one.files)
                for what in ("new", "updated", "rejected")
            ),
            _("undone {moment}", moment=text.moment(one.undone_at)) if one.undone_at else "",
        )
        for one in past
    ]
    names = (_("When"), _("Files"), _("New"), _("Updated"), _("Rejected"), "")
    st.dataframe(pd.DataFrame(rows, columns=names), hide_index=True, height="content")
    return past


def confirm_label(preview: Preview) -> str:
    changed = preview.counts.new + preview.counts.updated
    return ngettext("Import: {count} row will change", "Import: {count} rows will change", changed)


def rejected_download(preview: Preview) -> None:
    if preview.counts.rejected:
        st.download_button(
            _("Download the rejected rows with reasons"),
            data=lambda: importing.rejected_csv(preview, translate=said),
            file_name="rejected.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def result(done: importing.ImportResult) -> None:
    counts = sum((file.counts for file in done.files), Counts())
    st.success(
        _(
            "Imported: {new} new, {updated} updated, {unchanged} unchanged, {rejected} rejected.",
            new=text.number(counts.new),
            updated=text.number(counts.updated),
            unchanged=text.number(counts.unchanged),
            rejected=text.number(counts.rejected),
        ),
        icon=":material/check:",
    )
