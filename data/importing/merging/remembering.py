"""What a person said of the files, laid over what is remembered of their headers."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from data.importing import books
from data.importing.merging.overlay import Carried, Overlay
from data.importing.understanding import spread
from data.importing.understanding.understood import Understood


def remember(overlay: Overlay, files: Sequence[Understood]) -> None:
    """Only what a person said: a better vocabulary still helps the rest."""
    told = {}
    for file in files:
        if file.sheets:
            told[file.sheets[0]] = file.sheets[1]
        if file.raw is None or file.kind is None or file.set_aside:
            continue
        given = {
            c.field: f"#{c.position}"
            for c in file.columns
            if c.field and c.how in ("given", "remembered") and not spread.is_month(file, c.position)
        }
        given |= dict.fromkeys(file.emptied, "")
        if given or file.used or file.kind_said:
            kind = file.kind if file.kind_said else None
            told[books.fingerprint(file.raw.headers, file.source.name)] = books.as_remembered(
                kind, given, file.used, file.raw.headers, file.source.name
            )
    if not told:
        return
    rows = pa.table(
        {"name": pa.array(list(told), pa.string()), "value": pa.array(list(told.values()), pa.string())}
    )
    with overlay.given("remembered_rows", rows):
        overlay.lay("state", "SELECT 0 AS n, * FROM remembered_rows", Carried(("value",)))
