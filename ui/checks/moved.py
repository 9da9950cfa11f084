"""What moved the average check against the compared period: another mix of deals, or other checks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.errors import Refused
from metrics import check_moves
from metrics.check_moves import CheckMove, CheckPart
from metrics.moves import cents
from ui import charts, filter_words, links, states, text
from ui.checks import signs
from ui.codes import value_name
from ui.desk import Desk
from ui.figures.ladder import Rung
from ui.figures.waterfall import Step, waterfall
from ui.text import _, ngettext

MOST = 6
"""Values with a step of their own; the others share one."""


@dataclass(frozen=True)
class Moved:
    """``moves`` go with ``parts`` one to one and add up to ``change``, the step from ``before`` to ``now``."""

    key: str
    parts: tuple[CheckPart, ...]
    moves: tuple[CheckMove, ...]
    change: Decimal
    before: Decimal
    now: Decimal


def moved(desk: Desk, key: str) -> Moved | None:
    """None with nothing to compare with, or no deals on one side."""
    if desk.before is None:
        return None
    rows = desk.read(check_moves.checks_by(desk.view, desk.before.period, key))
    parts = tuple(
        CheckPart(
            None if text.is_missing(value) else value,
            int(row.deals_before),
            Decimal(row.amount_before),
            int(row.deals_now),
            Decimal(row.amount_now),
        )
        for value, row in zip(rows[key], rows.itertuples(), strict=True)
    )
    change = check_moves.check_change(parts)
    if change is None:
        return None
    amount, deals = sum(part.amount_before for part in parts), sum(part.deals_before for part in parts)
    first = cents(Fraction(amount) / deals)
    return Moved(key, parts, check_moves.why_check_changed(parts), change, first, first + change)


def draw(desk: Desk, found: Moved | None) -> None:
    with charts.card(
        _title(desk, found),
        help=_(
            "Mix: the value's share of the deals changed, times how far its check lies from the average. Own check: its own average changed, times its share. Together they are the whole change, to the cent."
        ),
    ):
        if found is None:
            states.said(_nothing_to_compare(desk))
            return
        charts.draw(_figure(desk, found), "average_check_moved")


def _nothing_to_compare(desk: Desk) -> Refused:
    if desk.before is None:
        return Refused(
            "There is no compared period: choose what to compare with, and a period with a beginning, in the sidebar."
        )
    return Refused("No deal was won with an amount in one of the two periods: nothing to compare.")


def _title(desk: Desk, found: Moved | None) -> str:
    if found is None:
        return _("What moved the average check")
    if not found.change:
        return _("The average check did not move")
    mix, own = (sum(getattr(move, name) for move in found.moves) for name in ("mix", "own"))
    change = signs.change(found.change, desk.currency)
    if abs(own) >= abs(mix):
        return _("{change}: mostly the checks themselves, not the mix of deals", change=change)
    return _("{change}: mostly another mix of deals, not the checks themselves", change=change)


def _figure(desk: Desk, found: Moved):
    ordered = sorted(
        zip(found.parts, found.moves, strict=True), key=lambda pair: -abs(pair[1].mix + pair[1].own)
    )
    steps = [_step(desk, found.key, part, move) for part, move in ordered[:MOST]]
    if rest := [move for _part, move in ordered[MOST:]]:
        steps.append(_rest(desk, rest))
    assert desk.before
    first = _end(desk, filter_words.period_words(desk.before.period), found.before)
    last = _end(desk, filter_words.period_words(desk.elapsed), found.now)
    return waterfall(first, steps, last, desk.colours)


def _end(desk: Desk, name: str, check: Decimal) -> Rung:
    return Rung(
        name,
        0.0,
        f"<b>{text.money(check, desk.currency)}</b>",
        _("mean {money}", money=text.money_exactly(check, desk.currency)),
    )


def _step(desk: Desk, key: str, part: CheckPart, move: CheckMove) -> Step:
    return Step(
        value_name(part.value, key),
        move.mix + move.own,
        signs.change(move.mix + move.own, desk.currency),
        "<br>".join(
            [
                _effects(desk, move.mix, move.own, signs.change_exactly),
                _("before: {check}", check=_check(desk, part.amount_before, part.deals_before)),
                _("now: {check}", check=_check(desk, part.amount_now, part.deals_now)),
            ]
        ),
        _effects(desk, move.mix, move.own, signs.change),
        links.link("average_check", **{key: part.value}).text(),
    )


def _rest(desk: Desk, rest: list[CheckMove]) -> Step:
    mix, own = (sum((getattr(move, name) for move in rest), Decimal(0)) for name in ("mix", "own"))
    return Step(
        ngettext("{count} more", "{count} more", len(rest)),
        mix + own,
        signs.change(mix + own, desk.currency),
        _effects(desk, mix, own, signs.change_exactly),
        _effects(desk, mix, own, signs.change),
    )


def _effects(desk: Desk, mix: Decimal, own: Decimal, say) -> str:
    return _("own check {own} · mix {mix}", own=say(own, desk.currency), mix=say(mix, desk.currency))


def _check(desk: Desk, amount: Decimal, deals: int) -> str:
    if not deals:
        return text.NOTHING
    money = text.money_exactly(amount / deals, desk.currency)
    return money + " · " + ngettext("{count} deal", "{count} deals", deals)
