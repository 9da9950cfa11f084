"""What a typical deal is worth, in words, and its headline numbers."""

from __future__ import annotations

from metrics.catalogue import metric
from ui import cards, text
from ui.checks.moved import Moved
from ui.codes import value_name
from ui.desk import Desk
from ui.text import _

ALWAYS = ("average_check", "median_check", "deals_won", "amount_missing_share")
WHERE_KNOWN = ("discount_share", "margin_share")
"""Not every export has list prices and costs: a card that can only be empty is left out."""


def headlines(desk: Desk) -> tuple[str, ...]:
    known = cards.values(desk, desk.view, (*ALWAYS, *WHERE_KNOWN))
    return (*ALWAYS, *(key for key in WHERE_KNOWN if known[key] is not None))


def answer(desk: Desk, moved: Moved | None) -> str:
    now = cards.values(desk, desk.view, ("average_check", "median_check"))
    if now["average_check"] is None:
        return _("No deal won in this period has an amount.")
    mean = text.money(now["average_check"], desk.currency)  # type: ignore[arg-type]
    before = cards.values(desk, desk.before, ("average_check",)) if desk.before else {"average_check": None}
    said = cards.said_change(desk, metric("average_check"), now["average_check"], before["average_check"])
    sentence = _(
        "An average deal is worth {mean}, half of the deals less than {median}",
        mean=_("{mean} ({change})", mean=mean, change=said) if said else mean,
        median=text.money(now["median_check"], desk.currency),  # type: ignore[arg-type]
    )
    return "; ".join(filter(None, [sentence, _why(desk, moved)])) + "."


def _why(desk: Desk, moved: Moved | None) -> str:
    """The value that pulled furthest the way the whole went."""
    if moved is None or not moved.change:
        return ""
    pulling = [move for move in moved.moves if (move.mix + move.own) * moved.change > 0]
    if not pulling:
        return ""
    most = max(pulling, key=lambda move: abs(move.mix + move.own))
    return _(
        "“{name}” moved it most, by {money}",
        name=value_name(most.value),
        money=text.money(abs(most.mix + most.own), desk.currency),
    )
