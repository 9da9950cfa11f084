"""Which payments came and which went: a bank's file names both sides of each, and we are one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message, Option, Question
from data.importing.vocabulary import folded_sql, literals

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

IN, OUT = "in", "out"
_SIDES = (("tax_number", "recipient_tax"), ("customer", "recipient"))


def of(file: Understood, said: Said, has: set[str]) -> str:
    """SQL over ``typed`` of the direction: by the day that only one of them has, else by who is in every
    payment. A file without payees holds what came."""
    if not has & {"recipient", "recipient_tax"}:
        return f"'{IN}'"
    days = [
        f"WHEN {day} IS NOT NULL THEN '{direction}'"
        for day, direction in (("credited_on", IN), ("debited_on", OUT))
        if day in has
    ]
    undated = " AND ".join(f"{day} IS NULL" for day in ("credited_on", "debited_on") if day in has)
    if days and not _count(file, undated):
        return f"CASE {' '.join(days)} END"
    ours = _ours(file, said, has)
    return f"CASE {' '.join(days)} {ours} ELSE '{IN}' END" if days or ours else f"'{IN}'"


def _ours(file: Understood, said: Said, has: set[str]) -> str:
    """The one who is a side of every payment; of two that always are, as answered."""
    for payer, payee in _SIDES:
        if not {payer, payee} <= has:
            continue
        left, right = folded_sql(f"coalesce({payer}, '')"), folded_sql(f"coalesce({payee}, '')")
        total = _count(file, "true")
        found = file.database.execute(
            f"SELECT word, min(called) FROM (SELECT n, {left} AS word, {payer} AS called FROM typed UNION "
            f"SELECT n, {right}, {payee} FROM typed) WHERE word <> '' GROUP BY word "
            f"HAVING count(DISTINCT n) = {total} ORDER BY 1"
        ).fetchall()
        if not found:
            continue
        own = found[0][0] if len(found) == 1 else _asked(file, said, found)
        return f"WHEN {left} = {literals([own])} THEN '{OUT}' WHEN {right} = {literals([own])} THEN '{IN}'"
    return ""


def _asked(file: Understood, said: Said, found: list[tuple[str, str]]) -> str:
    key = "payments.own"
    answer = said.answer(file.source.name, key)
    words = [word for word, _ in found]
    if answer in words:
        file.used[key] = answer
        return answer
    options = tuple(Option(word, Message("{name}", {"name": called})) for word, called in found)
    text = Message("Every payment is between the same two: which of them are you?")
    file.questions.append(Question(key, file.source.name, text, options))
    return words[0]


def _count(file: Understood, condition: str) -> int:
    return int(file.database.execute(f"SELECT count(*) FROM typed WHERE {condition}").fetchone()[0])  # type: ignore[index]
