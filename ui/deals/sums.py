"""How a number comes from its list: the sum or count itself, or part and whole in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from metrics import drill
from metrics.catalogue import METRICS, metric
from metrics.metric import Clock, Metric, Unit
from metrics.view import View
from ui import cards, text
from ui.desk import Desk
from ui.text import NOTHING, _, ngettext

ENOUGH = 20
"""Cases from which a share may lead; below it the count does."""

OF_THE_LIST = ("deals_won", "deals_lost", "win_rate", "average_check", "cycle_days", "repeat_revenue")
"""Metrics that the words of another need beside its list."""

CUSTOMERS = (
    "customers",
    "customers_ever",
    "new_customers",
    "repeat_customers",
    "reactivated_customers",
    "customers_in_base",
    "alike_customers",
)


@dataclass(frozen=True)
class Facts:
    """The list's totals (see ``drill.totals``), the number itself, and other metrics of the same view."""

    key: str
    value: Any
    totals: Any
    others: dict[str, Any]
    currency: str

    def money(self, name: str) -> str:
        return text.money_exactly(self.sum(name), self.currency)

    def sum(self, name: str) -> Decimal:
        return Decimal(0) if text.is_missing(self.totals[name]) else self.totals[name]

    def count(self, name: str) -> int:
        return int(self.totals[name])

    def part_of(self, name: str) -> int:
        """Of a share, the cases above the line; those below it are the list's."""
        return 0 if self.value is None else round(float(self.value) * self.count(name))


def facts(desk: Desk, view: View, key: str) -> Facts:
    totals = desk.read(drill.totals(view, key)).iloc[0]
    if key not in METRICS:
        return Facts(key, None, totals, {}, desk.currency)
    others = cards.values(desk, view, (key, *OF_THE_LIST))
    return Facts(key, others[key], totals, others, desk.currency)


def found(desk: Desk, view: View, key: str, search: str) -> Facts:
    """The totals of those that a search finds."""
    return Facts(key, None, desk.read(drill.totals(view, key, search)).iloc[0], {}, desk.currency)


def total(what: Metric, f: Facts) -> Decimal | int | None:
    """The metric worked out again from its list, where it is a count or a sum."""
    if what.unit is Unit.COUNT:
        of_people = what.key in CUSTOMERS or what.clock is Clock.AS_OF
        return f.count("customers" if of_people else "deals")
    if what.key == "margin":
        return f.sum("amount") - f.sum("cost")
    if what.unit is Unit.MONEY and what.additive:
        return f.sum("value")
    return None


def said(f: Facts) -> str:
    """The number to the cent, a share of few cases by its counts."""
    if f.key not in METRICS:
        return _("{deals} for {money}", deals=deals(f.count("deals")), money=f.money("value"))
    what = metric(f.key)
    if what.unit is Unit.MONEY:
        return text.money_exactly(f.value, f.currency)
    return text.value(f.value, what.unit, f.currency)


def headline(title: str, f: Facts) -> str:
    """One sentence: which list, which number, and how it is made where that is no plain sum or count."""
    made = made_of(f)
    if made and _is_share(f) and _cases(f) < ENOUGH:
        return f"{title}: {made}"
    if f.key in METRICS and f.value is None:
        return _("{title}: no value, for there is nothing to count it from", title=title)
    return f"{title}: {said(f)}" + (f" — {made}" if made else "")


def _is_share(f: Facts) -> bool:
    return f.key in METRICS and metric(f.key).unit is Unit.SHARE


def _cases(f: Facts) -> int:
    """What the share is of; deals without an amount are a list of the part, not of the whole."""
    if f.key == "amount_missing_share":
        return int(f.others["deals_won"])
    return f.count("customers" if f.key in OF_CUSTOMERS else "deals")


def made_of(f: Facts) -> str:
    """Part and whole of a share, what a mean is over; nothing for a plain count or sum."""
    if f.key not in MADE or (f.value is None and f.key != "amount_missing_share"):
        return ""
    return MADE[f.key](f)


def deals(count: int) -> str:
    return ngettext("{count} deal", "{count} deals", count)


def customers(count: int) -> str:
    return ngettext("{count} customer", "{count} customers", count)


def _part(message: str, part: str, whole: str) -> Callable[[Facts], str]:
    """Part and whole are columns of the totals, counts or sums of money."""

    def made(f: Facts) -> str:
        def say(name: str) -> str:
            counted = name in ("deals", "customers", "won")
            return text.number(f.count(name)) if counted else f.money(name)

        return _(message, part=say(part), whole=say(whole))

    return made


def _share_of(message: str, whole: str) -> Callable[[Facts], str]:
    """The part follows from the share: both are whole numbers of cases."""
    return lambda f: _(message, part=text.number(f.part_of(whole)), whole=text.number(f.count(whole)))


def _missing(f: Facts) -> str:
    return _(
        "{part} without an amount of {whole} won",
        part=text.number(f.count("deals")),
        whole=text.number(int(f.others["deals_won"])),
    )


def _slippage(f: Facts) -> str:
    """The part follows from the share: both are whole numbers of deals."""
    return _(
        "{part} put off of {whole} due in the period",
        part=text.number(f.part_of("deals")),
        whole=text.number(f.count("deals")),
    )


def _velocity(f: Facts) -> str:
    return _(
        "{deals} × {win_rate} × {check} / {days}",
        deals=deals(int(f.others["deals_won"]) + int(f.others["deals_lost"])),
        win_rate=text.share(f.others["win_rate"]),
        check=text.money(f.others["average_check"], f.currency),
        days=text.days(f.others["cycle_days"]) if f.others["cycle_days"] is not None else NOTHING,
    )


def _repeat_money(f: Facts) -> str:
    part = text.money_exactly(f.others["repeat_revenue"], f.currency)
    return _("{part} of {whole} is not from first purchases", part=part, whole=f.money("amount"))


def _margin(f: Facts) -> str:
    return _("{amount} less {cost} of cost", amount=f.money("amount"), cost=f.money("cost"))


def _margin_share(f: Facts) -> str:
    earned = text.money_exactly(f.sum("amount") - f.sum("cost"), f.currency)
    return _("{part} earned on {whole}", part=earned, whole=f.money("amount"))


def _over(one: str, many: str) -> Callable[[Facts], str]:
    return lambda f: ngettext(one, many, f.count("deals"))


def N_(message: str) -> str:
    """Marks a message that is translated where it is said."""
    return message


OF_CUSTOMERS = ("repeat_purchase_rate", "returning_share", "churn_rate")

_WON_MEAN = (N_("over {count} won deal"), N_("over {count} won deals"))

MADE: dict[str, Callable[[Facts], str]] = {
    "average_check": _part(N_("{part} over {whole} won deals with an amount"), "amount", "deals"),
    "median_check": _over(N_("the middle one of {count} deal"), N_("the middle one of {count} deals")),
    "amount_missing_share": _missing,
    "win_rate": _part(N_("{part} won of {whole} closed"), "won", "deals"),
    "win_rate_value": _part(N_("{part} won of {whole} closed"), "won_amount", "amount"),
    "slippage": _slippage,
    "win_rate_created": _part(N_("{part} won of {whole} created"), "won", "deals"),
    "cycle_days": _over(*_WON_MEAN),
    "median_cycle_days": _over(*_WON_MEAN),
    "p75_cycle_days": _over(*_WON_MEAN),
    "median_lost_cycle_days": _over(N_("over {count} lost deal"), N_("over {count} lost deals")),
    "velocity": _velocity,
    "discount_share": _part(N_("{part} of discounts on {whole} at list prices"), "discount", "list_amount"),
    "margin": _margin,
    "margin_share": _margin_share,
    "repeat_purchase_rate": _share_of(N_("{part} of {whole} customers bought twice or more"), "customers"),
    "returning_share": _share_of(N_("{part} of {whole} customers had bought before"), "customers"),
    "repeat_revenue_share": _repeat_money,
    "purchase_frequency": _part(N_("{part} purchases of {whole} customers"), "deals", "customers"),
    "rhythm_days": _over(N_("over {count} repeat purchase"), N_("over {count} repeat purchases")),
    "quality_score": _over(
        N_("mean over the checks; {count} deal has something to mend"),
        N_("mean over the checks; {count} deals have something to mend"),
    ),
    "churn_rate": _share_of(
        N_("{part} of {whole} customers active on the eve of the period are gone"), "customers"
    ),
}
