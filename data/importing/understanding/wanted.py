"""Which sheets of a workbook, or tables of a sheet, a person wants."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from data.errors import Unknown
from data.importing.model import Message, Option, Question, Source
from data.importing.reading import abreast, rooms

EVERY = "*"


@dataclass
class Sheets:
    """Which sheets a person wants: ``answers`` as of the import, ``remembered`` by the names of the sheets;
    and where the rows of files go."""

    answers: Mapping[str, str] = field(default_factory=dict)
    remembered: Callable[[str], str | None] = lambda key: None
    rooms: rooms.Rooms = rooms.apart
    met: set[str] = field(default_factory=set)

    def of(self, file: str, names: tuple[str, ...]) -> tuple[str, ...]:
        """None of them when nothing was said. Raises Unknown for a sheet that the named file lacks."""
        self.met.update(names)
        own = self.answers.get(f"{file}:sheet")
        said = own or self.answers.get("sheet") or self.remembered(key_of(names)) or ""
        if said == EVERY:
            return names
        chosen = tuple(part for part in said.split("|") if part)
        for name in chosen if own else ():
            if name not in names:
                raise Unknown("sheet", name, names)
        return tuple(name for name in names if name in chosen)

    def check(self) -> None:
        """Raises Unknown for a sheet that no workbook has."""
        for name in self.answers.get("sheet", "").split("|"):
            if name not in ("", EVERY, *self.met):
                raise Unknown("sheet", name, self.met)


def key_of(names: tuple[str, ...]) -> str:
    return "sheets:" + hashlib.sha256("\x1f".join(names).encode()).hexdigest()[:32]


SHEETS = Message("{file} has several sheets. Which of them are to be imported?").text
TABLES = Message(
    "{file} holds several tables, one below the other or beside each other. Which of them are to be imported?"
).text


def ask(source: Source, names: Sequence[str], asks: str = SHEETS) -> Question:
    options = [Option(name, _called(name)) for name in names if "|" not in name]
    every = Option(EVERY, Message("Every sheet") if asks == SHEETS else Message("Every table"))
    text = Message(asks, {"file": source.name})
    return Question(f"{source.name}:sheet", source.name, text, (*options, every), several=True)


def _called(name: str) -> Message:
    return Message("it is one table") if name == abreast.WHOLE else Message("{sheet}", {"sheet": name})
