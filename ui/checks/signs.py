"""Changes of money, with their sign."""

from __future__ import annotations

from decimal import Decimal

from ui import text


def change(amount: Decimal, currency: str) -> str:
    """Rounded: +4,1 тыс. ₽."""
    return _sign(amount) + text.money(amount, currency)


def change_exactly(amount: Decimal, currency: str) -> str:
    return _sign(amount) + text.money_exactly(amount, currency)


def _sign(amount: Decimal) -> str:
    return "+" if amount > 0 else ""
