"""Rejected rows as a file that opens in a spreadsheet, to be mended and uploaded alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from data import schema
from data.importing.books import as_message, rejected
from data.importing.model import Message, Preview, RejectedRow
from data.store import Store

_HEAD = (
    Message("File"),
    Message("Row"),
    Message("Column"),
    Message("Value"),
    Message("Reason"),
    Message("What to do"),
)
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def rejected_csv(
    source: Store | Preview,
    *,
    import_id: int | None = None,
    file: str | None = None,
    translate: Callable[[Message], str] = str,
) -> bytes:
    """Rejected rows of a preview, or of an import in the store (the last one unless told):
    file, row, column, value, reason, remedy, then the row's own cells. UTF-8 with BOM, commas;
    cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    found = _of_preview(source) if isinstance(source, Preview) else _of_store(source, import_id)
    rows = [(name, row) for name, row in found if file in (None, name)]
    out = io.StringIO()
    writer = csv.writer(out)
    width = max((len(row.cells) for _, row in rows), default=0)
    writer.writerow([translate(head) for head in _HEAD] + [f"#{i}" for i in range(1, width + 1)])
    for name, row in rows:
        told = [name, str(row.row), row.column, row.value, translate(row.reason), translate(row.remedy)]
        writer.writerow([_safe(cell) for cell in (*told, *row.cells)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def _of_preview(preview: Preview) -> Iterable[tuple[str, RejectedRow]]:
    for file in preview.work.files:
        for row in rejected(file):
            yield file.source.name, row


def _of_store(store: Store, import_id: int | None) -> Iterable[tuple[str, RejectedRow]]:
    r, f = schema.rejected_rows.c, schema.import_files.c
    with store.engine.connect() as connection:
        if import_id is None:
            import_id = connection.scalar(sa.select(sa.func.max(schema.imports.c.import_id)))
        names = dict(
            connection.execute(sa.select(f.content_hash, f.name).where(f.import_id == import_id)).all()
        )
        rows = connection.execute(
            sa.select(schema.rejected_rows).where(r.import_id == import_id).order_by(r.content_hash, r.row)
        ).mappings()
        for row in rows:
            yield (
                names.get(row["content_hash"], ""),
                RejectedRow(
                    row["row"],
                    row["column"],
                    row["value"],
                    as_message(row["reason"]),
                    as_message(row["remedy"]),
                    tuple(json.loads(row["cells"])),
                ),
            )
