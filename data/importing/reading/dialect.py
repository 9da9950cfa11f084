"""How a text table is written: delimiter and quotes by the constancy of the column count over
records (quotes respected), then the row that holds the headers, below any titles."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.importing.reading import headers

DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 128 << 10


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    quoted: bool
    width: int  # cells of most records
    header: int  # record that holds the headers, from 1; 0: none does
    headers: tuple[str, ...]
    titles: tuple[str, ...] = ()  # what stands above them
    cells: int = 0  # of the record of the headers, blank ones too
    escaped: bool = False  # a quotation mark within quotation marks is written \\"
    lines_quoted: bool = False  # each line as a whole stands in quotation marks

    def cells_of(self, text: str) -> list[str]:
        """Of one record."""
        return records(text, self.delimiter, self.quoted, escaped=self.escaped)[0]


def records(
    text: str, delimiter: str, quoted: bool = True, limit: int | None = None, escaped: bool = False
) -> list[list[str]]:
    """An empty line is a record of one empty cell, as it is for the reader of the whole file."""
    csv.field_size_limit(1 << 27)
    style = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    found = []
    lines, escape = io.StringIO(text, newline=""), "\\" if escaped else None
    for record in csv.reader(lines, delimiter=delimiter, quoting=style, escapechar=escape):
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
    best = _dialect(*_escaped(text, max(tried, key=lambda one: _score(one[2], one[1]))))
    return replace(best, lines_quoted=_lines_quoted(tried[0][2]) and _lines_quoted(tried[1][2]))


def _escaped(text: str, best: tuple[str, bool, list[list[str]]]) -> tuple[str, bool, list[list[str]], bool]:
    """Databases escape quotation marks where spreadsheets double them: taken where it parts the lines as well."""
    if '\\"' in text:
        found = records(text, best[0], escaped=True)
        if _score(found, True)[::2] >= _score(best[2], best[1])[::2]:
            return best[0], True, found, True
    return (*best, False)


def _lines_quoted(found: Sequence[Sequence[str]]) -> bool:
    """A spreadsheet took each line for one cell and quoted it: ``"1,""А"",100"``."""
    cells = [record[0] for record in found if record != [""]]
    alone = len(cells) > 1 and all(len(record) == 1 for record in found)
    return (
        alone
        and all(max(cell.count(mark) for mark in DELIMITERS) > 1 for cell in cells)
        and any('"' in cell for cell in cells)
    )


def of_rows(found: list[list[str]], given: list[str] | None = None) -> Dialect:
    """Of cells that came without delimiters. ``given``: the headers, when they are no row of it."""
    if given is not None:
        return Dialect("", False, len(given), 0, tuple(given))
    return _dialect("", False, found)


def _score(found: Sequence[Sequence[str]], quoted: bool) -> tuple[float, bool, int]:
    """Share of the cells that stand in records of the usual width; one column is no evidence."""
    full = [record for record in found if any(cell.strip(' "') for cell in record)]
    if not full:
        return (0.0, quoted, 0)
    width, times = _usual(full)
    if width < 2:
        return (0.0, quoted, 1)
    header = any(len(record) >= width - 1 and headers.words(record) for record in full[: headers.LOOK])
    letters = [len("".join(record).replace('"', "")) for record in full]  # quotes weigh nothing
    constant = sum(n for n, r in zip(letters, full, strict=True) if len(r) == width) / max(1, sum(letters))
    garbled = sum(cell.count("\n") > 20 for record in full for cell in record)
    share = (times / len(full) + constant) / 2 - 0.2 * (not header) - 0.5 * bool(garbled)
    share -= 0.3 * (not quoted and _wrapped(full))
    return (round(share, 2), quoted, width)


def _wrapped(found: Sequence[Sequence[str]]) -> bool:
    """Most cells stand in quotation marks, so they are no part of the values."""
    cells = [cell for record in found for cell in record if cell]
    return sum(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells) > len(cells) / 2


def _usual(found: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The width of most records; of equally many, the greater."""
    counts = Counter(len(record) for record in found)
    return max(counts.items(), key=lambda item: (item[1], item[0]))


def _dialect(delimiter: str, quoted: bool, found: list[list[str]], escaped: bool = False) -> Dialect:
    full = [record for record in found if any(cell.strip() for cell in record)]
    width = _usual([r for r in full if len(r) > 1] or full or [[""]])[0]
    header, names = headers.find(found, width)
    titles = tuple(cell.strip() for record in found[: max(header - 1, 0)] for cell in record if cell.strip())
    cells = len(found[header - 1]) if header else 0
    return Dialect(delimiter, quoted, width, header, names, titles, cells, escaped)
