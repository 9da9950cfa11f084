"""Values that a program guarded from spreadsheets: ``="0001"``, ``'0001``. The guard is no part of them."""

from __future__ import annotations

from data.importing.reading.table import RawTable

_LOOK = 500
_FORMULA = "(starts_with({c}, '=\"') AND ends_with({c}, '\"'))"
_APOSTROPHE = "(starts_with({c}, '''') AND regexp_matches({c}, '^''[-+=@0-9]') AND NOT ends_with({c}, ''''))"


def strip(raw: RawTable) -> None:
    """A formula of nothing but a text wherever it stands; an apostrophe where every value has one."""
    columns = [f"c{place}" for place in range(1, raw.width + 1)]
    counts = ", ".join(
        f"count(*) FILTER ({c} <> ''), count(*) FILTER ({_FORMULA.format(c=c)}), count(*) FILTER ({_APOSTROPHE.format(c=c)})"
        for c in columns
    )
    found = raw.database.execute(f"SELECT {counts} FROM (SELECT * FROM raw LIMIT {_LOOK})").fetchone()
    for place, column in enumerate(columns):
        filled, formulas, apostrophes = found[3 * place : 3 * place + 3]  # type: ignore[index]
        if formulas:
            bare = f"trim({column}[3:-2])"
            raw.database.execute(f"UPDATE raw SET {column} = {bare} WHERE {_FORMULA.format(c=column)}")
        elif filled and apostrophes == filled:
            bare = f"trim({column}[2:])"
            raw.database.execute(f"UPDATE raw SET {column} = {bare} WHERE {_APOSTROPHE.format(c=column)}")
