"""Rejected rows as a file that opens in a spreadsheet, to be mended and uploaded alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from data import schema
from data.importing.books import as_message, rejected
from data.importing.checking import mended
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


@dataclass(frozen=True)
class _Rejected:
    file: str
    headers: tuple[str, ...]
    row: RejectedRow


def rejected_csv(
    source: Store | Preview,
    *,
    import_id: int | None = None,
    file: str | None = None,
    translate: Callable[[Message], str] = str,
    delimiter: str = ",",
) -> bytes:
    """Rejected rows of a preview, or of an import in the store (the last one unless told): file, row,
    column, value, reason, remedy, then the row's own cells under their own headers (``#1`` … where files
    of different headers are told together). UTF-8 with BOM; cells that a spreadsheet would run as a
    formula begin with an apostrophe. Mended, the file of one table is read like that table.
    """
    found = _of_preview(source) if isinstance(source, Preview) else _of_store(source, import_id)
    rows = [one for one in found if file in (None, one.file)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([mended.MARK + translate(head) for head in _HEAD] + _headers(rows))
    for one in rows:
        told = [one.file, str(one.row.row), one.row.column, one.row.value]
        said = [translate(one.row.reason), translate(one.row.remedy)]
        writer.writerow([mended.harmless(cell) for cell in (*told, *said, *one.row.cells)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _headers(rows: Sequence[_Rejected]) -> list[str]:
    known = {one.headers for one in rows}
    if len(known) == 1 and any(own := known.pop()):
        return [mended.harmless(header) for header in own]
    width = max((len(one.row.cells) for one in rows), default=0)
    return [f"#{i}" for i in range(1, width + 1)]


def _of_preview(preview: Preview) -> Iterable[_Rejected]:
    for file in preview.work.files:
        for row in rejected(file):
            yield _Rejected(file.source.name, file.raw.headers if file.raw else (), row)


def _of_store(store: Store, import_id: int | None) -> Iterable[_Rejected]:
    r, f = schema.rejected_rows.c, schema.import_files.c
    with store.engine.connect() as connection:
        if import_id is None:
            import_id = connection.scalar(sa.select(sa.func.max(schema.imports.c.import_id)))
        files = {
            hashed: (name, tuple(json.loads(headers or "[]")))
            for hashed, name, headers in connection.execute(
                sa.select(f.content_hash, f.name, f.headers).where(f.import_id == import_id)
            )
        }
        rows = connection.execute(
            sa.select(schema.rejected_rows).where(r.import_id == import_id).order_by(r.content_hash, r.row)
        ).mappings()
        for row in rows:
            told = RejectedRow(
                row["row"],
                row["column"],
                row["value"],
                as_message(row["reason"]),
                as_message(row["remedy"]),
                tuple(json.loads(row["cells"])),
            )
            yield _Rejected(*files.get(row["content_hash"], ("", ())), told)
