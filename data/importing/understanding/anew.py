"""Sheets of one workbook whose numbers begin anew: deal 1 of January is not deal 1 of February."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.importing.model import Message
from data.importing.understanding.understood import Understood
from data.importing.values.reading import Ask

_OTHERS = ("customer_id", "customer", "name", "created_at")


def ask(files: Sequence[Understood]) -> None:
    """Asks by what a deal is known where most ids that two sheets share are those of other deals."""
    books: dict[str, list[Understood]] = {}
    for file in files:
        known = (
            file.kind == "deals" and file.raw and "deal_id" in file.carried and "deals.key" not in file.used
        )
        if known and file.container and not file.problems:
            books.setdefault(file.container, []).append(file)
    for sheets in books.values():
        if len(sheets) > 1 and _begin_anew(sheets):
            for sheet in sheets:
                sheet.ask(_question(set(sheet.carried)))


def _begin_anew(sheets: Iterable[Understood]) -> bool:
    met: dict[str, tuple[object, ...]] = {}
    shared = others = 0
    for sheet in sheets:
        columns = "".join(f', "{field}"' for field in _OTHERS if field in sheet.carried)
        for key, *told in sheet.database.execute(f"SELECT key_{columns} FROM staged").fetchall():
            before = met.get(key)
            shared += before is not None
            others += before is not None and all(old != new for old, new in zip(before, told, strict=False))
            met[key] = tuple(told)
    return others > shared / 2


def _question(has: set[str]) -> Ask:
    fields = [f for f in ("created_at", "customer", "name") if f in has]
    options = [
        ("deal_id", Message("by the id alone: the later sheet tells more of the same deals")),
        *(
            (f"deal_id,{field}", Message("by {fields} together", {"fields": f"deal_id + {field}"}))
            for field in fields
        ),
    ]
    text = Message(
        "The sheets bear the same ids for other deals: their numbers begin anew. By what is a deal known again?"
    )
    return Ask("key", text, tuple(options), ())
