"""Stages of which nobody knows what they mean: which of them may be won or lost, and the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.importing.model import Message
from data.importing.values.reading import Ask
from data.schema import LOST, OPEN, WON

NONE = "none"


@dataclass(frozen=True)
class Pair:
    """``ended``: whether the file says that these deals are finished, None when it does not say;
    ``won`` likewise. ``closed``: how many of them have a closing date, or are said to be finished."""

    status: str
    stage: str
    ended: bool | None
    won: bool | None
    deals: int
    closed: int


def doubtful_of(pairs: list[Pair], outcome: Mapping[Pair, str | None], dated: bool) -> tuple[str, ...]:
    """Stages nobody knows that may be won or lost: those whose deals the file says are finished; none
    when no deal there has a closing date; those whose deals all have one, where that tells a finished
    deal (another has none, or the file knows no won or no lost deal); all of them when the file knows
    neither won nor lost."""
    dark = [pair for pair in pairs if outcome[pair] is None and pair.stage]
    if any(pair.ended for pair in dark):
        return tuple(dict.fromkeys(pair.stage for pair in dark if pair.ended))
    if not dark or (dated and not any(pair.closed for pair in dark)):
        return ()
    found = set(outcome.values())
    lacking = not {WON, LOST} <= found
    some_open = any(pair.closed < pair.deals for pair in pairs)
    finished = [pair.stage for pair in dark if dated and pair.closed == pair.deals]
    if finished and (some_open or lacking):
        return tuple(dict.fromkeys(pair.stage for pair in dark if lacking or pair.stage in finished))
    return () if WON in found else tuple(dict.fromkeys(pair.stage for pair in dark))


def against(
    pairs: list[Pair], status: Callable[[str], str | None], stage: Callable[[str], str | None]
) -> tuple[Pair, ...]:
    """Those whose state says one thing and whose stage, by its name, another: open or lost at “Closed Won”."""
    return tuple(
        pair
        for pair in pairs
        if pair.status
        and pair.stage
        and stage(pair.stage) in (WON, LOST)
        and status(pair.status) in {WON, LOST, OPEN} - {stage(pair.stage)}
    )


def asks_of(stages: tuple[str, ...], won: str | None, lost: str | None) -> tuple[Ask, ...]:
    options = tuple((stage, Message("{stage}", {"stage": stage})) for stage in stages) + (
        (NONE, Message("none of them")),
    )
    asks = (
        ("won", Message("Which of these stages mean that a deal was won?"), won),
        ("lost", Message("Which of these stages mean that a deal was lost?"), lost),
    )
    return tuple(Ask(what, text, options, stages[:3]) for what, text, answer in asks if answer is None)
