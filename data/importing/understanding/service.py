"""Rows that are no data: empty ones, repeated headers, totals, groups, footers. Left out and counted."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from data.importing.reading.table import RawTable
from data.importing.vocabulary import folded_sql, footer_words, literals, may_begin_sql, total_words

_UNITS = r"((тыс|млн|руб[а-я]*|р|rub|usd|eur)\.?\s*|[₽$€]\s*)+"
BARE = r"[-+]?\d+([ \x{00A0}\x{202F}]\d{3})*([.,]\d+)?"  # a number, and no date
_ENDS = "итог|итого|всего|total"  # as a spreadsheet closes a group: “Анна Итог”
_LAST_LETTERS = literals(case for word in _ENDS.split("|") for case in (word[-1], word[-1].upper()))
_MEASURES = literals(("sum", "count", "avg", "average"))  # beside “Subtotal”: what was summed up, and no name
NUMBERS = ("money", "number", "integer", "share")


@dataclass(frozen=True)
class Marked:
    """``alone``: those of the rows that nothing tells to be no data but that one cell of theirs is filled."""

    count: int
    alone: frozenset[int]


def mark(table: RawTable, mapped: dict[int, str], lonely: bool, id_column: int | None) -> Marked:
    """Makes the view ``cells`` of the rows that are data; returns those that are not.

    ``mapped``: column → type of its field. ``lonely``: a row with one filled cell cannot be data
    (a deal is more than a word) unless it is the id in the middle of the table.
    """
    database = table.database
    columns = [f"c{i}" for i in range(1, table.width + 1)]
    filled = " + ".join(f"CAST({c} <> '' AS INTEGER)" for c in columns)
    empty = " AND ".join(f"{c} = ''" for c in columns)
    parts = [f"({empty})", _total(columns, mapped, lonely), _again(table), _numbered(table)]
    parts.append(_rule(table, columns))
    if table.width >= 3:
        parts.append(_footer(database, columns, filled))
    found = {n for (n,) in database.execute(f"SELECT n FROM raw WHERE {' OR '.join(parts)}").fetchall()}
    alone = _lonely(database, filled, id_column) - found if lonely and table.width >= 3 else set()
    _view(database, found | alone)
    return Marked(len(found | alone), frozenset(alone))


def _numbered(table: RawTable) -> str:
    """The columns of printed forms are numbered below their headers: 1, 2, 3, …"""
    if table.width < 3 or table.dialect.header == 0:
        return "false"
    told = " AND ".join(f"c{place} = '{place}'" for place, header in enumerate(table.headers, 1) if header)
    return f"(n = {table.dialect.header + 1} AND {told})"


def _total(columns: list[str], mapped: dict[int, str], lonely: bool) -> str:
    """The first filled cell says "total" and no other column of words, dates or ids is
    filled; a bare number there is no matter after "total:". ``lonely``: whose total may follow ("Итого Анна")."""
    first = _first(columns)
    words = "|".join(word.replace(" ", r"\s+") for word in sorted(total_words(), key=len, reverse=True))
    after = rf"[:.,]?\s*(\(.*\)|(по|for|за)\s.*|\d.*|{_UNITS})?|\s[^:]*:\s*[-+\d\s.,]*\d"
    whose = rf"|^({_ENDS})\s.*$" if lonely else ""
    said = rf"regexp_matches(lower({first}), '^({words})\s*({after})$|\s({_ENDS})$|^({_ENDS})${whose}')"
    quick = f"({may_begin_sql(first, total_words())} OR right({first}, 1) IN ({_LAST_LETTERS}))"
    told = [f"c{i}" for i, type_ in mapped.items() if type_ not in NUMBERS]
    alone = " + ".join(f"CAST({c} <> '' AND lower({c}) NOT IN ({_MEASURES}) AS INTEGER)" for c in told) or "0"
    words_only = " + ".join(
        f"CAST({c} <> '' AND NOT regexp_full_match({c}, '{BARE}') AS INTEGER)" for c in told
    )
    colon = f"(contains({first}, ':') AND ({words_only or 0}) <= 1)"
    return f"({quick} AND {first} <> '' AND {said} AND (({alone}) <= 1 OR {colon}))"


def _first(columns: list[str]) -> str:
    """SQL of the first filled cell."""
    return f"coalesce({', '.join(f'nullif({c}, {chr(39) * 2})' for c in columns)}, '')"


def _footer(database: duckdb.DuckDBPyConnection, columns: list[str], filled: str) -> str:
    """Below the last row of the table: who made the report, when, under which copyright."""
    last = _last_with(database, filled, 2)
    word = folded_sql(_first(columns))
    begins = " OR ".join(f"starts_with({word}, {literals([each])})" for each in footer_words())
    return f"(n > {last} AND ({begins}))"


def _again(table: RawTable) -> str:
    """A header repeated inside the file: a second page of a report, files put together."""
    pairs = [(f"c{i}", header) for i, header in enumerate(table.headers, 1) if header]
    return " AND ".join(f"{column} = {literals([header])}" for column, header in pairs) or "false"


def _last_with(database: duckdb.DuckDBPyConnection, filled: str, more_than: int) -> int:
    """The last row with more than so many filled cells; asked so, the engine looks at the end only."""
    found = database.execute(
        f"SELECT n FROM raw WHERE ({filled}) > {more_than} ORDER BY n DESC LIMIT 1"
    ).fetchone()
    return int(found[0]) if found else 0


def _rule(table: RawTable, columns: list[str]) -> str:
    """A line of dashes under the header, as tables in plain text have it."""
    return (
        f"(n = {table.dialect.header + 1} AND regexp_full_match(concat({', '.join(columns)}), '[-=:+_ ]+'))"
    )


def _lonely(database: duckdb.DuckDBPyConnection, filled: str, id_column: int | None) -> set[int]:
    last = _last_with(database, filled, 1)
    own = f"c{id_column} = ''" if id_column else "true"
    spaced = f"contains(c{id_column}, ' ')" if id_column else "true"
    rows = database.execute(
        f"SELECT n FROM raw WHERE ({filled}) = 1 AND ({own} OR (n > {last} AND {spaced}))"
    ).fetchall()
    return {n for (n,) in rows}


def leave_out(database: duckdb.DuckDBPyConnection, condition: str) -> int:
    """More rows that are no data of this kind; returns how many."""
    found = {n for (n,) in database.execute(f"SELECT n FROM cells WHERE {condition}").fetchall()}
    if found:
        before = database.execute(
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'service'"
        ).fetchone()[0]  # type: ignore[index]
        known = {n for (n,) in database.execute("SELECT n FROM service").fetchall()} if before else set()
        _view(database, found | known)
    return len(found)


def _view(database: duckdb.DuckDBPyConnection, service: set[int]) -> None:
    database.execute("DROP VIEW IF EXISTS cells")
    if not service:
        database.execute("CREATE VIEW cells AS SELECT * FROM raw")
        return
    database.execute("CREATE OR REPLACE TABLE service AS SELECT unnest($1) AS n", [sorted(service)])
    database.execute("CREATE VIEW cells AS SELECT * FROM raw WHERE n NOT IN (SELECT n FROM service)")
