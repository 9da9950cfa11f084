"""A name alone in its row above the rows of its group: whose rows they are, where no column says it.

Left out without a word, every row below would lose its manager or its customer. What such a name is, is told by
the header it stands under where nothing else stands there, else asked: nobody but the person can know.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from data.importing.model import Message
from data.importing.understanding import group_rows, levels, service
from data.importing.understanding.group_rows import Head
from data.importing.understanding.matching import Matching
from data.importing.understanding.whose import CALLED, NONE, added, asked, next_place
from data.importing.values.columns import Columns
from data.importing.values.month_headers import month_of

if TYPE_CHECKING:
    from data.importing.understanding.understood import Said, Understood

_MAY_BE = {"manager": "manager_id", "customer": "customer_id", "product_group": "product", "region": "region"}
"""What a group of rows may be, and the column beside which it is not asked about."""

_TEXTS = ("name", "text")
_LEVELS = "levels"  # the header says what they are
_NESTED = "nested"
"""Groups within groups, and nothing tells the ones from the others."""

_SHOWN = 3
_MOST = 10_000  # such rows; more are no report that a person would read


def read(file: Understood, found: Matching, said: Said) -> Matching:
    """The columns, with one more where the names of groups fill a field: ``cells`` has it."""
    if file.kind not in ("deals", "purchases") or file.raw is None or not file.raw.dialect.header:
        return found
    heads = group_rows.find(file, found) if len(file.alone) < _MOST else []
    settled: dict[int, str] = {}
    of = {place: [one for one in heads if one.place == place] for place in {one.place for one in heads}}
    for place in sorted(of):
        if field := _field(file, found, said, place, of[place]):
            settled[place] = field
    _leave_out(file, [head for head in heads if head.place in settled])
    for place, field in settled.items():
        if field == _NESTED:
            file.alone |= {head.row for head in of[place]}
        elif field == _LEVELS:
            found = _filled_by_level(file, found, place, of[place])
        elif field != NONE:
            outer = [one.row for one in heads if of[one.place][0].row < of[place][0].row]
            found = _filled(file, found, place, field, of[place], outer)
    _warn(file, {one.row for one in heads if settled.get(one.place) not in (None, _NESTED)})
    return found


def _filled_by_level(file: Understood, found: Matching, place: int, heads: Sequence[Head]) -> Matching:
    """A level that has a column of its own is said there."""
    told = levels.parted(heads, levels.of(file.header(place)))
    outer: list[int] = []
    for field, mine in (told or {}).items():
        if field not in found.columns:
            found = _filled(file, found, place, field, mine, outer)
        outer += [head.row for head in mine]
    return found


def _field(file: Understood, found: Matching, said: Said, place: int, heads: Sequence[Head]) -> str | None:
    """What the names are; "none" where they are nothing, None where that cannot be told."""
    if levels.parted(heads, levels.of(file.header(place))):
        return _LEVELS
    known = next((one.field for one in found.matches if one.position == place), None)
    if not _among_data(file, place, heads):
        if known:
            return known if found.kind.fields[known].type in _TEXTS else None
    elif _repeated(file, place, heads):
        return None
    if any(one.above == other.above for one, other in pairwise(heads)):
        return _NESTED
    return _asked(file, found, said, place, heads)


def _among_data(file: Understood, place: int, heads: Sequence[Head]) -> bool:
    """Whether the other rows have values in that column too."""
    return bool(_count(file, f"c{place} <> '' AND n NOT IN ({_numbers(heads)})"))


def _repeated(file: Understood, place: int, heads: Sequence[Head]) -> bool:
    """Whether the rows below say the same themselves: nothing is lost with such a group."""
    names = f"SELECT c{place} FROM raw WHERE n IN ({_numbers(heads)})"
    known = (
        f"SELECT DISTINCT c{place} FROM cells WHERE n NOT IN ({_numbers(heads)}) AND c{place} IN ({names})"
    )
    return len(file.database.execute(known).fetchall()) * 2 > len({head.name for head in heads})


def _asked(file: Understood, found: Matching, said: Said, place: int, heads: Sequence[Head]) -> str | None:
    there = {*found.columns, *file.within}
    may_be = [field for field, beside in _MAY_BE.items() if not {field, beside} & there]
    if not {"manager", "customer"} & set(may_be):
        return None
    text = Message(
        "{count} rows hold a name alone, above the rows of its group. What is it of those rows?",
        {"count": len(heads)},
    )
    return asked(file, said, "group", text, may_be, tuple(head.name for head in heads[:_SHOWN]))


def _leave_out(file: Understood, heads: Sequence[Head]) -> None:
    new = [head for head in heads if head.row not in file.alone]
    if new:
        file.service += service.leave_out(file.database, f"n IN ({_numbers(new)})")


def _filled(
    file: Understood, found: Matching, place: int, field: str, heads: Sequence[Head], outer: Sequence[int]
) -> Matching:
    """``cells`` with the name of its group in every row: in its own column, or in one more. A row of ``outer``,
    the groups around these, ends them."""
    own = found.columns.get(field) == place
    at = place if own else next_place(file)
    names = dict.fromkeys(outer, "") | {head.row: head.name for head in heads}
    name = Columns(file.database).lookup({str(row): told for row, told in names.items()})
    file.database.execute(f"ALTER VIEW cells RENAME TO groupless_{at}")
    told = f"coalesce(g.t, '') AS c{at}"
    file.database.execute(
        f"CREATE VIEW cells AS SELECT r.*{f' REPLACE ({told})' if own else f', {told}'} FROM groupless_{at} r "
        f"ASOF LEFT JOIN (SELECT CAST(v AS BIGINT) AS n, t FROM {name}) g ON r.n >= g.n"
    )
    header = Message("“{column}”", {"column": file.header(place)})
    what = header if own else CALLED[field]
    file.warnings.append(
        Message(
            "{count} rows hold a name alone ({examples}): it was taken for {what} of the rows below it.",
            {"count": len(heads), "examples": _examples([head.name for head in heads]), "what": what},
        )
    )
    return found if own else added(file, found, field, at, file.header(place))


def _warn(file: Understood, settled: set[int]) -> None:
    """Of names that were left out, where none of the rows says the same."""
    assert file.raw is not None
    rows = ", ".join(map(str, sorted(file.alone - settled)[:_MOST]))
    last = file.database.execute("SELECT max(n) FROM cells").fetchone()[0]  # type: ignore[index]
    if not rows or last is None:
        return
    columns = [f"c{place}" for place in range(1, file.raw.width + 1)]
    names = [
        name
        for (name,) in file.database.execute(
            f"SELECT concat({', '.join(columns)}) FROM raw WHERE n IN ({rows}) AND n < {last} ORDER BY n"
        ).fetchall()
        if not month_of(name) and any(map(str.isalpha, name))
    ]
    said = " OR ".join(f"{column} = ANY($1)" for column in columns)
    if names and not file.database.execute(f"SELECT 1 FROM cells WHERE {said} LIMIT 1", [names]).fetchone():
        file.warnings.append(
            Message(
                "{count} rows hold one cell alone and were left out: {examples}. If they say whose the rows below are, "
                "write it into a column of those rows.",
                {"count": len(names), "examples": _examples(names)},
            )
        )


def _examples(names: Sequence[str]) -> str:
    some = list(dict.fromkeys(names))
    return ", ".join(some[:_SHOWN]) + (", …" if len(some) > _SHOWN else "")


def _numbers(heads: Sequence[Head]) -> str:
    return ", ".join(str(head.row) for head in heads)


def _count(file: Understood, condition: str) -> int:
    return int(file.database.execute(f"SELECT count(*) FROM cells WHERE {condition}").fetchone()[0])  # type: ignore[index]
