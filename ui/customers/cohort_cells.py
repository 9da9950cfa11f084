"""What stands in the cells of the cohort map: shares, counts and money, short in the cell, exact on hover."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from metrics.period import Period
from ui import links, text
from ui.figures.heat import Cell
from ui.text import _, ngettext

FEW = 20
"""A share of fewer customers is told by its count."""


@dataclass(frozen=True)
class Measure:
    """``column`` of the retention table; ``first_age``: the age from which it says anything;
    ``counted``: the column of customers that a share is made of; ``opens``: the list behind a cell.
    ``sums_up``: all cohorts together make sense in a row; of what only grows they do not, for every age is
    reached by other cohorts and the row would fall."""

    column: str
    first_age: int
    counted: str
    opens: str
    is_money: bool = False
    sums_up: bool = False


MEASURES = {
    "bought": Measure("share", 1, "customers", "cohort", sums_up=True),
    "again": Measure("repurchased_share", 0, "repurchased", "cohort_again"),
    "revenue": Measure("revenue_per_customer", 0, "", "cohort_until", is_money=True),
    "margin": Measure("margin_per_customer", 0, "", "cohort_until", is_money=True),
}


@dataclass(frozen=True)
class Scale:
    """Money short enough for a cell: in thousands or millions, said once above the map."""

    divisor: int
    unit: str

    def say(self, value: float) -> str:
        shown = value / self.divisor
        return text.number(shown, 1 if self.divisor > 1 and abs(shown) < 9.95 else 0)


def scale_of(values: pd.Series, currency: str) -> Scale:
    highest, sign = float(values.abs().max() or 0), text.symbol(currency)
    if highest >= 1_000_000:
        return Scale(1_000_000, _("million {currency}", currency=sign))
    if highest >= 1_000:
        return Scale(1_000, _("thousand {currency}", currency=sign))
    return Scale(1, sign)


Say = Callable[[float, int], str]
"""What stands in a cell, from its value and the size of its cohort."""


def speaker(scale: Scale | None) -> Say:
    if scale:
        return lambda value, size: scale.say(value)
    return lambda value, size: (
        text.number(value * 100) if size >= FEW else f"{text.number(round(value * size))}/{text.number(size)}"
    )


def cell(row, measure: Measure, say: Say, seen: Period, currency: str) -> Cell | None:
    """``row`` of the retention table, None for a month still to come."""
    if row is None or text.is_missing(value := getattr(row, measure.column)):
        return None
    hover = [
        f"<b>{text.month(row.cohort)}</b> → {text.month(row.month)}",
        _exactly(row, measure, float(value), currency),
    ]
    if row.is_partial:
        hover.append(_("the month is not over"))
    where = links.link(f"{measure.opens}:{row.cohort:%Y-%m}:{row.age}", seen).text()
    said = say(float(value), int(row.size))
    return Cell(float(value), said, "<br>".join(hover), where, bool(row.is_partial))


def _exactly(row, measure: Measure, value: float, currency: str) -> str:
    size = int(row.size)
    if measure.is_money:
        said = text.money_exactly(value, currency)
        customers = ngettext("{count} customer", "{count} customers", size)
        return _("{money} per customer, {customers}", money=said, customers=customers)
    part = text.number(int(getattr(row, measure.counted)))
    told = _("{part} of {whole}", part=part, whole=text.number(size))
    return f"{told} · {text.share(value)}" if size >= FEW else told


@dataclass(frozen=True)
class Whole:
    """All cohorts that are through with an age, together."""

    value: float
    size: int
    cohorts: int


def wholes(rows: pd.DataFrame, column: str) -> dict[int, Whole]:
    """By age; months that are not over and cohorts without a value are left out, not counted as 0."""
    finished = rows[~rows["is_partial"].astype(bool) & rows[column].notna()]
    found = {}
    for age, group in finished.groupby("age"):
        size = int(group["size"].sum())
        value = float((group[column].astype(float) * group["size"].astype(float)).sum()) / size
        found[int(age)] = Whole(value, size, len(group))  # type: ignore[call-overload]
    return found


def whole_cell(whole: Whole | None, say: Say) -> Cell | None:
    if whole is None:
        return None
    told = ngettext(
        "{count} cohort whose month is over", "{count} cohorts whose month is over", whole.cohorts
    )
    size = ngettext("{count} customer", "{count} customers", whole.size)
    return Cell(
        whole.value, say(whole.value, whole.size), f"<b>{text.share(whole.value)}</b><br>{told}<br>{size}"
    )
