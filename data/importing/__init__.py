"""From any export to the store: read, understand, check, preview; then merge, or take back.

    preview = prepare(store, [Source("deals.csv", data)])
    for question in preview.questions: …               # answers[question.key] = option.value
    preview = prepare(store, sources, answers=answers)   # again, with the answers
    result = confirm(store, preview, actor="…", now=now)

Everything a caller needs is here; the modules beside are nobody else's business.
"""

from __future__ import annotations

from data.importing.model import (
    KINDS,
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
from data.importing.taking_back import undo
from data.importing.work import (
    confirm,
    fields,
    history,
    kinds,
    prepare,
    rejected_csv,
)

__all__ = [
    "KINDS",
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
    "Source",
    "UndoResult",
    "confirm",
    "fields",
    "history",
    "kinds",
    "prepare",
    "rejected_csv",
    "undo",
]
