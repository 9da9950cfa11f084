"""The importer's own books: kept files, imports and their files, rejected rows, remembered answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from data import schema
from data.importing.model import Counts, FileResult, Message, PastImport, RejectedRow
from data.importing.understanding.understood import Said, Understood
from data.importing.vocabulary import normal
from data.store import Store


def as_json(message: Message) -> str:
    return json.dumps({"text": message.text, "values": message.values}, ensure_ascii=False, default=str)


def as_message(told: str) -> Message:
    """A plain text stands for itself."""
    try:
        found = json.loads(told)
        return Message(found["text"], found["values"])
    except (ValueError, KeyError, TypeError):
        return Message("{text}", {"text": told})


def kept_bytes(store: Store, content_hash: str) -> bytes:
    """The upload as it came. Raises FileNotFoundError when it was never kept."""
    path = store.uploads / content_hash[:2] / f"{content_hash}.zst"
    with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as packed:
        return packed.read()


def next_id(connection: sa.Connection) -> int:
    return (
        int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(schema.imports.c.import_id), 0))) or 0)
        + 1
    )


def enter(connection: sa.Connection, import_id: int, actor: str, now: datetime) -> None:
    connection.execute(sa.insert(schema.imports).values(import_id=import_id, imported_at=now, actor=actor))


def enter_file(
    connection: sa.Connection, import_id: int, file: Understood, counts: Counts, path: str, now: datetime
) -> None:
    connection.execute(
        sa.insert(schema.import_files).values(
            import_id=import_id,
            content_hash=file.content_hash,
            name=file.source.name,
            kind=file.kind if not file.set_aside else None,
            headers=json.dumps(file.raw.headers if file.raw else [], ensure_ascii=False),
            rows=counts.rows,
            new=counts.new,
            updated=counts.updated,
            unchanged=counts.unchanged,
            rejected=counts.rejected,
            service=counts.service,
            fingerprint=fingerprint(file.raw.headers, file.source.name) if file.raw else None,
            filled=f",{','.join(sorted(file.filled))},",
        )
    )
    known = connection.scalar(
        sa.select(sa.func.count())
        .select_from(schema.uploads)
        .where(schema.uploads.c.content_hash == file.content_hash)
    )
    if not known:
        connection.execute(
            sa.insert(schema.uploads).values(
                content_hash=file.content_hash,
                name=file.source.name,
                size=file.size,
                uploaded_at=now,
                path=path,
            )
        )


def rejected(file: Understood, limit: int | None = None) -> Iterator[RejectedRow]:
    """Rejected rows of a file that was checked, in the order of the file."""
    raw = file.raw
    if raw is None or not file.remedies:
        return
    torn = dict(raw.torn)
    cells = ", ".join(f"c{i}" for i in range(1, raw.width + 1))
    rows = file.database.execute(
        f"SELECT r.n, r.position, r.code, r.note, {cells} FROM (SELECT * FROM rejected UNION ALL SELECT * FROM late) r LEFT JOIN raw USING (n) ORDER BY r.n"
        + (f" LIMIT {limit}" if limit else "")
    )
    while batch := rows.fetchmany(10_000):
        for n, position, code, note, *found in batch:
            remedy = file.remedies[code]
            whole = tuple(torn[n]) if n in torn else tuple(cell or "" for cell in found)
            column = file.header(position) if position else ""
            value = note or (whole[position - 1] if 0 < position <= len(whole) else "")
            yield RejectedRow(n, column, value, remedy.reason, remedy.remedy, whole)


def enter_rejected(store: Store, connection: sa.Connection, import_id: int, file: Understood) -> None:
    found = list(rejected(file))
    if not found:
        return
    columns: dict[str, Sequence[Any]] = {
        "import_id": [import_id] * len(found),
        "content_hash": [file.content_hash] * len(found),
        "row": [row.row for row in found],
        "column": [row.column for row in found],
        "value": [row.value for row in found],
        "reason": [as_json(row.reason) for row in found],
        "remedy": [as_json(row.remedy) for row in found],
        "cells": [json.dumps(row.cells, ensure_ascii=False) for row in found],
    }
    store.load(connection, schema.rejected_rows, pa.table(columns))


def fingerprint(headers: Sequence[str], name: str) -> str:
    """By which files of one export are known. Without any header the letters of the name must help."""
    words = list(map(normal, headers))
    if not any(words):
        words.append("".join(sign for sign in name.lower() if sign.isalpha()))
    return "mapping:" + hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def as_remembered(
    kind: str | None,
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    headers: Sequence[str],
    name: str,
) -> str:
    told: dict[str, object] = {"kind": kind, "mapping": dict(mapping), "answers": dict(answers)}
    told |= {"headers": list(headers), "file": name}
    return json.dumps(told, ensure_ascii=False)


def remembered(store: Store, headers: Sequence[str], name: str) -> Said:
    """What was said when a file with this header was last confirmed."""
    told = store.state(fingerprint(headers, name))
    if not told:
        return Said()
    found = json.loads(told)
    return Said(found["kind"], found["mapping"], found["answers"], remembered=True)


def history(store: Store, limit: int, only_of: str | None) -> tuple[PastImport, ...]:
    i, f = schema.imports.c, schema.import_files.c
    wanted = sa.select(schema.imports).order_by(i.import_id.desc()).limit(limit)
    if only_of is not None:
        wanted = wanted.where(i.actor == only_of)
    with store.engine.connect() as connection:
        past = connection.execute(wanted).all()
        ids = [one.import_id for one in past]
        files = connection.execute(
            sa.select(schema.import_files).where(f.import_id.in_(ids)).order_by(f.name)
        ).all()
    return tuple(
        PastImport(
            one.import_id,
            one.imported_at,
            one.actor or "",
            one.undone_at,
            tuple(_result(file) for file in files if file.import_id == one.import_id),
        )
        for one in past
    )


def _result(row: Any) -> FileResult:
    counts = Counts(row.new, row.updated, row.unchanged, row.rejected, row.service)
    return FileResult(row.name, row.content_hash, row.kind, counts)
