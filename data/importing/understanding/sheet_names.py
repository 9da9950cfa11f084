"""A workbook with a sheet for each manager, alike in their headers: only the name of the sheet says whose its rows are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding.matching import Matching
from data.importing.understanding.whose import NONE, added, asked, next_place
from data.importing.values.month_headers import month_of
from data.importing.vocabulary import literals, normal

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

_MAY_BE = ("manager", "customer", "region", "pipeline")
_OTHER = re.compile(r"\W*(лист|sheet|таблица|table|данные|data|export|выгрузка)?[\W\d]*", re.I)


def notice(sheets: Sequence[tuple[str, Understood]]) -> None:
    """``sheets``: those that were chosen, with their names."""
    alike: dict[tuple[str, ...], list[tuple[str, Understood]]] = {}
    for name, file in sheets:
        if (
            file.raw is not None
            and file.raw.dialect.header
            and not _OTHER.fullmatch(name)
            and not month_of(name)
        ):
            alike.setdefault(tuple(map(normal, file.raw.headers)), []).append((name, file))
    for found in alike.values():
        for name, file in found if len(found) > 1 else ():
            file.sheet = name


def read(file: Understood, found: Matching, said: Said) -> Matching:
    """The columns, with one more where the name of the sheet fills a field: ``cells`` has it."""
    there = set(found.columns)
    if file.kind not in ("deals", "purchases") or not file.sheet or {"manager", "manager_id"} & there:
        return found
    may_be = [field for field in _MAY_BE if field not in there]
    text = Message(
        "The sheets are alike, and no column names a manager. What is the name of a sheet to its rows?"
    )
    field = asked(file, said, "sheet", text, may_be, (file.sheet,))
    return found if field == NONE else _filled(file, found, field)


def _filled(file: Understood, found: Matching, field: str) -> Matching:
    at = next_place(file)
    file.database.execute("ALTER VIEW cells RENAME TO sheetless")
    file.database.execute(f"CREATE VIEW cells AS SELECT *, {literals([file.sheet])} AS c{at} FROM sheetless")
    return added(file, found, field, at, file.beyond or file.sheet)
