"""Plans whose months are rows and whose columns are names: of managers, of teams, nobody but the person can know."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from data.importing.model import Message, Option, Question
from data.importing.reading import headers
from data.importing.understanding import matching
from data.importing.values import units
from data.importing.values.month_headers import Spread, month_of
from data.importing.vocabulary import empty_words, total_words

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

KEY = "plans.across"
_MAY_BE = {
    "manager": Message("managers"),
    "team": Message("teams"),
    "pipeline": Message("pipelines"),
    "product_group": Message("product groups"),
}
_MOST_ROWS, _MOST_COLUMNS = 400, 200  # of a plan that a person wrote
_ASIDE = re.compile(r"\b(план|plan|target|quota)\b[\s,:]*", re.I)
_OTHER = re.compile(r"факт|выполн|отклон|прогноз|fact|actual|diff|%", re.I)


def names(file: Understood) -> tuple[int, dict[int, str]]:
    """The column of the months, and the columns that are called by a name; none where a header is called otherwise."""
    assert file.raw is not None
    raw = file.raw
    if not raw.dialect.header or raw.total > _MOST_ROWS or not 3 <= raw.width <= _MOST_COLUMNS:
        return 0, {}
    month = next((place for place in (1, 2) if _are_months(file, place)), 0)
    found: dict[int, str] = {}
    for place, header in enumerate(raw.headers, 1):
        name = _ASIDE.sub("", units.of_header(header).bare).strip(" ,:-–—")
        if place <= month or not name or _OTHER.search(header) or name.lower() in total_words():
            continue
        if not _are_numbers(file, place):
            continue  # a remark
        if headers.is_known(name) or not name[0].isalpha():
            return 0, {}
        found[place] = name
    whole = bool(month) and len(set(found.values())) == len(found) > 1
    return (month, found) if whole and not matching.recognise(raw.headers, raw.name) else (0, {})


def _are_months(file: Understood, place: int) -> bool:
    found = [value for value in _values(file, place) if value.lower() not in total_words()]
    return sum(month_of(value) is not None for value in found) >= max(2, len(found) * 0.7)


def _are_numbers(file: Understood, place: int) -> bool:
    found = [value for value in _values(file, place) if value.lower() not in empty_words()]
    return sum(map(headers.is_value, found)) * 2 >= len(found)


def _values(file: Understood, place: int) -> list[str]:
    rows = file.database.execute(f"SELECT c{place} FROM raw WHERE c{place} <> ''").fetchall()
    return [value for (value,) in rows]


def settle(file: Understood, said: Said) -> None:
    """Asks what the names are; managers while the question is open."""
    assert file.spread is not None
    spread, answer = file.spread, said.answer(file.source.name, KEY)
    if answer in _MAY_BE:
        file.used[KEY] = str(answer)
        file.spread = replace(spread, across=str(answer))
        return
    options = tuple(Option(value, label) for value, label in _MAY_BE.items())
    text = Message("{file} has names in its columns ({names}). Whose are they?")
    told = {"file": file.source.name, "names": spread.called}
    file.questions.append(Question(KEY, file.source.name, Message(text.text, told), options))
    file.spread = replace(spread, across="manager")


def spread_of(file: Understood, says_plan: bool, may_count: bool) -> Spread | None:
    assert file.raw is not None
    month, found = names(file)
    if not found:
        return None
    called = f"{found[min(found)]} … {found[max(found)]}"
    titles = file.raw.dialect.titles
    times = max(units.of_amounts(file.raw.headers[place - 1], titles).times for place in found)
    return Spread({}, called, file.raw.width, says_plan, may_count, times, names=found, month_at=month)
