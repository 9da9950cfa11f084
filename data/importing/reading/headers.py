"""Which rows of a table hold its headers, below any titles; several of them are joined.

“Выручка” above “План” and “Факт” gives “Выручка План” and “Выручка Факт”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from data.importing import formats
from data.importing.values.month_headers import are_months, month_of
from data.importing.vocabulary import every_header, normal

LOOK = 60  # records among which the header is looked for
_SHOWN = 4
_VALUE = re.compile(r"^[-+(]?[\d\s\u00a0.,:;|/T%₽$€)-]*\d[\d\s\u00a0.,:;|/TZ%₽$€)-]*$")
Rows = Sequence[Sequence[str]]


def find(found: Rows, width: int) -> tuple[int, tuple[str, ...]]:
    """The last record of the header, from 1 (0: there is none), and the headers."""
    at = _place(found, width)
    if not at:
        return 0, ()
    upper, lower, last = _levels(found, at)
    cells = _joined(upper, lower) if upper else lower
    headers = tuple(clean(cell) for cell in cells)
    deeper = _deeper(found, last)
    if deeper and headers and headers[0]:
        headers, last = (" / ".join((headers[0], *deeper)), *headers[1:]), last + len(deeper)
    while len(headers) > 1 and not headers[-1]:
        headers = headers[:-1]
    return last, headers


def words(record: Sequence[str]) -> bool:
    """Could be a row of headers: mostly filled with what is not a number or a date."""
    filled = [cell.strip() for cell in record if cell.strip()]
    strange = [cell for cell in filled if _VALUE.match(cell) and not is_known(cell)]
    return bool(filled) and (not strange or (are_months(filled) and all(map(month_of, strange))))


def clean(cell: str) -> str:
    return " ".join(cell.replace("\u00a0", " ").replace("\ufeff", "").split())


def called(number: int, names: Iterable[str]) -> str:
    """One of several tables of a sheet, by its number and its first headers."""
    some = [clean(name).replace("|", "/") for name in names if name.strip()]
    return f"№{number} {', '.join(some[:_SHOWN])}{', …' if len(some) > _SHOWN else ''}"


def _place(found: Rows, width: int) -> int:
    """The record with the most known headers, no later than the first with every cell filled;
    without any known, the first nearly full one of words."""
    best, most = 0, 0
    full = next((i for i, r in enumerate(found[:LOOK], 1) if sum(bool(c.strip()) for c in r) >= width), LOOK)
    for place, record in enumerate(found[:full], 1):
        months = sum(1 for cell in record if month_of(cell)) if are_months(record) else 0
        known = months + sum(1 for cell in record if is_known(cell))
        if known > most and words(record) and (known >= 2 or width <= 2):
            best, most = place, known
    if best:
        return best
    for place, record in enumerate(found[:LOOK], 1):
        if (
            len(record) >= width - 1
            and words(record)
            and sum(bool(c.strip()) for c in record) > len(record) / 2
        ):
            return place
    return 0


def is_value(cell: str) -> bool:
    """A number, a date or the like."""
    return bool(_VALUE.match(cell.strip()))


def is_known(cell: str) -> bool:
    words = {normal(cell), normal(re.sub(r"^[^-–:|]+? ?[-–:|] (?=\S)|^\w+(?:\.|__)(?=\w)", "", cell))}
    known = (every_header(), formats.headers(), formats.run_together())
    return any(not words.isdisjoint(some) for some in known)


def _levels(found: Rows, at: int) -> tuple[Sequence[str], Sequence[str], int]:
    """The groups above the headers (or none), the headers, and the last record of both."""
    here = found[at - 1]
    above = found[at - 2] if at > 1 else ()
    below = found[at] if at < len(found) else ()
    if spans := _spans(here, below):
        values = [r[i] for r in found[at + 1 : at + 6] for i in spans if i < len(r)]
        if any(_VALUE.match(cell.strip()) for cell in values):
            return here, below, at + 1
    filled = [normal(cell) for cell in here if cell.strip()]
    if len(set(filled)) < len(filled) and _spans(above, here):
        return above, here, at
    return (), here, at


def _deeper(found: Rows, last: int) -> list[str]:
    """The levels of a report below its first header: “Менеджер”, “Контрагент”, “Документ”, one in each row and
    alone there, or beside headers that are merged downwards."""
    names: list[str] = []
    above = found[last - 1]
    for record in found[last : last + 4]:
        own = record[0].strip() if len(record) > 1 else ""
        beside = [cell.strip() for cell in record[1:]]
        repeated = beside == [cell.strip() for cell in above[1:]]
        if not own or own == above[0].strip() or not is_known(own) or (any(beside) and not repeated):
            break
        names.append(clean(own))
    return names


def _spans(upper: Sequence[str], lower: Sequence[str]) -> list[int]:
    """The columns of ``lower`` that name parts of a group in ``upper``; none unless it is filled under
    every group and blank, or the same again, under the headers that stand alone."""
    if len(upper) != len(lower) or not words(upper) or not words(lower):
        return []
    above, below = ([cell.strip() for cell in cells] for cells in (upper, lower))
    if sum(map(bool, above)) < 2:
        return []
    last = max(i for i, cell in enumerate(above) if cell or below[i])
    found = []
    for i in range(last + 1):
        in_group = not above[i] or (i < last and not above[i + 1])
        if in_group and below[i]:
            found.append(i)
        elif in_group or below[i] not in ("", above[i]):
            return []
    return found


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    group, joined = "", []
    for above, below in zip(upper, lower, strict=True):
        group = above.strip() or group
        parts = (group, below.strip()) if below.strip() else (above.strip(),)
        joined.append(" ".join(dict.fromkeys(part for part in parts if part)))
    return joined
