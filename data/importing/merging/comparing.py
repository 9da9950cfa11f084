"""What the files would change, counted against the store as it is: every row accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from data.errors import Refused
from data.importing import books
from data.importing.merging import deal_doubles, doubles, events, last_time, laying, own
from data.importing.merging.overlay import Overlay
from data.importing.model import Counts, Created, FilePreview, Message
from data.importing.understanding.understood import Understood
from data.importing.values.columns import Remedy
from data.store import Store

_LATE = Remedy(
    Message("the store does not know this deal, and the row says neither its stage nor its status"),
    Message("Add the stage column; if every row is a sale, import the file as purchases."),
)
SHOWN = 100


@dataclass
class Work:
    """The files of a preview as read, until closed. ``only``: the managers whose deals they may touch."""

    files: list[Understood]
    only: frozenset[str] | None = None
    open: bool = True

    def close(self) -> None:
        self.open = False
        for file in self.files:
            file.close()


def compare(store: Store, work: Work) -> tuple[dict[int, Counts], Created]:
    with store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.begin()
        try:
            overlay = Overlay(driver, counting=True, only=work.only)
            found = lay(overlay, work)
            return found, created(overlay, work)
        finally:
            driver.rollback()


def lay(overlay: Overlay, work: Work, now: datetime | None = None) -> dict[int, Counts]:
    """``now``: when it is written; a preview only looks what would change."""
    found = {}
    ready = sorted(
        (f for f in work.files if f.raw and f.kind and not f.set_aside and not f.problems and f.carried),
        key=lambda one: laying.ORDER.index(one.kind or ""),
    )
    for file in ready:
        overlay.last = file is ready[-1] and file.raw.total > deal_doubles.MOST
        merged = laying.merge(overlay, file)
        file.database.execute("DELETE FROM late")
        late = events.UNKNOWN if file.kind == "stage_history" else _LATE
        _reject(file, merged.late, late, "deal_id", "name")
        _reject(file, merged.others, own.OTHERS, "manager", "manager_id", "deal_id")
        refused = file.database.execute(
            "SELECT (SELECT count(*) FROM rejected) + (SELECT count(*) FROM late)"
        ).fetchone()[0]
        counts = merged.counts + Counts(rejected=refused, service=file.service + merged.aside)
        assert file.raw is not None
        if counts.rows != file.raw.total:
            raise Refused(
                "The rows of {file} do not add up: {rows} in the file, {counted} accounted for. Nothing was imported.",
                file=file.source.name,
                rows=file.raw.total,
                counted=counts.rows,
            )
        found[id(file)] = counts
        if overlay.only is None:
            last_time.compare(overlay, file, counts)
    if overlay.only is None and ready:  # a person's own deals beside everybody's would tell of the others
        last_time.missing(overlay, ready, now)
        alike = doubles.tell(overlay, ready[-1])
        deal_doubles.tell(overlay, ready, alike)
    return found


def _reject(file: Understood, rows: Sequence[int], remedy: Remedy, *fields: str) -> None:
    """Rows that only the store can tell to be wrong; the first of ``fields`` that the file has is shown."""
    if not rows:
        return
    if remedy not in file.remedies:
        file.remedies.append(remedy)
    code = file.remedies.index(remedy)
    place = next((file.positions[field] for field in fields if field in file.positions), 0)
    wrong = pa.table({"n": pa.array(rows, pa.int64())})
    file.database.register("wrong_rows", wrong)
    file.database.execute(f"INSERT INTO late SELECT n, {place}, {code}, NULL FROM wrong_rows")
    file.database.unregister("wrong_rows")


def created(overlay: Overlay, work: Work) -> Created:
    """People and stages made beyond those of their own files."""
    own = {file.kind for file in work.files}
    return Created(
        customers=0 if "customers" in own else overlay.made("customers"),
        managers=0 if "managers" in own else overlay.made("managers"),
        stages=overlay.made("stages"),
    )


def shown(file: Understood, counts: Counts | None) -> FilePreview:
    raw = file.raw
    aside = file.set_aside
    everything = Counts(service=raw.total) if raw and aside else Counts()
    return FilePreview(
        name=file.source.name,
        content_hash=file.content_hash,
        size=file.size,
        kind=None if aside else file.kind,
        set_aside=aside,
        encoding=raw.encoding if raw else "",
        delimiter=raw.dialect.delimiter if raw else "",
        format=file.format.name if file.format else None,
        header_row=raw.dialect.header if raw else 0,
        columns=file.columns,
        counts=counts or everything,
        rejected=tuple(books.rejected(file, SHOWN)) if counts else (),
        warnings=tuple(file.warnings),
        problems=tuple(file.problems),
        questions=tuple(file.questions),
    )
