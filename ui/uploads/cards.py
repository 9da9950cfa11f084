"""Each file of an import as it was understood, to be looked at, changed and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import pandas as pd
import streamlit as st

from data import importing
from data.importing import Column, FilePreview, Preview
from ui import text
from ui.text import _, said, shown
from ui.uploads.reports import counts_row, mapping_download, rejected_download, rejected_table

AUTOMATIC = ""
USUAL = ("utf-8", "utf-8-sig")
"""Encodings of which there is nothing to say."""


def kind_name(kind: str) -> str:
    if kind == "ignore":
        return _("Leave this file out")
    return said(importing.kinds()[kind]) if kind else _("As recognised")


def cards(preview: Preview, round_: int) -> Iterator[tuple[FilePreview, str, dict[str, str]]]:
    """Draws each file as understood; with it the kind and the mapping that the person changed."""
    copies: Counter[str] = Counter()
    for file in preview.files:
        # Its bytes alone do not name a file: the same one may be picked twice, and empty ones are all alike.
        key = f"{file.content_hash}_{copies[file.content_hash]}"
        copies[file.content_hash] += 1
        yield file, *_card(preview, file, key, round_)


def _card(preview: Preview, file: FilePreview, key: str, round_: int) -> tuple[str, dict[str, str]]:
    with st.container(border=True):
        st.markdown(f"**{text.escaped(file.name)}** · {_kind_and_reading(file)}")
        _told(file)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = _kind(key)
            shown = file.kind and st.toggle(
                _("Show the columns"), value=_is_doubtful(file), key=f"upload_show_{key}"
            )
        mapping = columns_table(file, f"{key}_{round_}") if shown else {}
        if shown:
            mapping_download(preview, file, key)
        if file.rejected:
            rejected_table(file)
            rejected_download(preview, file, key)
        return kind, mapping


def _told(file: FilePreview) -> None:
    """Rows are counted where some were read; what is warned of may be otherwise once the questions are answered."""
    if file.set_aside:
        st.caption(shown(file.set_aside))
    for problem in file.problems:
        st.error(shown(problem), icon=":material/block:")
    if file.kind and not file.problems:
        counts_row(file.counts)
    if file.warnings and not file.questions:
        warnings = [shown(warning) for warning in file.warnings]
        listed = warnings[0] if len(warnings) == 1 else "\n".join(f"- {one}" for one in warnings)
        st.warning(listed, icon=":material/warning:")


def _is_doubtful(file: FilePreview) -> bool:
    """Some column was only guessed: worth a look without being asked."""
    return any(column.how == "fuzzy" for column in file.columns)


def _kind(key: str) -> str:
    return st.selectbox(
        _("This file is"),
        (AUTOMATIC, *importing.KINDS, "ignore"),
        format_func=kind_name,
        key=f"upload_kind_{key}",
        width=280,
        filter_mode=None,
    )


def _waiting(file: FilePreview) -> str:
    return _("waits for your answer") if file.questions else _("set aside")


def _kind_and_reading(file: FilePreview) -> str:
    program = said(file.format) if file.format else ""
    if not file.kind:
        return " · ".join(part for part in (program, _waiting(file)) if part)
    kind = said(importing.kinds()[file.kind])
    parts = [
        program,
        "" if kind.lower() in program.lower() else kind,
        "" if file.encoding in USUAL else file.encoding,
        _delimiter(file.delimiter),
        _header(file.header_row),
    ]
    return " · ".join(part for part in parts if part)


def _header(row: int) -> str:
    """Said where it is not the first."""
    if row == 1:
        return ""
    return _("headers in row {row}", row=text.number(row)) if row else _("without headers")


def _delimiter(sign: str) -> str:
    names = {
        ",": _("separated by commas"),
        ";": _("separated by semicolons"),
        "\t": _("separated by tabs"),
        "|": _("separated by bars"),
    }
    return names.get(sign, sign)


def columns_table(file: FilePreview, key: str) -> dict[str, str]:
    """What each column became, to be changed; the changes as the importer's mapping."""
    assert file.kind
    titles = {
        field.name: text.words_of(field.english, field.russian) for field in importing.fields(file.kind)
    }
    column, became = _("Column of the file"), _("Became")
    rows = [
        (one.header or f"#{one.position}", titles.get(one.field or ""), _how(one), _read(one))
        for one in file.columns
    ]
    edited = st.data_editor(
        pd.DataFrame(rows, columns=(column, became, _("How sure"), _("For example"))),
        hide_index=True,
        height="content",
        disabled=[column, _("How sure"), _("For example")],
        column_config={became: st.column_config.SelectboxColumn(options=list(titles.values()))},
        alt=column,
        key=f"upload_columns_{key}",
    )
    return _changes(file, [_field_named(titles, title) for title in edited[became]])


def _field_named(titles: Mapping[str, str], title: object) -> str | None:
    return next((name for name, known in titles.items() if known == title), None)


def _changes(file: FilePreview, wanted: list[str | None]) -> dict[str, str]:
    changed = {}
    for column, field in zip(file.columns, wanted, strict=True):
        if field == column.field:
            continue
        if column.field and column.field not in wanted:
            changed[f"{file.name}:{column.field}"] = ""
        if field:
            changed[f"{file.name}:{field}"] = f"#{column.position}"
    return changed


def _how(column: Column) -> str:
    if not column.field:
        return _("left out")
    ways = {
        "exact": _("the very word"),
        "synonym": _("a known word for it"),
        "fuzzy": _("similar, {share}", share=text.share(column.confidence, 0)),
        "given": _("you said so"),
        "remembered": _("as last time"),
    }
    return ways.get(column.how, column.how)


def _read(column: Column) -> str:
    reading = said(column.reading) if column.reading else ""
    examples = " · ".join(column.examples)
    return f"{examples} ({reading})" if reading and examples else examples or reading
