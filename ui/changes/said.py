"""What changed, in a sentence; between what; and what the sums leave out."""

from __future__ import annotations

from metrics import parts
from ui import text
from ui.changes import step_names
from ui.changes.seen import Seen
from ui.text import _, ngettext


def answer(seen: Seen) -> str:
    """How the pipeline moved, and what moved it most either way."""
    sentence = _moved(seen)
    came, went = _largest(seen, 1), _largest(seen, -1)
    if came and went:
        return _(
            "{sentence}; most came by {came}, most went by {went}.", sentence=sentence, came=came, went=went
        )
    if came or went:
        return _("{sentence}: {step}.", sentence=sentence, step=came or went)
    return f"{sentence}."


def _moved(seen: Seen) -> str:
    currency = seen.desk.currency
    name = {
        parts.ALL_OPEN: _("The open pipeline"),
        parts.DUE: _("The pipeline due in the period"),
    }[seen.pipeline]
    said = {"name": name, "end": text.money(seen.money("end"), currency)}
    change = text.money(abs(seen.change), currency)
    if seen.change > 0:
        return _("{name} grew by {change} to {end}", change=change, **said)
    if seen.change < 0:
        return _("{name} shrank by {change} to {end}", change=change, **said)
    return _("{name} is worth what it was: {end}", **said)


def _largest(seen: Seen, sign: int) -> str:
    """The step that gave, or with −1 took, the most; empty where none did."""
    step = max(seen.steps, key=lambda one: sign * seen.money(one), default="")
    if not step or sign * seen.money(step) <= 0:
        return ""
    money = text.money(abs(seen.money(step)), seen.desk.currency)
    return _("“{step}” ({money})", step=step_names.step_name(step), money=money)


def between(seen: Seen) -> str:
    """Which two uploads are compared, and where they do not reach."""
    said = [
        _(
            "Compared: the uploads of {start} and of {end}.",
            start=text.moment(seen.ends["start_at"]),
            end=text.moment(seen.ends["end_at"]),
        )
    ]
    if seen.starts_late and seen.desk.view.period.start:
        said.append(_("None came before the period: what happened in it earlier is not known."))
    return " ".join(said)


def notes(seen: Seen) -> str:
    """What a reader must know to add the steps up himself."""
    said = []
    if unknown := int(seen.bridge["without_amount"]):
        said.append(
            ngettext(
                "{count} deal had no amount in one of the uploads and counts as nothing there.",
                "{count} deals had no amount in one of the uploads and count as nothing there.",
                unknown,
            )
        )
    if foreign := int(seen.bridge["foreign"]):
        said.append(
            ngettext(
                "{count} deal in another currency is counted without its money, for there is no rate.",
                "{count} deals in other currencies are counted without their money, for there is no rate.",
                foreign,
            )
        )
    return " ".join(said)
