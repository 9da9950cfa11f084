"""How a text table is written: delimiter and quotes by the constancy of the column count over
records (quotes respected), then the row that holds the headers, below any titles."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data.importing import formats
from data.importing.vocabulary import every_header, normal

DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 128 << 10
LOOK = 60  # records among which the header is looked for
_VALUE = re.compile(r"^[-+(]?[\d\s\u00a0.,:;|/T%₽$€)-]*\d[\d\s\u00a0.,:;|/TZ%₽$€)-]*$")


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    quoted: bool
    width: int  # cells of most records
    header: int  # record that holds the headers, from 1; 0: none does
    headers: tuple[str, ...]


def records(text: str, delimiter: str, quoted: bool = True, limit: int | None = None) -> list[list[str]]:
    """An empty line is a record of one empty cell, as it is for the reader of the whole file."""
    csv.field_size_limit(1 << 27)
    style = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    found = []
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=style):
        found.append(record or [""])
        if limit and len(found) >= limit:
            break
    return found


def sniff(sample: str, whole: bool) -> Dialect:
    """``whole``: the sample is all there is, so its last line is not cut."""
    text = sample if whole else sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    said = re.match(r"sep=(.)\r?\n", text)
    if said and said[1] in DELIMITERS:
        found = records(text, said[1])
        return _dialect(said[1], True, found)
    tried = [(delimiter, True, records(text, delimiter)) for delimiter in DELIMITERS]
    if '"' in text:
        tried += [(delimiter, False, records(text, delimiter, quoted=False)) for delimiter in DELIMITERS]
    return _dialect(*max(tried, key=lambda one: _score(one[2], one[1])))


def _score(found: Sequence[Sequence[str]], quoted: bool) -> tuple[float, bool, int]:
    """Share of the cells that stand in records of the usual width; one column is no evidence."""
    full = [record for record in found if any(cell.strip() for cell in record)]
    if not full:
        return (0.0, quoted, 0)
    width, times = _usual(full)
    if width < 2:
        return (0.0, quoted, 1)
    header = any(len(record) >= width - 1 and _words(record) for record in full[:LOOK])
    constant = sum(len("".join(r)) for r in full if len(r) == width) / max(
        1, sum(len("".join(r)) for r in full)
    )
    garbled = sum(cell.count("\n") > 20 for record in full for cell in record)
    share = (times / len(full) + constant) / 2 - 0.2 * (not header) - 0.5 * bool(garbled)
    return (round(share, 2), quoted, width)


def _usual(found: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The width of most records; of equally many, the greater."""
    counts = Counter(len(record) for record in found)
    return max(counts.items(), key=lambda item: (item[1], item[0]))


def _words(record: Sequence[str]) -> bool:
    """Could be a row of headers: mostly filled with what is not a number or a date."""
    filled = [cell.strip() for cell in record if cell.strip()]
    return bool(filled) and all(not _VALUE.match(cell) or _known(cell) for cell in filled)


def _dialect(delimiter: str, quoted: bool, found: list[list[str]]) -> Dialect:
    full = [record for record in found if any(cell.strip() for cell in record)]
    width = _usual([r for r in full if len(r) > 1] or full or [[""]])[0]
    header = _header(found, width)
    headers = tuple(_clean(cell) for cell in found[header - 1]) if header else ()
    while len(headers) > 1 and not headers[-1]:
        headers = headers[:-1]
    return Dialect(delimiter, quoted, width, header, headers)


def _clean(cell: str) -> str:
    return " ".join(cell.replace("\u00a0", " ").replace("\ufeff", "").split())


def _header(found: list[list[str]], width: int) -> int:
    """The record with the most known headers, no later than the first with every cell filled;
    without any known, the first nearly full one of words."""
    best, most = 0, 0
    full = next((i for i, r in enumerate(found[:LOOK], 1) if sum(bool(c.strip()) for c in r) >= width), LOOK)
    for place, record in enumerate(found[:full], 1):
        known = sum(1 for cell in record if _known(cell))
        if known > most and _words(record) and (known >= 2 or width <= 2):
            best, most = place, known
    if best:
        return best
    for place, record in enumerate(found[:LOOK], 1):
        if (
            len(record) >= width - 1
            and _words(record)
            and sum(bool(c.strip()) for c in record) > len(record) / 2
        ):
            return place
    return 0


def _known(cell: str) -> bool:
    words = {normal(cell), normal(re.sub(r"^[^-]+ - ", "", cell))}
    return not words.isdisjoint(every_header()) or not words.isdisjoint(formats.headers())
