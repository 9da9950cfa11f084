"""The layouts of known programs, read from ``formats/*.toml``: a new CRM is a new file and no code.

A format says by which headers a file of its program is known, what its columns mean where the
general words would mislead, and which words of its stages and states mean won, lost and open.
Formats of one's own lie in the folder ``formats`` beside the uploads and go before ours.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from data.errors import BadInput
from data.importing.model import KINDS, Message
from data.importing.vocabulary import Kind, every_header, kind, normal

FOLDER = Path(__file__).parent / "formats"
PARTS = {
    "title": str,
    "kind": str,
    "aside": str,
    "must": list,
    "marks": list,
    "least": int,
    "never": list,
    "nothing": list,
    "columns": dict,
    "stages": dict,
    "doubles": str,
    "ends": str,
    "several": dict,
    "within": dict,
    "grouped": bool,
    "default_close": bool,
    "orders": bool,
    "less": list,
    "dateless": bool,
    "shown": str,
}
_DATED = re.compile(r"\b(дата|день|период|месяц|год|время|date|day|month|time|timestamp)\b")


@dataclass(frozen=True, eq=False)
class Format:
    """``must``: headers that are all there, and ``least`` of ``marks`` too; ``never``: headers it has not.
    ``aside``: why such a file is no data of ours; else its ``kind``. ``columns``: field → headers, the
    likeliest first; ``nothing``: headers that look like a field and are none. ``stages``: normal word
    of a stage or a state → won, lost or open.

    The traps: ``doubles``: "last" or "first", which of the columns of one name is the deal's own.
    ``ends``: the date that only finished deals have. ``several``: field → what parts several values in
    one cell, of which the first counts. ``within``: field → the field whose text holds its date.
    ``grouped``: the status is that of the stage, not of the deal.
    ``default_close``: the program itself fills in the last day of the month of creation.
    ``orders``: the day of an order is that of its sale. ``less``: headers of what was paid back of the
    amount. ``dateless``: no header speaks of a day or a period. ``shown``: the header of the amount as people
    see it, where the bare one may be in cents."""

    title: str
    kind: str | None
    aside: str | None
    must: tuple[str, ...]
    marks: tuple[str, ...]
    least: int
    never: frozenset[str]
    nothing: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    stages: Mapping[str, str]
    doubles: str | None = None
    ends: str | None = None
    several: Mapping[str, str] | None = None
    within: Mapping[str, str] | None = None
    grouped: bool = False
    default_close: bool = False
    orders: bool = False
    less: tuple[str, ...] = ()
    dateless: bool = False
    shown: str | None = None
    own: bool = False

    @property
    def name(self) -> Message:
        return Message(self.title)

    def fits(self, said: set[str]) -> int:
        """How many of its headers are there; 0: it is another program's file."""
        found = sum(word in said for word in self.marks)
        known = set(self.must) <= said and found >= self.least and not self.never & said
        known = known and not (self.dateless and any(map(_DATED.search, said)))
        return len(self.must) + found if known else 0


@cache
def ours() -> tuple[Format, ...]:
    return tuple(read(path) for path in sorted(FOLDER.glob("*.toml")))


def known(folder: Path) -> tuple[Format, ...]:
    """Those of the folder, then ours. Raises BadInput for a file that describes no format."""
    own = (replace(read(path), own=True) for path in sorted(folder.glob("*.toml")))
    return (*own, *ours())


def recognise(readings: Sequence[Sequence[str]], formats: Sequence[Format]) -> Format | None:
    """``readings``: of each header its normal spellings. One's own goes first, then the one of which
    most headers are there."""
    said = {word for words in readings for word in words}
    best = max(formats, key=lambda one: (bool(one.fits(said)) and one.own, one.fits(said)), default=None)
    return best if best and best.fits(said) else None


@cache
def taught(name: str, format_: Format | None) -> Kind:
    """The kind with the words of the format ahead of its own."""
    general = kind(name)
    if format_ is None or format_.kind != name:
        return general
    words = dict(general.words) | {
        header: ((field, place),)
        for field, headers in format_.columns.items()
        for place, header in enumerate(headers)
    }
    return replace(general, words=words, nothing=general.nothing | format_.nothing)


@cache
def headers() -> frozenset[str]:
    """Every header that some format of ours speaks of."""
    return frozenset(
        word
        for one in ours()
        for word in (*one.must, *one.marks, *(w for words in one.columns.values() for w in words))
    )


@cache
def run_together() -> Mapping[str, str]:
    """``stagename`` → ``stage name``: headers as databases write them, which no header is as it stands."""
    known = headers() | every_header()
    return {together: word for word in known if (together := word.replace(" ", "")) not in known}


def read(path: Path) -> Format:
    """Raises BadInput, naming the file and what is wrong in it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, str(error)) from error
    _check(path, told)
    columns = {field: _normal(words) for field, words in told.get("columns", {}).items()}
    marks = _normal(told.get("marks", ()))
    return Format(
        told["title"],
        told.get("kind"),
        told.get("aside"),
        _normal(told.get("must", ())),
        marks,
        told.get("least", len(marks)),
        frozenset(_normal(told.get("never", ()))),
        frozenset(_normal(told.get("nothing", ()))),
        columns,
        {normal(word): outcome for outcome, words in told.get("stages", {}).items() for word in words},
        told.get("doubles"),
        told.get("ends"),
        told.get("several"),
        told.get("within"),
        told.get("grouped", False),
        told.get("default_close", False),
        told.get("orders", False),
        _normal(told.get("less", ())),
        told.get("dateless", False),
        normal(told["shown"]) if "shown" in told else None,
    )


def _normal(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normal, words)))


def _check(path: Path, told: Mapping[str, Any]) -> None:
    for part, value in told.items():
        if part not in PARTS or not isinstance(value, PARTS[part]):
            raise _wrong(path, part)
    if "title" not in told or not (told.get("must") or told.get("marks")):
        raise _wrong(path, "title, must, marks")
    if "aside" in told:
        return
    if told.get("kind") not in KINDS:
        raise _wrong(path, f"kind = {told.get('kind')}")
    fields = kind(told["kind"]).fields
    named = (*told.get("columns", ()), *told.get("several", ()), *told.get("within", ()))
    for field in named:
        if field not in fields:
            raise _wrong(path, f"{field}: {', '.join(fields)}")
    if set(told.get("stages", ())) - {"won", "lost", "open", "returned"}:
        raise _wrong(path, "stages")
    if (
        told.get("doubles", "last") not in ("first", "last")
        or told.get("ends", next(iter(fields))) not in fields
    ):
        raise _wrong(path, "doubles, ends")


def _wrong(path: Path, what: str) -> BadInput:
    return BadInput("The format in {file} cannot be read: {reason}.", file=path.name, reason=what)
