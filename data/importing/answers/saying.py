"""What a person said of the files of an import, now or when the same header was last confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.errors import Unknown
from data.importing import books, vocabulary
from data.importing.model import KINDS, Message
from data.importing.understanding import across, kinds, years
from data.importing.understanding.understood import IGNORE, Said, Understood
from data.store import Store


def set_aside_copies(files: Sequence[Understood]) -> None:
    seen: dict[str, str] = {}
    for file in files:
        if file.content_hash in seen and file.raw:
            file.set_aside = Message("Set aside: the same file as {file}.", {"file": seen[file.content_hash]})
            file.raw.close()
            file.raw = None
        seen.setdefault(file.content_hash, file.source.name)


def check_names(
    files: Sequence[str],
    kinds_: Mapping[str, str],
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
) -> None:
    """Raises Unknown for a file that was not given, or an answer to what is never asked."""
    named = [key.rsplit(":", 1)[0] for key in (*mapping, *answers) if ":" in key]
    for name in (*(key for key in kinds_ if key != "*"), *named):
        if name not in files:
            raise Unknown("file", name, files)
    known = asked()
    for key in answers:
        if key.rsplit(":", 1)[-1] not in known:
            raise Unknown("question", key.rsplit(":", 1)[-1], known)


def asked() -> list[str]:
    """Keys of every question that a file could raise."""
    keys = [
        "kind",
        "payments.own",
        "payments.state.returned",
        "purchases.ticked",
        "purchases.group",
        "deals.group",
        "purchases.sheet",
        "deals.sheet",
        "sheet",
        years.KEY,
        across.KEY,
        *(f"deals.{what}" for what in ("key", "won", "lost", "unwon", "reason", "missing")),
    ]
    for one in KINDS:
        for field in vocabulary.kind(one).fields:
            keys += [f"{one}.{field}.{what}" for what in ("order", "decimal", "column", "rows", "blank")]
    return keys


def said_of(
    store: Store,
    file: Understood,
    kinds_: Mapping[str, str],
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
) -> Said:
    """What is said now goes before what was said of this header last time."""
    if file.raw is None:
        return Said()
    before = books.remembered(store, file.raw.headers, file.source.name)
    name = file.source.name
    kind = kinds_.get(name) or kinds_.get(file.container) or kinds_.get("*")
    if before.kind and kind and kind != before.kind:
        before = Said()
    told = kind or before.kind
    if told and told not in (*KINDS, IGNORE):
        raise Unknown("kind", told, (*KINDS, IGNORE))
    mine = {
        key.rsplit(":", 1)[1]: value
        for of in (file.container, name)
        for key, value in mapping.items()
        if key.rpartition(":")[0] == of != ""
    }
    general = {key: value for key, value in mapping.items() if ":" not in key}
    for field in (*mine, *general):
        if not any(field in vocabulary.kind(one).fields for one in KINDS):
            raise Unknown("field", field, {f for one in KINDS for f in vocabulary.kind(one).fields})
    known = kinds.kind_of(file, Said(told, {}, answers)) if told != IGNORE else None
    allowed = vocabulary.kind(known).fields if known else {}
    said_now = {field: header for field, header in {**general, **mine}.items() if field in allowed}
    return Said(
        told,
        {**before.mapping, **said_now},
        {**before.answers, **answers},
        before.remembered and not said_now,
    )


def check_used(files: Sequence[Understood], mapping: Mapping[str, str]) -> None:
    """Raises BadInput for a header that no file with the field has."""
    for key, header in mapping.items():
        field = key.rsplit(":", 1)[-1]
        used = any(
            header == "" or column.field == field and column.how in ("given", "remembered")
            for f in files
            for column in f.columns
        )
        waiting = any(file.questions for file in files)
        if not used and not waiting and header:
            headers = [h for file in files if file.raw for h in file.raw.headers if h]
            raise Unknown("column", header, headers)
