"""What became of a payment, where a column says it: what failed or is yet to come is no money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding import matching
from data.importing.values.reading import Ask
from data.importing.vocabulary import literals, normal, values

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

NOTHING, BACK = "nothing", "back"

_ASK = Ask(
    "returned",
    Message("By “{column}” some payments were given back. What is the amount of such a row?"),
    (
        (NOTHING, Message("it came and went back: nothing is left of it")),
        (BACK, Message("it is what went back, beside the row of what came")),
    ),
    (),
)


def settle(file: Understood, said: Said) -> None:
    """Takes out of ``typed`` what did not come; what went back is below zero."""
    if file.kind == "payments" and "amount" in file.readings:
        _went(file)
    if file.kind != "payments" or "state" not in file.readings:
        return
    met = file.database.execute(
        "SELECT DISTINCT state FROM typed WHERE state IS NOT NULL ORDER BY 1"
    ).fetchall()
    known = {word: values("payment").get(normal(word)) for (word,) in met}
    by = {what: [word for word, is_ in known.items() if is_ == what] for what in known.values()}
    _planned(file, by.get("planned", []))
    _leave_out(file, by.get("failed", []), "true")
    _returned(file, by.get("returned", []), said)
    if unknown := by.get(None, []):
        file.warnings.append(
            Message(
                "Words of “{column}” that do not say whether a payment came: {words}. Their rows were taken for money.",
                {"column": file.called("state"), "words": ", ".join(unknown)},
            )
        )


def _went(file: Understood) -> None:
    """Rows of an account that have their sum in the column of what went out, and none of what came."""
    assert file.raw is not None
    taken = set(file.positions.values())
    places = [
        place
        for place, words in enumerate(matching.spellings(file.raw.headers), 1)
        if place not in taken and not values("went").keys().isdisjoint(words)
    ]
    if not places:
        return
    filled = " OR ".join(f"c{place} NOT IN ('', '0', '0,00', '0.00')" for place in places)
    gone = file.database.execute(
        f"DELETE FROM typed WHERE coalesce(amount, 0) = 0 AND n IN (SELECT n FROM cells WHERE {filled}) RETURNING n"
    ).fetchall()
    if gone:
        file.service += len(gone)
        file.warnings.append(
            Message(
                "{count} rows tell what went out (“{column}”): they were left out.",
                {"count": len(gone), "column": file.header(places[0])},
            )
        )


def _planned(file: Understood, words: list[str]) -> None:
    """A day of paying that is yet to come is when it is due."""
    if words and "due_on" in file.readings:
        days = [day for day in ("paid_on", "credited_on") if day in file.readings]
        for day in days:
            file.database.execute(
                f"UPDATE typed SET {day} = NULL WHERE state IN ({literals(words)}) AND due_on IS NOT NULL"
            )
    _leave_out(file, words, "due_on IS NULL" if "due_on" in file.readings else "true")


def _returned(file: Understood, words: list[str], said: Said) -> None:
    if not words:
        return
    key = "payments.state.returned"
    answer = said.answer(file.source.name, key)
    if answer not in (NOTHING, BACK):
        file.ask(_ASK, "state")
        return
    file.used[key] = answer
    if answer == NOTHING:
        _leave_out(file, words, "true")
    else:
        file.database.execute(f"UPDATE typed SET amount = -abs(amount) WHERE state IN ({literals(words)})")


def _leave_out(file: Understood, words: Iterable[str], condition: str) -> None:
    told = literals(words)
    if not told:
        return
    gone = file.database.execute(
        f"DELETE FROM typed WHERE bad IS NULL AND state IN ({told}) AND {condition} RETURNING n"
    ).fetchall()
    if gone:
        file.service += len(gone)
        file.warnings.append(
            Message(
                "{count} payments did not come by “{column}” ({words}): they were left out.",
                {"count": len(gone), "column": file.called("state"), "words": ", ".join(words)},
            )
        )
