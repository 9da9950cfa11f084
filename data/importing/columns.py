"""From columns of text to columns of their types, each decided from all its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from data.importing import dates, numbers
from data.importing.model import Message
from data.importing.reading import Decide, Reading, shapes
from data.importing.vocabulary import flags, folded_sql, literals, normal, nothing_words, values

_PLACES = {"money": 2, "number": 3, "integer": 3, "share": 6}
_DATES = ("time", "date", "month")


@dataclass(frozen=True)
class Remedy:
    reason: Message
    remedy: Message


UNREADABLE = {
    "money": Remedy(Message("is not a number"), Message("Write it as 1234.56 or 1 234,56.")),
    "number": Remedy(Message("is not a number"), Message("Write it as 1234.56 or 1 234,56.")),
    "integer": Remedy(Message("is not a whole number"), Message("Write it without a fraction.")),
    "share": Remedy(Message("is not a share"), Message("Write it as 75 % or 0.75.")),
    "time": Remedy(Message("is not a date"), Message("Write it like the other dates of the column.")),
    "date": Remedy(Message("is not a date"), Message("Write it like the other dates of the column.")),
    "month": Remedy(Message("is not a month"), Message("Write it as 2024-01 or 01.2024.")),
    "flag": Remedy(Message("is neither yes nor no"), Message("Write yes or no.")),
}


_HUGE = Remedy(
    Message("is 10 trillion or more: sums of such amounts cannot be kept to the cent"),
    Message("Correct the amount, or export it in a larger unit, such as thousands."),
)
_RUINED = Remedy(
    Message("is an id that a spreadsheet has shortened: its last digits are lost"),
    Message(
        "Export the file again as CSV and do not save it from a spreadsheet, or make the column text first."
    ),
)


def beyond(field: str, type_: str, reading: Reading, column: str) -> list[tuple[str, Remedy]]:
    """What is readable and must not be taken: conditions in SQL, and why."""
    if type_ == "money" and reading.problem is None:
        value = reading.sql.format(c=column)
        wide = value.replace(
            "DECIMAL(18,", "DECIMAL(38,"
        )  # ten times as slow: only for what the other cannot hold
        found = f"CASE WHEN {value} IS NULL THEN abs({wide}) ELSE abs({value}) END"
        return [(f"{found} >= 10000000000000", _HUGE)]
    if field == "number" or field.endswith("_id"):
        return [(rf"regexp_full_match({column}, '\d([.,]\d+)?[eE]\+\d+')", _RUINED)]
    return []


class Columns:
    """Reads columns of the table ``cells``; lookup tables are made beside it as needed."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self.database = database
        self._lookups = 0

    def read(self, column: str, type_: str, answer: Callable[[str], str | None]) -> Reading:
        """``answer`` gives what a person said to ``order`` or ``decimal`` of this column."""
        if type_ in _PLACES:
            reading = self._decided(
                column, lambda _: numbers.decider(_PLACES[type_], type_ == "share"), answer("decimal")
            )
            return self._share(column, reading) if type_ == "share" else _whole(reading, type_)
        if type_ in _DATES:
            make = lambda whole: dates.decider(self.database, column, type_, whole)  # noqa: E731
            return self._decided(column, make, answer("order"))
        if type_ == "flag":
            return _flag()
        if type_ in ("currency", "role", "channel", "activity"):
            return self._worded(column, type_)
        return self._text(column) if type_ in ("text", "name") else Reading("nullif({c}, '')")

    def _text(self, column: str) -> Reading:
        """Words that say there is nothing are nothing."""
        words = literals(nothing_words())
        longest = max(map(len, nothing_words()))
        found = self.database.execute(
            f"SELECT DISTINCT {column} FROM cells WHERE length({column}) BETWEEN 1 AND {longest} AND lower({column}) IN ({words})"
        ).fetchall()
        return Reading(self._bare(column), empties=tuple(value for (value,) in found))

    def _bare(self, column: str) -> str:
        """``[12] Анна`` in every cell is Анна, number 12."""
        numbered = r"^\[[^\]]+\] "
        other = f"SELECT count(*) FILTER (NOT regexp_matches({column}, '{numbered}')), count(*) FROM"
        for rows in (
            f"(SELECT {column} FROM cells WHERE {column} <> '' LIMIT 50)",
            f"cells WHERE {column} <> ''",
        ):
            others, every = self.database.execute(f"{other} {rows}").fetchone()  # type: ignore[misc]
            if others or not every:
                return "nullif({c}, '')"
        return f"nullif(regexp_replace({{c}}, '{numbered}', ''), '')"

    def _decided(self, column: str, make: Callable[[bool], Decide], answer: str | None) -> Reading:
        """By a sample when the rest of the column agrees with it, else by all its values."""
        proposed = make(False)(shapes(self.database, column, sample=True), answer)
        if not (proposed.strange or proposed.ask or proposed.problem or proposed.doubt == "true"):
            doubt = f"({proposed.doubt.format(c=column)}) OR {proposed.bad(column)}"
            if not self.database.execute(
                f"SELECT count(*) FROM cells WHERE {column} <> '' AND ({doubt})"
            ).fetchone()[0]:  # type: ignore[index]
                return proposed
        return self._looked_up(make(True)(shapes(self.database, column, sample=False), answer))

    def _looked_up(self, reading: Reading) -> Reading:
        if not reading.lookup:
            return reading
        name = self.lookup(dict(reading.lookup))
        return replace(reading, sql=reading.sql.replace("{lookup}", name), lookup=())

    def lookup(self, found: Mapping[str, object]) -> str:
        """A table of ``v`` and what it stands for, ``t``."""
        self._lookups += 1
        name = f"lookup_{self._lookups}"
        table = pa.table({"v": pa.array(list(found), pa.string()), "t": pa.array(list(found.values()))})
        self.database.register("incoming", table)
        self.database.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        self.database.unregister("incoming")
        return name

    def _share(self, column: str, reading: Reading) -> Reading:
        """What bears the sign is percent; what does not is too when any of it exceeds one, else a fraction."""
        value, sign = reading.sql.format(c=column), "contains({c}, '%')"
        bare = f"max({value}) FILTER (NOT {sign.format(c=column)})"
        percent = self.database.execute(f"SELECT coalesce({bare} > 1, false) FROM cells").fetchone()[0]  # type: ignore[index]
        parts = "100" if percent else f"CASE WHEN {sign} THEN 100 ELSE 1 END"
        sql = f"(CAST({reading.sql} AS DOUBLE) / {parts})"
        return replace(reading, sql=f"(CASE WHEN {sql} BETWEEN 0 AND 1 THEN {sql} END)")

    def _worded(self, column: str, group: str) -> Reading:
        """Words of the vocabulary as it has them; others as they stand (a role: none)."""
        seen = [
            value
            for (value,) in self.database.execute(f"SELECT DISTINCT {column} FROM cells").fetchall()
            if value
        ]
        known = values(group)
        found = {value: known.get(normal(value), None if group == "role" else value) for value in seen}
        if not found:
            return Reading("nullif({c}, '')")
        name = self.lookup({value: told for value, told in found.items() if told} or {"": ""})
        return Reading(
            f"(SELECT t FROM {name} WHERE v = {{c}})", empties=tuple(v for v, t in found.items() if not t)
        )

    def sign(self, column: str) -> Reading | None:
        """The currency written beside the amounts, if any is."""
        sign = f"nullif(lower(trim(regexp_extract({column}, '{numbers.MONEY}'), ' .')), '')"
        seen = [v for (v,) in self.database.execute(f"SELECT DISTINCT {sign} FROM cells").fetchall() if v]
        known = values("currency")
        found = {value: known[normal(value)] for value in seen if normal(value) in known}
        if not found:
            return None
        name = self.lookup(found)
        own = sign.replace(column, "{c}")
        return Reading(f"(SELECT t FROM {name} WHERE v = {own})")


def _whole(reading: Reading, type_: str) -> Reading:
    if type_ != "integer":
        return reading
    sql = reading.sql
    return replace(reading, sql=f"(CASE WHEN {sql} = floor({sql}) THEN TRY_CAST({sql} AS INTEGER) END)")


def _flag() -> Reading:
    yes, no = flags()
    word = folded_sql("{c}").replace("{00A0}", "{{00A0}}").replace("{202F}", "{{202F}}")
    return Reading(
        f"(CASE WHEN {word} IN ({literals(yes)}) THEN true WHEN {word} IN ({literals(no)}) THEN false END)"
    )
