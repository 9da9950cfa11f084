"""A workbook with a sheet for each manager, alike in their headers: only the name of the sheet says whose its rows are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding.matching import Match, Matching
from data.importing.values.month_headers import month_of
from data.importing.values.reading import Ask
from data.importing.vocabulary import literals, normal

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

_CALLED = {
    "manager": Message("the manager"),
    "customer": Message("the customer"),
    "region": Message("the region"),
    "pipeline": Message("the pipeline"),
}
_NONE = "none"
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
    may_be = [field for field in _CALLED if field not in there]
    key = f"{file.kind}.sheet"
    answer = said.answer(file.source.name, key)
    if answer not in (*may_be, _NONE):
        options = (
            *((field, _CALLED[field]) for field in may_be),
            (_NONE, Message("nothing that is needed: leave it out")),
        )
        text = Message(
            "The sheets are alike, and no column names a manager. What is the name of a sheet to its rows?"
        )
        file.ask(Ask("sheet", text, options, (file.sheet,)))
        return found
    file.used[key] = str(answer)
    return found if answer == _NONE else _filled(file, found, str(answer))


def _filled(file: Understood, found: Matching, field: str) -> Matching:
    assert file.raw is not None
    at = max(file.raw.width, *file.positions.values()) + 1
    file.database.execute("ALTER VIEW cells RENAME TO sheetless")
    file.database.execute(f"CREATE VIEW cells AS SELECT *, {literals([file.sheet])} AS c{at} FROM sheetless")
    file.beyond = file.beyond or file.sheet
    file.positions = {**file.positions, field: at}
    return replace(found, matches=(*found.matches, Match(at, field, 1.0, "exact")))
