"""Won, lost or open: from the status column, then from the flags and the words of the stages, else asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data.importing.checking import ticks
from data.importing.checking.doubtful import NONE, Pair, against, asks_of, doubtful_of
from data.importing.checking.stages import known_place
from data.importing.values.reading import Ask
from data.importing.vocabulary import normal, outcome_of
from data.schema import LOST, OPEN, WON


@dataclass(frozen=True)
class Outcomes:
    """``kinds``: stage of the file → what a deal there is. Table ``outcomes`` is made beside ``typed``;
    ``join`` brings its ``outcome`` to a row. ``guessed``: stages nobody knows, taken as open."""

    kinds: Mapping[str, str]
    asks: tuple[Ask, ...]
    guessed: tuple[str, ...]
    unknown: tuple[str, ...]  # words of the status column that say nothing
    join: str
    against: tuple[Pair, ...] = ()  # whose state and stage say different things


@dataclass(frozen=True)
class Words:
    """``sure``: normal words of the person and of the format, which hold whatever the flags say;
    ``tails``: what may follow the word of a stage, "(Sales Pipeline)"."""

    sure: Mapping[str, str]
    format: Mapping[str, str]
    tails: tuple[str, ...] = ()

    def status(self, word: str) -> str | None:
        return self.format.get(normal(word)) or outcome_of(word)

    def stage(self, word: str) -> str | None:
        tail = next((one for one in self.tails if word.endswith(one)), "")
        bare = word.removesuffix(tail).strip()
        return self.sure.get(normal(word)) or self.sure.get(normal(bare)) or outcome_of(bare)


def decide(
    database: duckdb.DuckDBPyConnection,
    has: set[str],
    won: str | None,
    lost: str | None,
    format_words: Mapping[str, str] | None = None,
    ends: str | None = None,
    grouped: bool = False,
    unwon: str | None = None,
) -> Outcomes:
    """``has``: fields of the file; ``won`` / ``lost``: stages a person named, joined by ``|``;
    ``ends``: the date that only finished deals of this format have; ``grouped``: its status is that of
    the stage; ``unwon``: what deals are that the file only says were not won."""
    parts = _parts(has, ends)
    pairs = _pairs(database, has, parts)
    bare = ticks.only_won(has, [pair.won for pair in pairs])
    said = _said(won, lost)
    words = Words({**(format_words or {}), **said}, format_words or {}, _tails(database, has))
    outcome = {pair: _outcome(pair, words) for pair in pairs}
    if bare and unwon in (LOST, OPEN):
        outcome = {pair: WON if pair.won else unwon for pair in pairs}
    kinds = {pair.stage: _kind(pair.stage, pairs, outcome, words, grouped) for pair in pairs if pair.stage}
    outcome = {
        pair: found or (kinds.get(pair.stage) if pair.ended is not True else None)
        for pair, found in outcome.items()
    }
    doubtful = doubtful_of(pairs, outcome, "closed_at" in has or "is_closed" in has)
    if won is None and all(pair.won is False for pair in pairs if pair.stage in doubtful):
        won = NONE  # the file itself says so
    told = won is not None and lost is not None
    asks = () if told or not doubtful else asks_of(doubtful, won, lost)
    if bare and unwon not in (LOST, OPEN):
        asks = (ticks.UNWON,)
    worded = bool(
        has & {"stage", "status"}
    )  # a row without its word says nothing; without a tick, that it is open
    _table(
        database,
        {p: found or (None if worded and not p.stage else OPEN) for p, found in outcome.items()},
    )
    stage_kinds = {stage: found or OPEN for stage, found in kinds.items()}
    guessed = tuple(
        stage
        for stage, found in kinds.items()
        if not found and normal(stage) not in said and stage not in doubtful
    )
    unknown = tuple(dict.fromkeys(p.status for p in pairs if p.status and not words.status(p.status)))
    torn = () if grouped else against(pairs, words.status, words.stage)
    return Outcomes(stage_kinds, asks, guessed, unknown, _join(parts), torn)


def _tails(database: duckdb.DuckDBPyConnection, has: set[str]) -> tuple[str, ...]:
    if not {"pipeline", "stage"} <= has:
        return ()
    found = database.execute("SELECT DISTINCT pipeline FROM typed WHERE pipeline <> '' LIMIT 100").fetchall()
    return tuple(f"({pipeline})" for (pipeline,) in found)


def _parts(has: set[str], ends: str | None) -> dict[str, str]:
    """Columns of the table ``outcomes`` → SQL of them in ``typed``; only those the file has."""
    flag = "coalesce(CAST({} AS VARCHAR), '')"
    parts = {
        "status_": "coalesce(typed.status, '')" if "status" in has else "",
        "stage_": "coalesce(typed.stage, '')" if "stage" in has else "",
        "ended_": flag.format("typed.is_closed") if "is_closed" in has else "",
        "won_": flag.format("typed.is_won") if "is_won" in has else "",
    }
    if not parts["ended_"] and ends in has:
        parts["ended_"] = flag.format(f"(typed.{ends} IS NOT NULL)")
    if not has & {"stage", "status"}:
        parts = {**parts, **ticks.by_dates(has, parts)}
    return {name: sql for name, sql in parts.items() if sql}


def _pairs(database: duckdb.DuckDBPyConnection, has: set[str], parts: Mapping[str, str]) -> list[Pair]:
    closed = "count(closed_at)" if "closed_at" in has else "0"
    if "is_closed" in has:
        closed = "count(*) FILTER (is_closed)"
    columns = ", ".join(parts.get(name, "''") for name in ("status_", "stage_", "ended_", "won_"))
    found = database.execute(
        f"SELECT {columns}, count(*), {closed} FROM typed WHERE bad IS NULL GROUP BY 1, 2, 3, 4 ORDER BY min(n)"
    ).fetchall()
    flags = {"true": True, "false": False}
    return [
        Pair(status, stage, flags.get(ended), flags.get(won), *counts)
        for status, stage, ended, won, *counts in found
    ]


def _said(won: str | None, lost: str | None) -> dict[str, str]:
    said = {}
    for answer, kind in ((won, WON), (lost, LOST)):
        for stage in (answer or "").split("|"):
            if stage and stage != NONE:
                said[normal(stage)] = kind
    return said


def _outcome(pair: Pair, words: Words) -> str | None:
    """The surest word first. A stage called "Paid" on the way is no sale while its deals are unfinished."""
    told = words.status(pair.status) if pair.status else None
    if told or pair.won:
        return told or WON
    sure = words.sure.get(normal(pair.stage)) if pair.stage else None
    if sure or pair.ended is False:
        return sure or OPEN
    if pair.ended and pair.won is False:
        return LOST
    return words.stage(pair.stage) if pair.stage else None


def _kind(
    stage: str, pairs: list[Pair], outcome: Mapping[Pair, str | None], words: Words, grouped: bool
) -> str | None:
    """What a deal at the stage is: by the words, unless deals stand there unfinished."""
    here = [pair for pair in pairs if pair.stage == stage]
    if normal(stage) in words.sure:
        return words.sure[normal(stage)]
    if any(pair.ended is False for pair in here):
        return OPEN
    told = {outcome[pair] for pair in here}
    surely = all((grouped and pair.status) or (pair.won is not None and not pair.status) for pair in here)
    if surely and len(told) == 1 and (sole := told.pop()):
        return sole
    return words.stage(stage) or (OPEN if known_place(stage) else None)


def _table(database: duckdb.DuckDBPyConnection, outcome: Mapping[Pair, str | None]) -> None:
    flags = {True: "true", False: "false", None: ""}
    columns = {
        "status_": [pair.status for pair in outcome],
        "stage_": [pair.stage for pair in outcome],
        "ended_": [flags[pair.ended] for pair in outcome],
        "won_": [flags[pair.won] for pair in outcome],
        "outcome": list(outcome.values()),
    }
    rows = pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})
    database.register("incoming", rows)
    database.execute("CREATE OR REPLACE TABLE outcomes AS SELECT * FROM incoming")
    database.unregister("incoming")


def _join(parts: Mapping[str, str]) -> str:
    # every pair is in the table: the engine expects few rows of another kind of join
    return "LEFT JOIN outcomes ON " + " AND ".join(f"{name} = {sql}" for name, sql in parts.items())
