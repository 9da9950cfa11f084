"""The first line: the score, and what most of it was lost on."""

from __future__ import annotations

from ui import text
from ui.quality.checks import Check, Quality
from ui.text import _, ngettext


def N_(message: str) -> str:
    """Marks a message that is translated where it is said."""
    return message


LACKS = {
    "without_amount": (N_("{count} deal has no amount"), N_("{count} deals have no amount")),
    "without_source": (N_("{count} deal has no source"), N_("{count} deals have no source")),
    "without_customer": (N_("{count} deal has no customer"), N_("{count} deals have no customer")),
    "without_next_step": (
        N_("{count} open deal lacks a next step"),
        N_("{count} open deals lack a next step"),
    ),
    "overdue_deals": (N_("{count} open deal is overdue"), N_("{count} open deals are overdue")),
    "without_loss_reason": (
        N_("{count} lost deal has no reason"),
        N_("{count} lost deals have no reason"),
    ),
    "alike_deals": (N_("{count} deal looks like another"), N_("{count} deals look like others")),
    "alike_customers": (N_("{count} customer looks like another"), N_("{count} customers look like others")),
}


def answer(quality: Quality) -> str:
    if quality.score is None:
        return _(
            "There is nothing to judge the base by: its deals carry none of the columns that are checked."
        )
    if not quality.faults:
        return _("Score {score}: every check is passed.", score=points(quality.score, is_whole=True))
    worst, *others = (lacks(check) for check in quality.faults[:2])
    score = points(quality.score)
    if not others:
        return _("Score {score} of 100: {worst}.", score=score, worst=worst)
    return _("Score {score} of 100: {worst}, {second}.", score=score, worst=worst, second=others[0])


def lacks(check: Check) -> str:
    return ngettext(*LACKS[check.key], check.bad)


def points(score: float, is_whole: bool = False) -> str:
    """Of a hundred; a hundred is said only where nothing is wrong."""
    return text.number(100 if is_whole else min(round(score * 100), 99))
