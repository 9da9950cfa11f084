"""How a deal ended, where no stage and no state says it: by a tick or by a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.importing.model import Message
from data.importing.values.reading import Ask
from data.schema import LOST, OPEN

TELLS = frozenset({"stage", "status", "is_won", "won_at"})
"""Fields any of which says how a deal ended."""

UNWON = Ask(
    "unwon",
    Message("The file only says which deals were won. What are the others?"),
    ((LOST, Message("lost")), (OPEN, Message("still open"))),
    (),
)


def only_won(has: set[str], won: Sequence[bool | None]) -> bool:
    """Nothing but a tick: whoever lacks it may be lost or at work."""
    if has & {"stage", "status", "is_closed", "closed_at", "lost_at"}:
        return False
    return None not in won and False in won


def by_dates(has: set[str], parts: Mapping[str, str]) -> dict[str, str]:
    """``parts`` in SQL of a file without words: a date of winning is a sale, any date of an end an end.
    A blank check box is that of an open deal."""
    ends = [f"typed.{end} IS NOT NULL" for end in ("closed_at", "won_at", "lost_at") if end in has]
    ended = f"({' OR '.join(ends) or 'true'})"
    if "is_won" in has:
        ended = f"(typed.is_won IS NOT NULL AND {ended})"
    won = parts["won_"] or "CAST(typed.won_at IS NOT NULL AS VARCHAR)"
    return {"won_": won, "ended_": parts["ended_"] or f"CAST({ended} AS VARCHAR)"}
