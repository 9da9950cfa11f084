"""What is remembered of headers that were confirmed: to be seen, handed on, changed and forgotten.

for one in mappings(store): …            # what people said of files with this header
export_mappings(store) → JSON            # edit it, or take it to another store
import_mappings(store, text, now=now)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import schema
from data.errors import BadInput, Refused, Unknown
from data.importing import books, vocabulary
from data.importing.answers import saying
from data.importing.model import KINDS
from data.importing.understanding import matching
from data.importing.understanding.understood import IGNORE
from data.store import Store

_PREFIX = "mapping:"


@dataclass(frozen=True)
class SavedMapping:
    """``columns``: field → ``#3``, or ``""`` for one that is left empty; ``answers``: question → answer.
    Both hold only what a person said: the rest is recognised anew each time. ``kind`` likewise.
    ``file``: the name by which a file without any header is known."""

    fingerprint: str
    headers: tuple[str, ...]
    kind: str | None
    columns: Mapping[str, str]
    answers: Mapping[str, str]
    file: str = ""

    @property
    def short(self) -> str:
        return self.fingerprint[:8]

    def header(self, place: str) -> str:
        """The header that ``#3`` stands for, where the headers are known."""
        at = int(place[1:]) if place[1:].isdecimal() and place.startswith("#") else 0
        return self.headers[at - 1] if 0 < at <= len(self.headers) else place


def mappings(store: Store) -> tuple[SavedMapping, ...]:
    """All that is remembered, by the first headers."""
    name, value = schema.state.c.name, schema.state.c.value
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(name, value).where(name.like(f"{_PREFIX}%"))).all()
    return tuple(sorted((_read(*row) for row in rows), key=lambda one: (one.headers, one.fingerprint)))


def mapping(store: Store, fingerprint: str) -> SavedMapping:
    """``fingerprint`` may be its beginning. Raises Unknown when none begins so, Refused when several do."""
    known = mappings(store)
    found = [one for one in known if fingerprint and one.fingerprint.startswith(fingerprint.lower())]
    if not found:
        raise Unknown("mapping", fingerprint, [one.short for one in known])
    if len(found) > 1:
        raise Refused("Several mappings begin with {name}: write more of it.", name=fingerprint)
    return found[0]


def forget_mapping(store: Store, fingerprint: str, *, now: datetime) -> SavedMapping:
    """The next file with this header is recognised and asked about anew."""
    found = mapping(store, fingerprint)
    with store.writing(now) as connection:
        store.set_state(connection, _PREFIX + found.fingerprint, None)
    return found


def export_mappings(store: Store) -> str:
    records = [
        {
            "fingerprint": one.fingerprint,
            "headers": list(one.headers),
            "kind": one.kind,
            "columns": {field: one.header(place) for field, place in one.columns.items()}
            if len(set(one.headers)) == len(one.headers)
            else dict(one.columns),
            "answers": dict(one.answers),
            "file": one.file,
        }
        for one in mappings(store)
        if one.headers
    ]
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"


def import_mappings(store: Store, text: str, *, now: datetime) -> tuple[SavedMapping, ...]:
    """Takes all of them or none; one of a header that is known already takes its place. Raises BadInput
    for what is no export of mappings, Unknown for a kind, field, column or question that does not exist."""
    found = tuple(_checked(place, record) for place, record in enumerate(_records(text), 1))
    with store.writing(now) as connection:
        for one in found:
            store.set_state(
                connection,
                _PREFIX + one.fingerprint,
                books.as_remembered(one.kind, one.columns, one.answers, one.headers, one.file),
            )
    return found


def _read(name: str, value: str) -> SavedMapping:
    told = json.loads(value)
    headers = tuple(told.get("headers", ()))
    said = told["kind"], told["mapping"], told["answers"], told.get("file", "")
    return SavedMapping(name.removeprefix(_PREFIX), headers, *said)


def _records(text: str) -> Sequence[Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadInput("This is no export of mappings: {reason}.", reason=error) from error
    if not isinstance(found, list):
        raise BadInput("This is no export of mappings: {reason}.", reason="[…]")
    return found


def _checked(place: int, record: Any) -> SavedMapping:
    headers, columns, answers = _parts(place, record)
    kind = record.get("kind")
    if kind is not None and kind not in (*KINDS, IGNORE):
        raise Unknown("kind", str(kind), (*KINDS, IGNORE))
    for question in answers:
        if question not in saying.asked():
            raise Unknown("question", question, saying.asked())
    file = str(record.get("file", ""))
    fingerprint = books.fingerprint(headers, file).removeprefix(_PREFIX)
    return SavedMapping(fingerprint, headers, kind, _places(kind, headers, columns), answers, file)


def _parts(place: int, record: Any) -> tuple[tuple[str, ...], dict[str, str], dict[str, str]]:
    """The headers, columns and answers of a record that has the shape of one."""
    if isinstance(record, dict):
        headers, columns, answers = (record.get(part) for part in ("headers", "columns", "answers"))
        texts = [*(headers or ()), *(columns or {}).values(), *(answers or {}).values()]
        whole = (
            isinstance(headers, list) and isinstance(columns or {}, dict) and isinstance(answers or {}, dict)
        )
        if whole and headers and all(isinstance(text, str) for text in texts):
            return tuple(headers), dict(columns or {}), dict(answers or {})
    raise BadInput(
        "Mapping {place} of the file is not whole: it needs “headers”, a list of texts, and may have “kind”, “columns” and “answers”.",
        place=place,
    )


def _places(kind: str | None, headers: Sequence[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Headers as ``#3``. A mapping without a kind of its own may name a field of any."""
    found = {}
    for field, header in columns.items():
        kinds = [one for one in ((kind,) if kind in KINDS else KINDS) if field in vocabulary.kind(one).fields]
        if not kinds:
            raise Unknown("field", field, {f for one in KINDS for f in vocabulary.kind(one).fields})
        place = matching.positions(headers, {field: header}, kinds[0]).get(field)
        if header and not place:
            raise Unknown("column", header, headers)
        found[field] = f"#{place}" if place else ""
    return found
