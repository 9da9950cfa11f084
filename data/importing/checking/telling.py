"""What a person should know of rows that are taken all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.importing.checking.ticks import TELLS
from data.importing.model import Message

if TYPE_CHECKING:
    from data.importing.understanding.understood import Understood

SHOWN = 3
"""Rows that a warning names."""

_ENDS = ("closed_at", "won_at", "lost_at")


def tell(file: Understood, has: set[str], now: datetime | None) -> None:
    """Adds to the warnings of a file whose rows are checked and folded."""
    for condition, message in (*_suspect(has), *_to_come(has, now), *_untouched(file, has)):
        count, first = file.database.execute(
            f"SELECT count(*), min(n, {SHOWN}) FROM staged WHERE {condition}"
        ).fetchone()  # type: ignore[misc]
        if count:
            named = ", ".join(map(str, first)) + (", …" if count > SHOWN else "")
            file.warnings.append(Message(message.text, {"count": count, "rows": named}))
    if "currency" in has:
        _currencies(file)


def _suspect(has: set[str]) -> Iterator[tuple[str, Message]]:
    if {"created_at", "closed_at"} <= has:
        yield (
            "closed_at < created_at",
            Message("Closed before they were created: {count} (rows {rows})."),
        )
    if not has & TELLS:
        return
    if "amount" not in has:
        yield (
            "true",
            Message("No column of amounts was found: {count} deals have none. Name it if there is one."),
        )
    if "amount" in has:
        yield (
            "outcome_ = 'won' AND coalesce(amount, 0) = 0",
            Message("Won deals without an amount: {count} (rows {rows})."),
        )
    dates = [field for field in _ENDS if field in has] or [f for f in ("expected_close",) if f in has]
    undated = " AND ".join(f"{field} IS NULL" for field in dates) or "true"
    yield (
        f"outcome_ <> 'open' AND {undated}",
        Message(
            "{count} closed deals have no closing date: they are in no period. "
            "Fill it in, or add its column to the export."
        ),
    )


def _to_come(has: set[str], now: datetime | None) -> Iterator[tuple[str, Message]]:
    """A day of grace: the exporting program may stand in another time zone."""
    if now is None:
        return
    after = f"> TIMESTAMP '{now + timedelta(days=1):%Y-%m-%d %H:%M:%S}'"
    if "created_at" in has:
        yield f"created_at {after}", Message("Rows created in the future: {count} (rows {rows}).")
    ends = [field for field in _ENDS if field in has]
    if ends and has & TELLS:
        late = " OR ".join(f"{field} {after}" for field in ends)
        yield (
            f"outcome_ <> 'open' AND ({late})",
            Message("Finished deals closed in the future: {count} (rows {rows})."),
        )
    elif "closed_at" in has:
        yield f"closed_at {after}", Message("Sales in the future: {count} (rows {rows}).")


def _untouched(file: Understood, has: set[str]) -> Iterator[tuple[str, Message]]:
    """The close date that the program put there by itself is no plan of anybody's."""
    if file.format and file.format.default_close and {"created_at", "closed_at", "stage"} <= has:
        yield (
            "outcome_ = 'open' AND CAST(closed_at AS DATE) = last_day(created_at)",
            Message(
                "{count} open deals are expected on the last day of the month they were created in: "
                "the program puts that date by itself, so it may be nobody’s plan."
            ),
        )


def _currencies(file: Understood) -> None:
    seen = [
        c for (c,) in file.database.execute("SELECT DISTINCT currency FROM staged ORDER BY 1").fetchall() if c
    ]
    if len(seen) > 1:
        file.warnings.append(
            Message("Amounts are in several currencies: {currencies}.", {"currencies": ", ".join(seen)})
        )


def filled(file: Understood, has: set[str]) -> frozenset[str]:
    """Fields with a value in any row."""
    fields = sorted(has)
    counts = ", ".join(f'count("{field}")' for field in fields)
    found = file.database.execute(f"SELECT {counts} FROM staged").fetchone() if fields else ()
    return frozenset(field for field, count in zip(fields, found or (), strict=True) if count)
