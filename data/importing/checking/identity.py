"""By what the rows of each kind are known again, and which column to name where that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.importing.checking import keys
from data.importing.model import Message
from data.importing.vocabulary import folded_sql

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

_KEYS = {"customers": ("customer_id", "name"), "managers": ("manager_id", "name"), "products": ("product",)}
_PLAN_KEY = ("month", "manager_id", "manager", "team", "pipeline", "product_group")
_PAYMENT = (
    "number",
    "paid_on",
    "due_on",
    "deal_id",
    "customer_id",
    "tax_number",
    "customer",
    "recipient_tax",
    "recipient",
    "amount",
)
_ACTIVITY = ("happened_at", "kind", "deal_id", "customer_id", "customer", "manager_id", "manager")
_EVENTS = {
    "payments": ("payment_id", _PAYMENT, "amount"),
    "activities": ("activity_id", _ACTIVITY, "happened_at"),
}
_FIRST = {
    "deals": "deal_id",
    "purchases": "deal_id",
    "plans": "month",
    "payments": "payment_id",
    "channel_spend": "month",
    "activities": "activity_id",
    "stage_history": "deal_id",
}


def of(file: Understood, said: Said, has: set[str]) -> tuple[str, tuple[str, ...]]:
    """The key as SQL, and the fields that it cannot do without."""
    if file.kind == "deals":
        answer = said.answer(file.source.name, "deals.key")
        found = keys.of_deals(file.database, has, answer, file.called)
        if found.ask:
            file.ask(found.ask)
        elif answer:
            file.used["deals.key"] = answer
        return found.sql, found.natural or ("deal_id",)
    if file.kind == "purchases":
        found = keys.of_purchases(has)
        if found.natural:
            file.warnings.append(
                Message(
                    "There is no column with the id of a sale: a sale is known again by {fields}.",
                    {"fields": " + ".join(map(file.called, found.natural))},
                )
            )
        return found.sql, tuple(f for f in found.natural if f in ("number", "closed_at")) or ("deal_id",)
    if file.kind == "channel_spend":
        both = f"month || '|' || {folded_sql('source')}"
        return f"CASE WHEN month IS NOT NULL AND source IS NOT NULL THEN {both} END", ("month", "source")
    if file.kind in _EVENTS:
        return _of_event(file, has)
    if file.kind == "plans":
        parts = [
            f"coalesce({folded_sql(f'CAST({field} AS VARCHAR)')}, '')" for field in _PLAN_KEY if field in has
        ]
        return f"CASE WHEN month IS NOT NULL THEN concat_ws('|', {', '.join(parts)}) END", ("month",)
    if file.kind == "stage_history":
        deal = "deal_id" if "deal_id" in has else folded_sql("name")
        told = ("deal_id" if "deal_id" in has else "name", "to_stage", "moved_at")
        return f"({deal} || '|' || to_stage || '|' || CAST(moved_at AS VARCHAR))", told
    fields = [field for field in _KEYS[file.kind or ""] if field in has]
    sql = fields[0] if fields[0].endswith("_id") else _name_key(file.kind or "", fields[0])
    return sql, (fields[0],)


def _of_event(file: Understood, has: set[str]) -> tuple[str, tuple[str, ...]]:
    """A payment or an activity: by its id, else by all that tells it."""
    own, fields, day = _EVENTS[file.kind or ""]
    if own in has:
        return own, (own,)
    return keys.counted(tuple(field for field in fields if field in has), day).sql, (day,)


def _name_key(kind_name: str, field: str) -> str:
    folded = folded_sql(field)
    return f"replace({folded}, ' ', '')" if kind_name == "products" else folded


def field_of(file: Understood, has: set[str]) -> str:
    first = _FIRST.get(file.kind or "")
    for field in (
        first,
        *_KEYS.get(file.kind or "", ()),
        "number",
        "name",
        "closed_at",
        "customer",
        "amount",
    ):
        if field and field in has:
            return field
    return next(iter(sorted(has)))
