"""From any export to the store: read, understand, check, preview; then merge, or take back.

    preview = prepare(store, [Source("deals.csv", data)])
    for question in preview.questions: …               # answers[question.key] = option.value
    preview = prepare(store, sources, answers=answers)   # again, with the answers
    result = confirm(store, preview, actor="…", now=now)

    for one in mappings(store): …                        # what is remembered of headers, to see and change

Everything a caller needs is here; the rooms beside are nobody else's business. A file goes up through them:
``reading`` (a file → tables of texts) on ``values`` (texts → numbers, dates) → ``understanding`` (what the
columns mean) → ``checking`` (fit for the store, or rejected) → ``merging`` (laid over the store, written);
``answers`` is what a person said on the way, ``history`` what was imported before and the way back.
"""

from __future__ import annotations

from data.importing.answers.exported import mapping_json
from data.importing.answers.remembered import (
    SavedMapping,
    export_mappings,
    forget_mapping,
    import_mappings,
    mapping,
    mappings,
)
from data.importing.history.past import history, undo, would_undo
from data.importing.model import (
    KINDS,
    Cancelled,
    Column,
    Counts,
    Created,
    Field,
    FilePreview,
    FileResult,
    ImportResult,
    Message,
    Option,
    PastImport,
    Preview,
    Progress,
    Question,
    RejectedRow,
    Source,
    UndoResult,
)
from data.importing.work import confirm, fields, kinds, prepare, rejected_csv

__all__ = [
    "KINDS",
    "Cancelled",
    "Column",
    "Counts",
    "Created",
    "Field",
    "FilePreview",
    "FileResult",
    "ImportResult",
    "Message",
    "Option",
    "PastImport",
    "Preview",
    "Progress",
    "Question",
    "RejectedRow",
    "SavedMapping",
    "Source",
    "UndoResult",
    "confirm",
    "export_mappings",
    "fields",
    "forget_mapping",
    "history",
    "import_mappings",
    "kinds",
    "mapping",
    "mapping_json",
    "mappings",
    "prepare",
    "rejected_csv",
    "undo",
    "would_undo",
]
