"""What is said of an import: its counts, what was rejected, what it did."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from data import importing
from data.importing import Counts, FilePreview, Preview
from data.store import Store
from ui import text
from ui.text import _, ngettext, said


def counts_row(counts: Counts) -> None:
    """Five numbers that add up to the rows of the file."""
    named = (
        (_("New"), counts.new, None),
        (_("Updated"), counts.updated, None),
        (_("Unchanged"), counts.unchanged, None),
        (_("Rejected"), counts.rejected, None),
        (
            _("Service rows"),
            counts.service,
            _("Headers, totals and empty rows: there is nothing in them to import."),
        ),
        (_("Rows in the file"), counts.rows, None),
    )
    grid = st.grid(6, min_column_width=110)
    for label, value, help in named:
        grid.metric(label, text.number(value), help=help)


def rejected_table(file: FilePreview) -> None:
    count = file.counts.rejected
    title = ngettext("{count} row is not imported", "{count} rows are not imported", count)
    st.markdown(f"**{title}**")
    rows = [
        (row.row, row.column, row.value, said(row.reason), said(row.remedy)) for row in file.rejected[:100]
    ]
    names = (_("Row"), _("Column"), _("Value"), _("Why"), _("What to do"))
    st.dataframe(pd.DataFrame(rows, columns=names), hide_index=True, height="content", alt=title)


def confirm_label(preview: Preview) -> str:
    if preview.counts.all_rejected:
        return _("Keep the file and the reasons")
    new, changed = preview.counts.new, preview.counts.updated
    if new and changed:
        return _(
            "Import: {new} new, {changed} will change", new=text.number(new), changed=text.number(changed)
        )
    if new:
        return ngettext("Import: {count} new row", "Import: {count} new rows", new)
    return ngettext("Import: {count} row will change", "Import: {count} rows will change", changed)


def rejected_download(preview: Preview, file: FilePreview, key: str) -> None:
    """The rows of one file, to be mended and uploaded alone."""
    language = text.language()

    def made() -> bytes:
        text.speak(language)  # another thread serves the click
        return importing.rejected_csv(
            preview, file=file.name, translate=said, delimiter=";" if language == "ru" else ","
        )

    if file.counts.rejected:
        st.download_button(
            _("Download the rejected rows with reasons"),
            data=made,
            file_name=_("rejected {file}", file=f"{file.name.rsplit('.', 1)[0]}.csv"),
            key=f"upload_rejected_{key}",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def nothing_comes(preview: Preview) -> None:
    if preview.counts.all_rejected:
        st.error(
            _(
                "No row can be brought in: all of them are rejected, each for the reason beside it. "
                "Mend them and upload them again."
            ),
            icon=":material/block:",
        )


def result(store: Store, done: importing.ImportResult) -> None:
    counts = done.counts
    if counts.all_rejected:
        _nothing_came(store, done)
        return
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


def _nothing_came(store: Store, done: importing.ImportResult) -> None:
    count = done.counts.rejected
    st.error(
        ngettext(
            "Nothing was brought in: the only row was rejected. Download it with the reason, mend it, upload it again.",
            "Nothing was brought in: all {count} rows were rejected. Download them with the reasons, mend them, upload them again.",
            count,
        ),
        icon=":material/block:",
    )
    language = text.language()

    def made() -> bytes:
        text.speak(language)  # another thread serves the click
        delimiter = ";" if language == "ru" else ","
        return importing.rejected_csv(store, import_id=done.import_id, translate=said, delimiter=delimiter)

    st.download_button(
        _("Download the rejected rows with reasons"),
        data=made,
        file_name=_("rejected {file}", file=f"{done.import_id}.csv"),
        key="upload_rejected_kept",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def mapping_download(preview: Preview, file: FilePreview, key: str) -> None:
    """What each column became, to be kept, or taken to another store."""
    st.download_button(
        _("Download the mapping"),
        data=lambda: importing.mapping_json(preview, file.name),
        file_name=_("mapping of {file}", file=f"{file.name.rsplit('.', 1)[0]}.json"),
        key=f"upload_mapping_{key}",
        mime="application/json",
        icon=":material/download:",
        help=_("For another store: python cli.py mapping import"),
        on_click="ignore",
    )
