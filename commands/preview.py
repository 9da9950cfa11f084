"""What an import would change, or has changed: for people and as JSON."""

from __future__ import annotations

from typing import Any

from commands import output
from data import importing
from data.importing import (
    Counts,
    FilePreview,
    FileResult,
    ImportResult,
    Message,
    Preview,
    Question,
    RejectedRow,
)
from ui import text
from ui.text import _, said

SHOWN = 10
"""Rejected rows on screen; all of them go into the file of ``--rejected``."""


def for_people(found: Preview) -> None:
    for file in found.files:
        _file(file)
    if len([file for file in found.files if file.kind]) > 1:
        _counts(found.counts, _("Altogether"))
    for question in found.questions:
        ask(question)


def _file(file: FilePreview) -> None:
    if file.kind is None:
        output.say(f"{file.name}: {said(file.set_aside) if file.set_aside else ''}")
        for each in file.problems:
            output.say(f"  ! {said(each)}")
        output.say()
        return
    output.say(
        _(
            "{file}: {kind}, {encoding}",
            file=file.name,
            kind=said(importing.kinds()[file.kind]),
            encoding=file.encoding,
        )
    )
    if file.format:
        output.say("  " + _("Recognised: {format}", format=said(file.format)))
    names = {
        field.name: field.russian if text.language() == "ru" else field.english
        for field in importing.fields(file.kind)
    }
    output.as_table(
        [
            output.Column(_("Column")),
            output.Column(_("Became")),
            output.Column(_("Read as")),
            output.Column(_("For example")),
        ],
        [
            [
                column.header or f"#{column.position}",
                names.get(column.field, column.field) if column.field else text.NOTHING,
                said(column.reading) if column.reading else "",
                ", ".join(column.examples),
            ]
            for column in file.columns
        ],
    )
    _counts(file.counts, file.name)
    for each in (*file.problems, *file.warnings):
        output.say(f"  ! {said(each)}")
    for row in file.rejected[:SHOWN]:
        output.say("  " + _rejected(row))
    if file.counts.rejected > SHOWN:
        output.say("  " + _("… and more: --rejected FILE.csv writes all of them."))
    output.say()


def _rejected(row: RejectedRow) -> str:
    return _(
        "row {row}, {column} “{value}”: {reason} {remedy}",
        row=row.row,
        column=row.column,
        value=row.value,
        reason=said(row.reason),
        remedy=said(row.remedy),
    )


def _counts(counts: Counts, what: str) -> None:
    output.say(
        _(
            "{what}: {rows} rows = {new} new + {updated} updated + {unchanged} unchanged + {rejected} rejected + {service} service",
            what=what,
            rows=text.number(counts.rows),
            new=text.number(counts.new),
            updated=text.number(counts.updated),
            unchanged=text.number(counts.unchanged),
            rejected=text.number(counts.rejected),
            service=text.number(counts.service),
        )
    )


def ask(question: Question) -> None:
    output.say(f"? {said(question.text)}")
    for place, each in enumerate(question.options, 1):
        output.say(f"  {place}. {said(each.label)}  --answer '{question.key}={each.value}'")
    if question.examples:
        output.say("  " + _("For example: {examples}", examples=", ".join(question.examples)))


def option(question: Question) -> str:
    """The exact words that answer it, the values to choose from between bars."""
    return question.syntax


def as_records(found: Preview, done: ImportResult | None) -> list[dict[str, Any]]:
    """An object per file, documented in docs/command_line.md."""
    merged = {file.name: file for file in done.files} if done else {}
    return [_record(file, merged.get(file.name), done) for file in found.files]


def _record(file: FilePreview, merged: FileResult | None, done: ImportResult | None) -> dict[str, Any]:
    counts = merged.counts if merged else file.counts
    return {
        "file": file.name,
        "kind": file.kind,
        "import_id": done.import_id if done and file.kind else None,
        "rows": counts.rows,
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "service": counts.service,
        "set_aside": _told(file.set_aside),
        "format": _told(file.format),
        "encoding": file.encoding or None,
        "delimiter": file.delimiter or None,
        "header_row": file.header_row or None,
        "columns": [
            {
                "position": column.position,
                "header": column.header,
                "field": column.field,
                "how": column.how or None,
                "reading": _told(column.reading),
            }
            for column in file.columns
        ],
        "rejected_rows": [
            {
                "row": row.row,
                "column": row.column,
                "value": row.value,
                "reason": said(row.reason),
                "remedy": said(row.remedy),
            }
            for row in file.rejected
        ],
        "warnings": [said(each) for each in file.warnings],
        "problems": [said(each) for each in file.problems],
        "questions": [
            {
                "key": question.key,
                "question": said(question.text),
                "options": [{"value": each.value, "label": said(each.label)} for each in question.options],
                "several": question.several,
                "syntax": option(question),
            }
            for question in file.questions
        ],
    }


def _told(message: Message | None) -> str | None:
    return said(message) if message else None
