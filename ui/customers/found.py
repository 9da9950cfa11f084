"""A list of customers counted in words, and made ready for a file."""

from __future__ import annotations

import pandas as pd

from metrics.dimensions import dimension
from ui import text
from ui.text import _, ngettext, words


def counted(sums: pd.Series, currency: str) -> str:
    """58 customers · 45,797,641.03 ₽ a year · a click on a row opens the deals; ``sums`` of ``lists.summed``."""
    found, everybody = int(sums["found"]), int(sums["customers"])
    count = ngettext("{count} customer", "{count} customers", found)
    if found < everybody:
        count = _("{found} of {all}", found=text.number(found), all=text.number(everybody))
    money = _("{money} in their last year", money=text.money_exactly(sums["year_amount"], currency))
    return " · ".join((count, money, _("a click on a row opens the customer’s deals")))


def exported(rows: pd.DataFrame) -> pd.DataFrame:
    """Every row, with columns named for people; exact money, whole days."""
    names = {
        "customer": words(dimension("customer").name),
        "customer_id": _("Customer number"),
        "manager": words(dimension("manager").name),
        "segment": words(dimension("segment").name),
        "region": words(dimension("region").name),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "last_purchase": _("Last purchase"),
        "purchases": _("Purchases"),
        "expected_gap": _("Usual gap, days"),
        "days_silent": _("Silent, days"),
        "year_amount": _("Bought in the last year"),
        "deal_id": _("Last deal"),
    }
    return rows[list(names)].rename(columns=names)
