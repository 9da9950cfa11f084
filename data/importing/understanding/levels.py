"""“Менеджер / Клиент / Документ”: one column of a report for groups within groups and the rows in them.

The header says how many groups there are around a row, and what they are. So names that follow each other without a
row between are told apart: of a run of them the last is the innermost group, the one before it the group around that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from data.importing.understanding.group_rows import Head
from data.importing.vocabulary import kind, normal

_GROUPS = ("manager", "customer", "product", "product_group", "region", "pipeline", "channel", "source")
_ROWS = ("deal_id", "number", "customer", "product")


@cache
def of(header: str) -> tuple[str, ...]:
    """The fields of the groups, the outermost first; none where the header is another."""
    parts = [normal(part) for part in header.split("/")]
    words = kind("purchases").words
    fields = [min(words[part], key=lambda told: told[1])[0] for part in parts if part in words]
    groups, row = fields[:-1], fields[-1:]
    told = len(fields) == len(parts) > 1 and len(set(fields)) == len(fields)
    return tuple(groups) if told and set(groups) <= set(_GROUPS) and row[0] in _ROWS else ()


def row_of(header: str) -> str | None:
    """What the rows themselves are called in such a header."""
    return header.split("/")[-1].strip() if of(header) else None


def parted(heads: Sequence[Head], fields: Sequence[str]) -> Mapping[str, list[Head]] | None:
    """The names of each level; None where more follow each other than there are levels, or the table does not
    begin with the outermost."""
    found: dict[str, list[Head]] = {field: [] for field in fields}
    runs: dict[int, list[Head]] = {}
    for head in heads:
        runs.setdefault(head.above, []).append(head)
    for above, run in runs.items():
        if len(run) > len(fields) or (above == 0 and len(run) < len(fields)):
            return None
        for field, head in zip(fields[-len(run) :], run, strict=True):
            found[field].append(head)
    return found
