"""What the values of a column look like, where its header may mean fields of different types."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import duckdb

from data.importing.vocabulary import empty_words, flags, normal, outcome_of, values

SAMPLE = 500
_WORDS = 12  # a status has no more words than these
_STATES = 40  # nor a column that is called one
_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_SERIAL = re.compile(r"\d{5}([.,]\d+)?$|\d{8}$|\d{1,2}\.\d{4}$|1\d{9}(\d{3})?$")  # may be a day and a number
_NUMBER = re.compile(r"[-+(]?[^\w(+-]{0,3}\d")
_TYPES = {"time": "day", "date": "day", "month": "day", "flag": "flag"}
_TYPES |= dict.fromkeys(("money", "number", "integer", "share"), "number")


def like(database: duckdb.DuckDBPyConnection) -> Callable[[int, str], bool]:
    """Of a column of ``raw`` and a type: could most of its values be of it? An empty column could be all."""
    seen: dict[int, Sequence[str]] = {}

    def fits(position: int, type_: str) -> bool:
        if type_ not in _TYPES:
            return True
        if position not in seen:
            seen[position] = _sample(database, position)
        told = sum(_is(value, _TYPES[type_]) for value in seen[position])
        return told >= len(seen[position]) / 2

    return fits


def _sample(database: duckdb.DuckDBPyConnection, position: int) -> list[str]:
    rows = database.execute(
        f"SELECT c{position} FROM raw WHERE c{position} <> '' ORDER BY n LIMIT {SAMPLE}"
    ).fetchall()
    return [value for (value,) in rows if value.lower() not in empty_words()]


def is_blank(database: duckdb.DuckDBPyConnection, position: int) -> bool:
    """Of a table that has rows of data: no value at all."""
    columns = [name for name, *_ in database.execute("DESCRIBE raw").fetchall() if name != "n"]
    full = " + ".join(f"CAST({column} <> '' AS INTEGER)" for column in columns)
    any_ = f"SELECT 1 FROM raw WHERE c{position} <> '' LIMIT 1"
    return not database.execute(any_).fetchone() and bool(
        database.execute(f"SELECT 1 FROM raw WHERE {full} > 2 LIMIT 1").fetchone()
    )


def are_whole(database: duckdb.DuckDBPyConnection, position: int) -> bool:
    seen = _sample(database, position)
    return bool(seen) and all(value.replace("\u00a0", "").replace(" ", "").isdecimal() for value in seen)


def outcomes(database: duckdb.DuckDBPyConnection, places: Sequence[int]) -> int | None:
    """The first of the columns whose every word says how a deal stands, won and lost or unfinished among
    them: a status, whatever it is called."""
    for place in places:
        seen = database.execute(
            f"SELECT DISTINCT c{place} FROM raw WHERE c{place} <> '' LIMIT {_WORDS + 1}"
        ).fetchall()
        words = [word for (word,) in seen if word.lower() not in empty_words()]
        told = {outcome_of(word) for word in words}
        letters = {word.lower() for word in words if len(word) == 1} - {"w", "l"}  # S, M, L are sizes
        if (
            len(seen) <= _WORDS
            and None not in told
            and "won" in told
            and told & {"lost", "open"}
            and not letters
        ):
            return place
    return None


_STATE = re.compile(r"\b(статус|состояни|стади|этап|status|stage)")
_OF_OTHERS = re.compile(
    r"клиент|контакт|товар|склад|семейн|участник|customer|client|contact|product|marital|employ|member|item|stock|email|подписк"
)


def states(database: duckdb.DuckDBPyConnection, headers: Sequence[str], places: Sequence[int]) -> int | None:
    """The first of the columns that is called a state, whatever its words are: one of them may be that of no sale."""
    for place in places:
        said = headers[place - 1].lower()
        if not _STATE.search(said) or _OF_OTHERS.search(said):
            continue
        seen = database.execute(
            f"SELECT DISTINCT c{place} FROM raw WHERE c{place} <> '' LIMIT {_STATES + 1}"
        ).fetchall()
        if 1 < len(seen) <= _STATES and not any(_NUMBER.match(word) for (word,) in seen):
            return place
    return None


def returns(database: duckdb.DuckDBPyConnection, places: Sequence[int]) -> tuple[int, tuple[str, ...]] | None:
    """The first of the columns that tells sales from returns, and its words of returns."""
    for place in places:
        seen = database.execute(
            f"SELECT DISTINCT c{place} FROM raw WHERE c{place} <> '' LIMIT {_WORDS + 1}"
        ).fetchall()
        told = {word: outcome_of(word) for (word,) in seen}
        if len(seen) <= _WORDS and set(told.values()) == {"won", "returned"}:
            return place, tuple(word for word, outcome in told.items() if outcome == "returned")
    return None


def _is(value: str, what: str) -> bool:
    yes, no = flags()
    if what == "flag":
        return " ".join(value.lower().split()) in (*yes, *no)
    worded = any(normal(word) in values("months") for word in re.findall(r"[^\W\d_]{3,}", value))
    day = bool(_DAY.match(value)) or (worded and any(sign.isdigit() for sign in value))
    if what == "day":
        return day or bool(_SERIAL.match(value))
    return bool(_NUMBER.match(value)) and not day
