"""What successive uploads showed, as rows a person can read, and what they say of a period, in plain Python."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]


def snapshots(*moments: datetime) -> list[Row]:
    return [{"import_id": number, "taken_at": at} for number, at in enumerate(moments, 1)]


def change(deal_id: str, at: datetime, field: str, old: Any = None, new: Any = None) -> Row:
    said = {"old": None if old is None else str(old), "new": None if new is None else str(new)}
    return {"deal_id": deal_id, "import_id": 1, "field": field, **said, "changed_at": at}


def ends(taken: list[datetime], start: date | None, end: date | None, today: date) -> tuple | None:
    """The two moments compared, None where there are no two."""
    limit = datetime.combine(min(end or date.max, today + timedelta(days=1)), time())
    come = sorted(at for at in taken if at < limit)
    before = [at for at in come if start and at <= datetime.combine(start, time())]
    pair = ((before or come)[-1 if before else 0], come[-1]) if come else None
    return pair if pair and pair[0] < pair[1] else None


def state(deal: Row, changes: list[Row], at: datetime) -> Row:
    """The deal as it was at the moment; ``there`` tells whether an upload had shown it, and had it still."""
    later = sorted((c for c in changes if c["changed_at"] > at), key=lambda c: c["changed_at"])
    was = {name: deal.get(name) for name in ("status", "amount", "expected_close", "missing_since")}
    for c in reversed(later):
        if c["field"] in was:
            was[c["field"]] = c["old"]
    known = {c["field"] for c in later}
    due, amount = was["expected_close"], was["amount"]
    return {
        "status": was["status"],
        "amount": None if amount is None else Decimal(str(amount)),
        "due": date.fromisoformat(due) if isinstance(due, str) else due,
        "there": not known & {"appeared", "found"} and was["missing_since"] is None,
        "arrival": next((k for k in ("appeared", "found") if k in known), None),
    }


def is_in(state: Row, pipeline: str, start: date | None, end: date | None) -> bool:
    return state["there"] and state["status"] == "open" and (pipeline == "open" or is_due(state, start, end))


def is_due(state: Row, start: date | None, end: date | None) -> bool:
    day = state["due"]
    return day is not None and (not start or day >= start) and (not end or day < end)
