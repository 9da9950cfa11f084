"""Won, lost or open: from the status column, then from the words of the stages, else asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data.importing.model import Message
from data.importing.reading import Ask
from data.importing.stages import known_place
from data.importing.vocabulary import normal, values
from data.schema import LOST, OPEN, WON

NONE = "none"


@dataclass(frozen=True)
class Outcomes:
    """``kinds``: stage of the file → what a deal there is. Table ``outcomes`` (status_, stage_, outcome)
    is made beside ``typed``. ``guessed``: stages nobody knows, taken as open."""

    kinds: Mapping[str, str]
    asks: tuple[Ask, ...]
    guessed: tuple[str, ...]
    unknown: tuple[str, ...]  # words of the status column that say nothing


@dataclass(frozen=True)
class _Pair:
    status: str
    stage: str
    deals: int
    closed: int


def decide(database: duckdb.DuckDBPyConnection, has: set[str], won: str | None, lost: str | None) -> Outcomes:
    """``has``: fields of the file; ``won`` / ``lost``: stages a person named, joined by ``|``."""
    status = "coalesce(status, '')" if "status" in has else "''"
    stage = "coalesce(stage, '')" if "stage" in has else "''"
    closed = "count(closed_at)" if "closed_at" in has else "0"
    pairs = [
        _Pair(*row)
        for row in database.execute(
            f"SELECT {status}, {stage}, count(*), {closed} FROM typed GROUP BY 1, 2 ORDER BY min(n)"
        ).fetchall()
    ]
    said = _said(won, lost)
    kinds = {pair.stage: _kind(pair.stage, said) for pair in pairs if pair.stage}
    outcome = {pair: _outcome(pair, kinds) for pair in pairs}
    doubtful = _doubtful(pairs, outcome, "closed_at" in has)
    told = won is not None and lost is not None
    asks = () if told or not doubtful else _asks(doubtful, won, lost)
    _table(database, {pair: found or (OPEN if pair.stage else None) for pair, found in outcome.items()})
    stage_kinds = {stage: found or OPEN for stage, found in kinds.items()}
    guessed = tuple(
        stage for stage, found in kinds.items() if not found and stage not in said and stage not in doubtful
    )
    unknown = tuple(
        dict.fromkeys(p.status for p in pairs if p.status and normal(p.status) not in values("status"))
    )
    return Outcomes(stage_kinds, asks, guessed, unknown)


def _said(won: str | None, lost: str | None) -> dict[str, str]:
    said = {}
    for answer, kind in ((won, WON), (lost, LOST)):
        for stage in (answer or "").split("|"):
            if stage and stage != NONE:
                said[normal(stage)] = kind
    return said


def _kind(stage: str, said: Mapping[str, str]) -> str | None:
    word = normal(stage)
    if word in said:
        return said[word]
    return values("status").get(word) or (OPEN if known_place(stage) else None)


def _outcome(pair: _Pair, kinds: Mapping[str, str | None]) -> str | None:
    told = values("status").get(normal(pair.status)) if pair.status else None
    stage = kinds.get(pair.stage) if pair.stage else None
    return told or stage


def _doubtful(pairs: list[_Pair], outcome: Mapping[_Pair, str | None], dated: bool) -> tuple[str, ...]:
    """Stages nobody knows that may be won or lost: none when no deal there has a closing date; those
    whose deals all have one, where that tells a finished deal (another has none, or the file knows no
    won or no lost deal); all of them when the file knows neither won nor lost."""
    dark = [pair for pair in pairs if outcome[pair] is None and pair.stage]
    if not dark or (dated and not any(pair.closed for pair in dark)):
        return ()
    found = set(outcome.values())
    lacking = not {WON, LOST} <= found
    some_open = any(pair.closed < pair.deals for pair in pairs)
    finished = [pair.stage for pair in dark if dated and pair.closed == pair.deals]
    if finished and (some_open or lacking):
        return tuple(dict.fromkeys(pair.stage for pair in dark if lacking or pair.stage in finished))
    return () if found & {WON, LOST} else tuple(dict.fromkeys(pair.stage for pair in dark))


def _asks(stages: tuple[str, ...], won: str | None, lost: str | None) -> tuple[Ask, ...]:
    options = tuple((stage, Message("{stage}", {"stage": stage})) for stage in stages) + (
        (NONE, Message("none of them")),
    )
    asks = (
        ("won", Message("Which of these stages mean that a deal was won?"), won),
        ("lost", Message("Which of these stages mean that a deal was lost?"), lost),
    )
    return tuple(Ask(what, text, options, stages[:3]) for what, text, answer in asks if answer is None)


def _table(database: duckdb.DuckDBPyConnection, outcome: Mapping[_Pair, str | None]) -> None:
    rows = pa.table(
        {
            "status_": pa.array([pair.status for pair in outcome], pa.string()),
            "stage_": pa.array([pair.stage for pair in outcome], pa.string()),
            "outcome": pa.array(list(outcome.values()), pa.string()),
        }
    )
    database.register("incoming", rows)
    database.execute("CREATE OR REPLACE TABLE outcomes AS SELECT * FROM incoming")
    database.unregister("incoming")
