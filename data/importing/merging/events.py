"""Stage history laid over the store: files of nothing else, and the dated columns of a deals export."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.importing.merging.overlay import Carried, Overlay
from data.importing.model import Counts, Message
from data.importing.values.columns import Columns, Remedy
from data.importing.values.reading import Reading
from data.importing.vocabulary import folded_sql, literals

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood

UNKNOWN = Remedy(
    Message("the store knows no deal of this name, or several"),
    Message("Import the deals first, or add the column with the id of the deal."),
)
_ENTERED = re.compile(r"""^date entered ["'«“](.+?)(?: \(([^()]+)\))?["'»”]""", re.IGNORECASE)
_STAGE = ("stage", "этап", "стадия", "deal stage", "opportunity stage", "этап сделки")


def unheard(fields: dict[str, str]) -> str:
    """SQL of rows that tell of no stage: changes of other fields, a stage that still lasts.
    ``fields``: those of the file → their columns."""
    parts = [f"{fields['to_stage']} IN ('', '-', '—')"] if "from_stage" in fields else []
    if "event" in fields:
        parts.append(f"{folded_sql(fields['event'])} NOT IN ({literals(_STAGE)})")
    return " OR ".join(parts)


def lay(overlay: Overlay, file: Understood, has: set[str]) -> tuple[Counts, tuple[int, ...]]:
    """How the rows count, and which are of deals that nobody knows."""
    deal, join = "r.deal_id", ""
    if "deal_id" not in has:
        deal = "k.deal_id"
        join = (
            f"LEFT JOIN (SELECT {folded_sql('name')} AS word, min(deal_id) AS deal_id FROM {overlay.now('deals')} "
            f"WHERE name IS NOT NULL GROUP BY 1 HAVING count(*) = 1) k ON k.word = {folded_sql('r.name')}"
        )
    told = tuple(sorted(has & {"from_stage", "pipeline"}))
    more = "".join(f", r.{field}" for field in told)
    rows = f"SELECT r.n, {deal} AS deal_id, r.to_stage AS stage, r.moved_at AS entered_at{more} FROM in_rows r {join}"
    overlay.lay("stage_events", f"SELECT * FROM ({rows}) WHERE deal_id IS NOT NULL", Carried(told))
    late = (
        overlay.db.execute(
            f"SELECT n FROM ({rows}) WHERE deal_id IS NULL UNION ALL SELECT m.n FROM in_members m "
            f"JOIN ({rows}) l ON l.n = m.lead WHERE l.deal_id IS NULL AND NOT m.copy"
        ).fetchall()
        if join
        else []
    )
    return overlay.counts(), tuple(n for (n,) in late)


def entered(file: Understood, columns: Columns) -> None:
    """Columns that say when a deal entered a stage (``Date entered "Offer (Sales)"``) are read into
    the table ``entered`` of the file's database."""
    assert file.raw is not None
    parts = []
    taken = {file.positions[field] for field in file.readings}
    for place, header in enumerate(file.raw.headers, 1):
        found = _ENTERED.match(header)
        if not found or place in taken:
            continue
        reading = columns.read(f"c{place}", "time", lambda what: None)
        if reading.ask or reading.problem:
            continue
        parts.append(_part(place, found[1], found[2], reading))
    if parts:
        file.database.execute(
            f"CREATE TABLE entered AS SELECT * FROM ({' UNION ALL '.join(parts)}) WHERE entered_at IS NOT NULL"
        )
        file.dated_stages = True


def _part(place: int, stage: str, pipeline: str | None, reading: Reading) -> str:
    line = literals([pipeline]) if pipeline else "NULL"
    return (
        f"SELECT n, {literals([stage])} AS stage, {line} AS pipeline, "
        f"TRY_CAST({reading.sql.format(c=f'c{place}')} AS TIMESTAMP) AS entered_at FROM cells"
    )


def lay_entered(overlay: Overlay, file: Understood) -> None:
    """After the deals of the same file."""
    if not file.dated_stages:
        return
    overlay.bring(
        "in_entered",
        "SELECT min(n) AS n, key_ AS deal_id, stage, entered_at, any_value(pipeline) AS pipeline "
        f"FROM {file.room.table('entered')} JOIN (SELECT n, key_ FROM {file.room.table('staged')}) USING (n) "
        "GROUP BY key_, stage, entered_at",
    )
    own = "" if overlay.only is None else " WHERE deal_id IN (SELECT key_ FROM in_rows)"
    overlay.lay("stage_events", f"SELECT * FROM in_entered{own}", Carried(("pipeline",)))
