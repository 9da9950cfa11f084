"""A file beside the last one of the same export: is it cut, has a column run dry, are deals gone?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from data.importing import books
from data.importing.checking.ticks import TELLS
from data.importing.merging.overlay import Carried, Overlay
from data.importing.model import Counts, Message, Option, Question
from data.importing.understanding.understood import Understood

KEY = "deals.missing"
PART, DELETED = "part", "deleted"

_LAST = (
    "FROM import_files f JOIN imports i USING (import_id) WHERE i.undone_at IS NULL AND f.kind = $kind "
    "AND f.fingerprint = $header AND (f.rejected = 0 OR f.new + f.updated + f.unchanged > 0) ORDER BY import_id DESC LIMIT 1"
)
_OPTIONS = (
    Option(PART, Message("it is a part: those deals stay as they are")),
    Option(
        DELETED,
        Message("they were deleted: they leave the numbers, and come back if an export has them again"),
    ),
)
MUCH = 0.5
"""A file with less than this share of the last one's rows looks cut, and is none to miss deals by."""


def compare(overlay: Overlay, file: Understood, counts: Counts) -> None:
    """Adds to the warnings of a file; said once, at the preview."""
    if not overlay.counting or file.raw is None or file.raw.is_part:
        return
    told = {"kind": file.kind, "header": books.fingerprint(file.raw.headers, file.source.name)}
    last = overlay.db.execute(
        f"SELECT f.new + f.updated + f.unchanged + f.rejected, f.filled {_LAST}", told
    ).fetchone()
    if last is None:
        return
    rows, filled = counts.rows - counts.service, set((last[1] or "").strip(",").split(","))
    if rows < MUCH * last[0]:
        file.warnings.append(
            Message("Your export looks cut: {rows} rows, last time {last}.", {"rows": rows, "last": last[0]})
        )
    if counts.all_rejected:  # of its columns nothing can be told
        return
    for field in sorted((set(file.carried) & filled) - file.filled):
        file.warnings.append(
            Message(
                "“{column}” had values last time and is empty now: importing it empties them in the store too.",
                {"column": file.called(field)},
            )
        )


def missing(overlay: Overlay, files: Sequence[Understood], now: datetime | None) -> None:
    """Deals that the last file of the same header had and none of these has: asked about, marked when
    a person said they were deleted. Files of one header are one export."""
    exports: dict[str, list[Understood]] = {}
    for file in files:
        whole = (
            file.raw
            and not file.raw.is_part
            and not file.raw.torn
            and "deal_id" in file.carried
            and "deals.key" not in file.used
        )
        if whole and file.kind == "deals" and TELLS & set(file.carried):
            exports.setdefault(books.fingerprint(file.raw.headers, file.source.name), []).append(file)  # type: ignore[union-attr]
    _bring_shown(overlay, [file for parts in exports.values() for file in parts])
    for header, parts in exports.items():
        lost, last = _lost(overlay, header, frozenset(exports))
        if not lost or lost >= (1 - MUCH) * last:
            continue
        answer = parts[0].missing
        if answer not in (PART, DELETED):
            parts[0].questions.append(_question(overlay, parts[0], lost))
        elif answer == DELETED and now is not None:
            rows = f"SELECT 0 AS n, deal_id, TIMESTAMP '{now}' AS missing_since FROM lost_deals"
            overlay.lay("deals", rows, Carried(("missing_since",), said=()))


def _bring_shown(overlay: Overlay, files: Sequence[Understood]) -> None:
    """Table ``shown_deals``: a deal of another export beside this one is not gone."""
    for place, file in enumerate(files):
        typed = file.room.table("typed")
        overlay.bring(f"had_{place}", f"SELECT DISTINCT deal_id FROM {typed} WHERE deal_id IS NOT NULL")
    each = [f"SELECT deal_id FROM had_{place}" for place in range(len(files))]
    if each:
        overlay.db.execute(f"CREATE OR REPLACE TEMP TABLE shown_deals AS {' UNION ALL '.join(each)}")


def _lost(overlay: Overlay, header: str, headers: frozenset[str]) -> tuple[int, int]:
    """Table ``lost_deals``; how many they are, and how many deals the last import had. 0 where it had deals of
    yet another export, for which of them came with which file is not known."""
    db = overlay.db
    told = "import_id IN (SELECT import_id FROM undo_log WHERE table_name = 'deals')"  # some tell nothing new
    last = db.execute(
        f"SELECT import_id {_LAST.replace('ORDER', f'AND {told} ORDER')}", {"kind": "deals", "header": header}
    ).fetchone()
    if last is None or not _headers_of(overlay, last[0]) <= headers:
        return 0, 0
    db.execute(
        "CREATE OR REPLACE TEMP TABLE last_deals AS SELECT json_extract_string(row_key, '$[0]') AS deal_id FROM undo_log "
        f"WHERE table_name = 'deals' AND import_id = {last[0]} AND contains(said, ',status,')"
    )
    db.execute(
        "CREATE OR REPLACE TEMP TABLE lost_deals AS SELECT deal_id FROM last_deals ANTI JOIN shown_deals USING (deal_id) "
        "SEMI JOIN (SELECT deal_id FROM deals WHERE missing_since IS NULL) USING (deal_id)"
    )
    lost, had = db.execute(
        "SELECT (SELECT count(*) FROM lost_deals), (SELECT count(*) FROM last_deals)"
    ).fetchone()  # type: ignore[misc]
    return lost, had


def _headers_of(overlay: Overlay, import_id: int) -> frozenset[str]:
    found = overlay.db.execute(
        "SELECT DISTINCT fingerprint FROM import_files WHERE import_id = $1 AND kind = 'deals' "
        "AND (rejected = 0 OR new + updated + unchanged > 0)",
        [import_id],
    ).fetchall()
    return frozenset(header for (header,) in found)


def _question(overlay: Overlay, file: Understood, lost: int) -> Question:
    named = overlay.db.execute("SELECT deal_id FROM lost_deals ORDER BY deal_id LIMIT 3").fetchall()
    text = Message(
        "This file lacks {count} deals that the last one had. Were they deleted in the CRM, or is it a part?",
        {"count": lost},
    )
    return Question(
        KEY, file.source.name, text, _OPTIONS, examples=tuple(key for (key,) in named), default=PART
    )
