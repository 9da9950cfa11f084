"""A list of sales with a tick for what was paid, shipped or cancelled: rows without it may be no sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding import matching, service
from data.importing.values.reading import Ask
from data.importing.vocabulary import empty_words, flags, literals, values

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

KEY = "purchases.ticked"
TICKED, BLANK, EVERY = "ticked", "blank", "every"


def leave_out(file: Understood, said: Said) -> None:
    """Asks which rows are sales; the others are left out and counted."""
    place = _column(file) if file.kind == "purchases" and not file.format else None
    if place is None:
        return
    answer = said.answer(file.source.name, KEY)
    if answer not in (TICKED, BLANK, EVERY):
        file.ask(_question(file, place))
        return
    file.used[KEY] = answer
    if answer == EVERY:
        return
    other = "NOT" if answer == TICKED else ""
    count = service.leave_out(file.database, f"{other} c{place} IN ({literals(_ticks(file, place))})")
    file.service += count
    file.warnings.append(
        Message(
            "{count} rows are no sales by “{column}”: they were left out.",
            {"count": count, "column": file.header(place)},
        )
    )


def _column(file: Understood) -> int | None:
    """The last column of such a name that is ticked in some rows and not in others."""
    assert file.raw is not None
    begins = tuple(word for word, what in values("ticked").items() if what != "sign")
    taken = set(file.positions.values())
    found = [
        place
        for place, words in enumerate(matching.spellings(file.raw.headers), 1)
        if place not in taken
        and any(word.startswith(begins) for said in words for word in said.split())
        and 0 < _count(file, place) < _count(file, None)
    ]
    return found[-1] if found else None


def _ticks(file: Understood, place: int) -> list[str]:
    """Its values that are ticks; none where a value is neither a tick nor says that there is none."""
    seen = file.database.execute(f"SELECT DISTINCT lower(c{place}), c{place} FROM cells LIMIT 20").fetchall()
    signs = {word for word, what in values("ticked").items() if what == "sign"} | set(flags()[0])
    none = {"", *flags()[1], *empty_words()} - signs
    ticks = [value for word, value in seen if word in signs]
    return ticks if all(word in signs or word in none for word, _ in seen) else []


def _count(file: Understood, place: int | None) -> int:
    condition = f"c{place} IN ({literals(_ticks(file, place)) or 'NULL'})" if place else "true"
    return int(file.database.execute(f"SELECT count(*) FROM cells WHERE {condition}").fetchone()[0])  # type: ignore[index]


def _question(file: Understood, place: int) -> Ask:
    told = {"column": file.header(place), "count": _count(file, place), "rows": _count(file, None)}
    return Ask(
        "ticked",
        Message("“{column}” is ticked in {count} of {rows} rows. Which rows are sales?", told),
        (
            (TICKED, Message("those with the tick")),
            (BLANK, Message("those without it")),
            (EVERY, Message("every row")),
        ),
        (),
    )
