"""A table that names a manager or a customer once, in the first of the rows of each: blank may be the same
again, as a pivot table leaves it, or nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.values.reading import Ask

if TYPE_CHECKING:
    from data.importing.understanding.matching import Matching
    from data.importing.understanding.understood import Said, Understood

ABOVE, NOTHING = "above", "nothing"
_FIELDS = ("manager", "customer", "region", "product_group", "pipeline")
_SAMPLE = 40


def fill(file: Understood, found: Matching, said: Said) -> None:
    """Of the first columns of the table; one further right is blank for reasons of its own."""
    at = {one.position: one.field for one in found.matches if one.field in _FIELDS}
    outer = ""
    for place in range(1, len(at) + 1):
        if file.kind not in ("deals", "purchases") or place not in at or not _named_once(file, place, outer):
            return
        if _answer(file, said, place, at[place]) == ABOVE:
            _fill(file, place, outer)
        outer += f", c{place}"


def _named_once(file: Understood, place: int, outer: str) -> bool:
    """Each name in one row only (of each name further left), the first of all among them, and many blank rows."""
    column = f"c{place}"
    named = (
        f"SELECT count(*), count(*) FILTER ({column} <> ''), count(DISTINCT ({column}{outer})) FILTER ({column} <> ''), "
        f"arg_min({column}, n) <> ''"
    )
    for rows in (f"(SELECT * FROM cells ORDER BY n LIMIT {_SAMPLE})", "cells"):
        every, filled, different, begins = file.database.execute(f"{named} FROM {rows}").fetchone() or ()
        if not begins or filled != different or filled > 0.8 * every or filled < 2:
            return False
    return True


def _answer(file: Understood, said: Said, place: int, field: str) -> str | None:
    key = f"{file.kind}.{field}.blank"
    answer = said.answer(file.source.name, key)
    if answer in (ABOVE, NOTHING):
        file.used[key] = str(answer)
        return answer
    text = Message(
        "“{column}” is blank in {count} rows, below the one row of each name. What is blank there?"
    )
    count, example = file.database.execute(
        f"SELECT count(*) FILTER (c{place} = ''), arg_min(c{place}, n) FROM cells"
    ).fetchone()  # type: ignore[misc]
    options = (
        (ABOVE, Message("the name above once more, such as {name}", {"name": example})),
        (NOTHING, Message("nothing: it is not known")),
    )
    file.ask(Ask("blank", Message(text.text, {"count": count}), options, ()), field)
    return None


def _fill(file: Understood, place: int, outer: str) -> None:
    """No name goes beyond the rows of the name further left."""
    within = f"PARTITION BY {outer[2:]} " if outer else ""
    name = (
        f"coalesce(last_value(nullif(c{place}, '') IGNORE NULLS) OVER ({within}ORDER BY n), '') AS c{place}"
    )
    file.database.execute(f"CREATE TABLE filled_{place} AS SELECT * REPLACE ({name}) FROM cells")
    file.database.execute(f"CREATE OR REPLACE VIEW cells AS SELECT * FROM filled_{place}")
