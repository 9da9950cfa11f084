"""From columns of text to columns of their types, each decided from all its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import count

import duckdb
import pyarrow as pa

from data.importing.model import Message
from data.importing.values import dates, entities, numbers
from data.importing.values.reading import Decide, Reading, shapes
from data.importing.vocabulary import (
    flags,
    folded_sql,
    literals,
    may_begin_sql,
    normal,
    nothing_words,
    values,
)

_PLACES = {"money": 2, "number": 3, "integer": 3, "share": 6}
_DATES = ("time", "date", "month")
_lookups = count(1)
"""Numbers of their tables, one after another whoever makes them: a file is gone through more than once."""


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
_SHARE = Remedy(Message("is a share, not an amount"), Message("Write the amount itself."))
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
        if reading.sound:
            found = f"abs({value})"
        shares = [] if reading.sound else [(f"contains({column}, '%')", _SHARE)]
        return [*shares, (f"{found} >= 10000000000000", _HUGE)]
    if field == "number" or field.endswith("_id"):
        return [(rf"regexp_full_match({column}, '\d([.,]\d+)?[eE]\+\d+')", _RUINED)]
    return []


class Columns:
    """Reads columns of the table ``cells``; lookup tables are made beside it as needed."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self.database = database

    def read(self, column: str, type_: str, answer: Callable[[str], str | None], times: int = 1) -> Reading:
        """``answer`` gives what a person said to ``order`` or ``decimal`` of this column; ``times``: what
        its numbers are counted in, by its header."""
        if type_ in _PLACES:
            many = times if type_ in ("money", "number") else 1
            make_number = lambda _: numbers.decider(_PLACES[type_], many)  # noqa: E731
            reading = self._decided(column, make_number, answer("decimal"))
            return self._share(column, reading) if type_ == "share" else _whole(reading, type_)
        if type_ in _DATES:
            make = lambda whole: dates.decider(self.database, column, type_, whole)  # noqa: E731
            return self._decided(column, make, answer("order"))
        if type_ == "flag":
            return _flag()
        if type_ in ("currency", "role", "channel", "activity"):
            return self._worded(column, type_)
        if type_ == "id":
            return self._id(column)
        return self._text(column) if type_ in ("text", "name") else Reading("nullif({c}, '')")

    def _id(self, column: str) -> Reading:
        """``13085.0`` in every cell is 13085: a program took the ids for fractions, because some were missing."""
        if self._every(column, r"^\d+\.0$"):
            return Reading("nullif(regexp_replace({c}, '\\.0$', ''), '')")
        return Reading("nullif({c}, '')")

    def _text(self, column: str) -> Reading:
        """Words that say there is nothing are nothing."""
        may_be = may_begin_sql(column, nothing_words())
        found = self.database.execute(
            f"SELECT DISTINCT {column} FROM cells WHERE {may_be} AND lower({column}) IN ({literals(nothing_words())})"
        ).fetchall()
        sql = self._bare(column)
        if self.database.execute(
            f"SELECT 1 FROM cells WHERE contains({column}, '&') AND regexp_matches({column}, '{entities.ANY}') LIMIT 1"
        ).fetchone():
            sql = sql.replace("{c}", entities.unescaped("{c}"))
        return Reading(sql, empties=tuple(value for (value,) in found))

    def _bare(self, column: str) -> str:
        """``[12] Анна`` in every cell is Анна, number 12."""
        numbered = r"^\[[^\]]+\] "
        if self._every(column, numbered):
            return f"nullif(regexp_replace({{c}}, '{numbered}', ''), '')"
        return "nullif({c}, '')"

    def _every(self, column: str, pattern: str) -> bool:
        """Whether every value is so; a few of them mostly tell that not."""
        other = f"SELECT count(*) FILTER (NOT regexp_matches({column}, '{pattern}')), count(*) FROM"
        for rows in (
            f"(SELECT {column} FROM cells WHERE {column} <> '' LIMIT 50)",
            f"cells WHERE {column} <> ''",
        ):
            others, every = self.database.execute(f"{other} {rows}").fetchone()  # type: ignore[misc]
            if others or not every:
                return False
        return True

    def _decided(self, column: str, make: Callable[[bool], Decide], answer: str | None) -> Reading:
        """By a sample when the rest of the column agrees with it, else by all its values."""
        proposed = make(False)(shapes(self.database, column, sample=True), answer)
        if not (proposed.strange or proposed.ask or proposed.problem or proposed.doubt == "true"):
            if self._holds(column, proposed):
                return replace(proposed, sound=True)
        return self._looked_up(make(True)(shapes(self.database, column, sample=False), answer))

    def _holds(self, column: str, proposed: Reading) -> bool:
        """Whether every value can be read so and none calls for another look. Counted, not sought: the
        engine reads each value once for that, and three times for a condition."""
        there, read, doubtful = self.database.execute(
            f"SELECT count(*), count({proposed.sql.format(c=column)}), coalesce(bool_or({proposed.doubt.format(c=column)}), false) "
            f"FROM cells WHERE {column} NOT IN ({literals(('', *proposed.empties))})"
        ).fetchone()  # type: ignore[misc]
        return bool(there == read and not doubtful)

    def _looked_up(self, reading: Reading) -> Reading:
        if not reading.lookup:
            return reading
        name = self.lookup(dict(reading.lookup))
        return replace(reading, sql=reading.sql.replace("{lookup}", name), lookup=())

    def lookup(self, found: Mapping[str, object]) -> str:
        """A table of ``v`` and what it stands for, ``t``."""
        name = f"lookup_{next(_lookups)}"
        table = pa.table({"v": pa.array(list(found), pa.string()), "t": pa.array(list(found.values()))})
        self.database.register("incoming", table)
        self.database.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        self.database.unregister("incoming")
        return name

    def _share(self, column: str, reading: Reading) -> Reading:
        """Percent where the value says so; those that say nothing are percents when any of them exceeds
        one, else fractions: a workbook may show 35 % in one cell and 0.5 in the next."""
        value = reading.sql.format(c=column)
        marked, high = self.database.execute(
            f"SELECT coalesce(bool_or(contains({column}, '%')), false), "
            f"coalesce(max({value}) FILTER (NOT contains({column}, '%')) > 1, false) FROM cells"
        ).fetchone()  # type: ignore[misc]
        number = f"CAST({reading.sql} AS DOUBLE)"
        sql = f"({number} / 100)" if high else number
        if marked and not high:
            sql = f"({number} / CASE WHEN contains({{c}}, '%') THEN 100 ELSE 1 END)"
        return replace(reading, sql=f"(CASE WHEN {sql} BETWEEN 0 AND 1 THEN {sql} END)", sound=False)

    def _worded(self, column: str, group: str) -> Reading:
        """Words of the vocabulary as it has them; others as they stand (a role: none)."""
        seen = [
            value
            for (value,) in self.database.execute(f"SELECT DISTINCT {column} FROM cells").fetchall()
            if value
        ]
        known = values(group)
        other = {"role": lambda _: None, "currency": _currency}.get(group, str)
        found = {value: known.get(normal(value)) or other(value) for value in seen}
        if not found:
            return Reading("nullif({c}, '')")
        name = self.lookup({value: told for value, told in found.items() if told} or {"": ""})
        return Reading(
            f"(SELECT t FROM {name} WHERE v = {{c}})", empties=tuple(v for v, t in found.items() if not t)
        )

    def sign(self, column: str) -> Reading | None:
        """The currency written beside the amounts, if any is."""
        bare = (
            f"regexp_replace({column}, '(?i)млрд|миллиард[а-я]*', '')"  # they have the letter of the rouble
        )
        sign = f"nullif(lower(trim(regexp_extract({bare}, '{numbers.MONEY}'), ' .')), '')"
        seen = [v for (v,) in self.database.execute(f"SELECT DISTINCT {sign} FROM cells").fetchall() if v]
        known = values("currency")
        found = {value: known[normal(value)] for value in seen if normal(value) in known}
        if not found:
            return None
        name = self.lookup(found)
        own = sign.replace(column, "{c}")
        return Reading(f"(SELECT t FROM {name} WHERE v = {own})")


def _currency(value: str) -> str:
    """``USD ($)``, ``Доллар США (USD)``: the code, else what all its words mean, else the value itself."""
    known = values("currency")
    codes = set(re.findall(r"\b[A-Z]{3}\b", value))
    means = {known.get(word, "") for word in normal(value).split()}
    found = codes if len(codes) == 1 else means
    return found.pop() or value if len(found) == 1 else value


def _whole(reading: Reading, type_: str) -> Reading:
    if type_ != "integer":
        return reading
    sql = reading.sql
    whole = f"(CASE WHEN {sql} = floor({sql}) THEN TRY_CAST({sql} AS INTEGER) END)"
    return replace(reading, sql=whole, sound=False)


def _flag() -> Reading:
    yes, no = flags()
    word = folded_sql("{c}").replace("{00A0}", "{{00A0}}").replace("{202F}", "{{202F}}")
    return Reading(
        f"(CASE WHEN {word} IN ({literals(yes)}) THEN true WHEN {word} IN ({literals(no)}) THEN false END)"
    )
