"""The rows of a list of customers: searched, counted in words, and made ready for a file."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from metrics.dimensions import dimension
from ui import text
from ui.text import _, ngettext, words


def searched(rows: pd.DataFrame, wanted: str | None) -> pd.DataFrame:
    """The rows in which every word is found, letter case ignored."""
    names = ["customer", "customer_id", "manager", "segment", "region"]
    whole = rows[names].fillna("").astype(str).agg(" ".join, axis=1).str.casefold()
    keep = pd.Series(True, index=rows.index)
    for word in (wanted or "").casefold().split():
        keep &= whole.str.contains(word, regex=False)
    return rows[keep]


def total(rows: pd.DataFrame) -> Decimal:
    return sum(rows["year_amount"].dropna(), Decimal(0))


def counted(found: pd.DataFrame, rows: pd.DataFrame, currency: str) -> str:
    """58 customers · 45,797,641.03 ₽ a year · a click on a row opens the deals."""
    count = ngettext("{count} customer", "{count} customers", len(found))
    if len(found) < len(rows):
        count = _("{found} of {all}", found=text.number(len(found)), all=text.number(len(rows)))
    money = _("{money} in their last year", money=text.money_exactly(total(found), currency))
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
