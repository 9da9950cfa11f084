"""How one file of a preview was understood, as a mapping that another store can take."""

from __future__ import annotations

import json

from data.errors import Unknown
from data.importing import books
from data.importing.model import Preview
from data.importing.understanding import spread


def mapping_json(preview: Preview, name: str) -> str:
    """In the form of ``export_mappings``, all columns said: what was recognised, not only what a person
    changed. Raises Unknown for a file that is not in the preview, or holds no table."""
    files = {file.source.name: file for file in preview.work.files if file.raw and file.kind}
    if name not in files:
        raise Unknown("file", name, files)
    file = files[name]
    headers = file.raw.headers
    record = {
        "fingerprint": books.fingerprint(headers, name).removeprefix("mapping:"),
        "headers": list(headers),
        "kind": file.kind,
        "columns": {
            column.field: column.header if headers.count(column.header) == 1 else f"#{column.position}"
            for column in file.columns
            if column.field and not spread.is_month(file, column.position)
        },
        "answers": dict(file.used),
        "file": name,
    }
    return json.dumps([record], ensure_ascii=False, indent=2) + "\n"
