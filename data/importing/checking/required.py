"""What the rows of each kind cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.checking import identity, ticks
from data.importing.model import Message
from data.importing.values.columns import Remedy

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood

_NO_KEY = Remedy(Message("is empty, so the row cannot be known again"), Message("Fill it in."))
_NO_AMOUNT = Remedy(Message("is empty"), Message("Fill in the amount of the sale."))
_NO_DATE = Remedy(Message("is empty"), Message("Fill in the date of the sale."))
_NO_OUTCOME = Remedy(
    Message("is empty, so the deal is neither won, lost nor open"), Message("Fill in the stage.")
)
_NO_SUM = Remedy(Message("is empty"), Message("Fill in the amount."))
_NO_DAY = Remedy(Message("is empty"), Message("Fill in the date."))
Wanted = list[tuple[str, str, Remedy]]


def missing(file: Understood, has: set[str], parts: tuple[str, ...]) -> Wanted:
    """Conditions in SQL, the field to name, and what to do: of what rows cannot do without."""
    wanted = _own(file.kind or "", has)
    wanted += [(f'key_ IS NULL AND "{part}" IS NULL', part, _NO_KEY) for part in parts]
    wanted.append(("key_ IS NULL", identity.field_of(file, has), _NO_KEY))
    if file.kind == "deals" and has & ticks.TELLS:
        field = next(one for one in ("stage", "status", "is_won", "won_at") if one in has)
        wanted.append(("outcome_ IS NULL", field, _NO_OUTCOME))
    if file.kind == "plans":
        value = " AND ".join(f"{field} IS NULL" for field in ("amount", "deals") if field in has)
        wanted.append((value, "amount" if "amount" in has else "deals", _NO_AMOUNT))
    return wanted


def _own(kind_name: str, has: set[str]) -> Wanted:
    if kind_name == "purchases":
        return [("closed_at IS NULL", "closed_at", _NO_DATE), ("amount IS NULL", "amount", _NO_AMOUNT)]
    if kind_name == "payments":
        days = [day for day in ("paid_on", "credited_on", "due_on") if day in has]
        none = " AND ".join(f"{day} IS NULL" for day in days)
        return [(none, days[0], _NO_DAY), ("amount IS NULL", "amount", _NO_SUM)]
    if kind_name == "channel_spend":
        return [("amount IS NULL", "amount", _NO_SUM)]
    if kind_name == "activities":
        return [("happened_at IS NULL", "happened_at", _NO_DAY)]
    return []
