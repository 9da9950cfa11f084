"""A reason of loss on a deal whose stage says that it is open, in a file that knows won deals and no lost one.

A file of open deals alone is another matter: a deal that was opened again keeps the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.values.reading import Ask
from data.schema import LOST, OPEN, WON

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

_ASK = Ask(
    "reason",
    Message("{count} deals have a “{column}” and stand at a stage that is not lost. What are they?"),
    (
        (LOST, Message("lost: they keep the stage at which they were")),
        (OPEN, Message("still open")),
    ),
    (),
)
KEY = "deals.reason"


def outcome(file: Understood, said: Said, has: set[str], join: str) -> str:
    """SQL of the outcome, over ``typed`` and what ``join`` brings."""
    plain = "outcomes.outcome"
    met = {told for (told,) in file.database.execute("SELECT DISTINCT outcome FROM outcomes").fetchall()}
    if LOST in met or WON not in met or "loss_reason" not in has:
        return plain
    lost = f"({plain} = '{OPEN}' AND typed.loss_reason IS NOT NULL)"
    count = file.database.execute(
        f"SELECT count(*) FILTER ({lost}) FROM typed {join} WHERE bad IS NULL"
    ).fetchone()[0]  # type: ignore[index]
    if not count:
        return plain
    answer = said.answer(file.source.name, KEY)
    if answer not in (LOST, OPEN):
        values = {"count": count, "column": file.called("loss_reason")}
        file.ask(Ask(_ASK.what, Message(_ASK.text.text, values), _ASK.options, ()))
        return plain
    file.used[KEY] = answer
    return f"CASE WHEN {lost} THEN '{answer}' ELSE {plain} END"
