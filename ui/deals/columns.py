"""The columns of the list: their names, how each value is said, and which have anything to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from babel.numbers import get_decimal_symbol, get_group_symbol

from metrics import waterfall
from metrics.dimensions import DIMENSIONS
from metrics.words import Words
from ui import text
from ui.codes import CODES, value_name
from ui.text import _, is_missing, words

Kind = Literal["text", "money", "day", "count"]


@dataclass(frozen=True)
class Column:
    key: str
    name: str
    kind: Kind = "text"
    width: int = 130
    """Pixels."""


def columns() -> tuple[Column, ...]:
    """In the order people read them: what, for whom, how much, how it stands; the rest to the right."""
    return (
        Column("name", words(Words("Сделка", "Deal")), width=250),
        _named("customer", 200),
        Column("amount", words(Words("Сумма", "Amount")), "money", 140),
        Column("year_amount", _("Bought in a year"), "money", 140),
        *(Column(part, _("In this step"), "money", 140) for part in waterfall.STEPS),
        Column("slipped_amount", _("Amount at the end"), "money", 140),
        Column("due_start", _("Due at the start"), "day", 125),
        Column("due_end", _("Due at the end"), "day", 125),
        Column("pushes", _("Put off, times"), "count", 110),
        _named("status", 100),
        _named("manager", 170),
        Column("closed_at", words(Words("Закрыта", "Closed")), "day", 115),
        Column("created_at", words(Words("Создана", "Created")), "day", 115),
        _named("stage", 170),
        Column("expected_close", _("Expected close"), "day", 115),
        _named("loss_reason", 170),
        _named("source", 170),
        _named("channel", 170),
        _named("product_group", 170),
        _named("region"),
        _named("segment", 170),
        _named("pipeline", 170),
        _named("team"),
        Column("list_amount", _("List price"), "money", 140),
        Column("discount", _("Discount"), "money", 140),
        Column("cost", _("Cost"), "money", 140),
        Column("last_activity_at", _("Last activity"), "day", 115),
        Column("deal_id", _("Deal ID"), width=150),
    )


def _named(key: str, width: int = 130) -> Column:
    return Column(key, words(DIMENSIONS[key].name), width=width)


def filled(rows: pd.DataFrame) -> list[Column]:
    """Those in which some deal has a value; a list without names of deals begins with their identifiers."""
    found = [c for c in columns() if c.key in rows and _values(rows, c.key).notna().any()]
    if found and found[0].key != "name":
        found.sort(key=lambda column: column.key != "deal_id")
    return found


def _values(rows: pd.DataFrame, key: str) -> pd.Series:
    """A deal shows its own amount, in whatever currency that is."""
    return rows["amount_as_given" if key == "amount" else key]


def currencies(rows: pd.DataFrame, own: str) -> pd.Series:
    return rows["currency"].fillna(own)


def display(rows: pd.DataFrame, shown: list[Column]) -> pd.DataFrame:
    """By column keys, for the screen: money as numbers, days as days, codes as words."""
    return pd.DataFrame({column.key: _typed(rows, column) for column in shown}, index=rows.index)


def _typed(rows: pd.DataFrame, column: Column) -> pd.Series:
    values = _values(rows, column.key)
    if column.kind == "money":
        return values.astype(float)
    return _in_words(values, column.key) if column.kind == "text" else values


def _in_words(values: pd.Series, key: str) -> pd.Series:
    if key not in CODES:
        return values
    return values.map(lambda value: None if is_missing(value) else value_name(value, key))


def written(rows: pd.DataFrame, shown: list[Column], own: str) -> dict[str, Callable[[Any], str]]:
    """How the cells of each column are written; a day that many deals share is written once."""
    made: dict[str, Callable[[Any], str]] = {}
    for column in shown:
        if column.kind == "day":
            made[column.key] = _cached(text.day)
        elif column.kind == "money":
            made[column.key] = money_writer(own)
        elif column.kind == "count":
            made[column.key] = text.number
        else:
            made[column.key] = lambda value: "" if is_missing(value) else str(value)
    return made


def _cached(say: Callable[[Any], str]) -> Callable[[Any], str]:
    known: dict[Any, str] = {}

    def said(value: Any) -> str:
        if is_missing(value):
            return ""
        if value not in known:
            known[value] = say(value)
        return known[value]

    return said


def money_writer(currency: str) -> Callable[[Any], str]:
    """As ``text.money_exactly``, for thousands of cells: what the language says is looked up once."""
    signs = str.maketrans({",": get_group_symbol(text.locale()), ".": get_decimal_symbol(text.locale())})

    def written(value: Any) -> str:
        if is_missing(value):
            return ""
        return text.with_symbol(f"{value:,.2f}".translate(signs), currency)

    return written


def for_file(rows: pd.DataFrame, own: str) -> pd.DataFrame:
    """By readable names, for a file: exact decimals, each amount with its currency, and beside it what of
    it is in the sum where some deals are not."""
    made: dict[str, pd.Series] = {}
    for column in filled(rows):
        values = _in_words(_values(rows, column.key), column.key)
        made[column.name] = values
        if column.key == "amount":
            made[_("Currency")] = currencies(rows, own)
            if (currencies(rows, own) != own).any():
                made[_("In the sum, {currency}", currency=own)] = rows["amount"]
    return pd.DataFrame(made)


__all__ = ["Column", "columns", "currencies", "display", "filled", "for_file", "money_writer", "written"]
