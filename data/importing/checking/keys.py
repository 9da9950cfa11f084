"""By what a row is known again: its id, or the columns that together make one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from data.errors import Unknown
from data.importing.model import Message
from data.importing.values.reading import Ask
from data.importing.vocabulary import kind

_OFFERED: tuple[tuple[str, ...], ...] = (
    ("number", "created_at"),
    ("number", "closed_at"),
    ("name", "created_at"),
    ("name", "customer"),
    ("customer", "created_at"),
    ("name", "customer", "created_at"),
    ("customer", "created_at", "amount"),
    ("name", "customer", "manager", "created_at", "amount"),
    ("name",),
    ("number",),
)
_TELLING = (
    "number",
    "name",
    "customer_id",
    "customer",
    "manager",
    "created_at",
    "product",
    "source",
    "region",
    "amount",
)
_SALE = ("closed_at", "customer_id", "customer", "product", "manager", "quantity", "amount")


@dataclass(frozen=True)
class Key:
    """``sql`` is the id of a row of ``typed``, NULL where a part that it needs is missing."""

    sql: str
    natural: tuple[str, ...] = ()  # the fields it is made of; none: the id column
    ask: Ask | None = None


def of_deals(
    database: duckdb.DuckDBPyConnection, has: set[str], answer: str | None, called: Callable[[str], str]
) -> Key:
    """A key made of columns is for the person to confirm: a number alone may restart every year.
    Raises Unknown for a part that is no field of a deal."""
    chosen = _chosen(answer)
    if chosen and set(chosen) <= has and chosen != ("deal_id",):
        return Key(_joined(chosen), chosen)
    if "deal_id" in has:
        return Key("deal_id")
    offered = [fields for fields in _OFFERED if set(fields) <= has]
    offered += [fields for fields in _together(database, has) if fields not in offered]
    total, *different = database.execute(
        f"SELECT count(*), {', '.join(f'count(DISTINCT {_joined(fields)})' for fields in offered)} FROM typed"
    ).fetchone()  # type: ignore[misc]
    best = sorted(zip(offered, different, strict=True), key=lambda one: -one[1])[:4]
    options = tuple(
        (
            ",".join(fields),
            Message(
                "{fields}: {different} different in {rows} rows",
                {"fields": " + ".join(map(called, fields)), "different": n, "rows": total},
            ),
        )
        for fields, n in best
    )
    ask = Ask(
        "key",
        Message("The file has no column with the id of a deal. By what is a deal known again?"),
        options,
        (),
    )
    return Key(_joined(best[0][0]), best[0][0], ask)


def _together(database: duckdb.DuckDBPyConnection, has: set[str]) -> list[tuple[str, ...]]:
    """The last resort: all that tells a deal and is filled in every row, else whatever there is."""
    known = [field for field in _TELLING if field in has]
    counts = ", ".join(f'count("{field}") = count(*)' for field in known) or "NULL"
    full = database.execute(f"SELECT {counts} FROM typed WHERE bad IS NULL").fetchone()
    found = tuple(field for field, whole in zip(known, full, strict=False) if whole)  # type: ignore[arg-type]
    return [found or tuple(sorted(has & {"customer", "amount", "stage"} or has))]


def _chosen(answer: str | None) -> tuple[str, ...]:
    """``closed`` is understood as ``closed_at``."""
    known = kind("deals").fields
    chosen = []
    for part in filter(None, (part.strip() for part in re.split("[,+]", answer or ""))):
        field = part if part in known else f"{part}_at"
        if field not in known:
            raise Unknown("field", part, known)
        chosen.append(field)
    return tuple(chosen)


def of_purchases(has: set[str]) -> Key:
    """An id; or number and day (numbers restart every year); or all that tells a sale, with equal
    sales counted through, because they may be real."""
    if "deal_id" in has:
        return Key("deal_id")
    if "number" in has:
        return Key("(number || ' · ' || strftime(closed_at, '%Y-%m-%d'))", ("number", "closed_at"))
    fields = tuple(field for field in _SALE if field in has)
    return counted(fields, "closed_at")


def counted(fields: tuple[str, ...], needed: str) -> Key:
    """All that tells a row, equal ones counted through; NULL where ``needed`` is missing."""
    same = ", ".join(f'"{field}"' for field in fields)
    turn = f"row_number() OVER (PARTITION BY {same} ORDER BY n)"
    return Key(
        f"CASE WHEN {needed} IS NOT NULL THEN {_joined(fields, all_=False)} || CASE WHEN {turn} > 1 THEN ' #' || {turn} ELSE '' END END",
        fields,
    )


def _joined(fields: tuple[str, ...], all_: bool = True) -> str:
    parts = [_text(field) for field in fields]
    if len(parts) == 1:
        return parts[0]
    return "(" + " || ' · ' || ".join(parts) + ")" if all_ else f"concat_ws(' · ', {', '.join(parts)})"


def _text(field: str) -> str:
    if field.endswith("_at"):
        day = f"{field} = date_trunc('day', {field})"
        return f"CASE WHEN {day} THEN strftime({field}, '%Y-%m-%d') ELSE strftime({field}, '%Y-%m-%d %H:%M:%S') END"
    return f'CAST("{field}" AS VARCHAR)'
