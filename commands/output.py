"""What a command prints: tables for people, CSV and JSON for programs."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TextIO

import pandas as pd
import simplejson
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from data.importing import Message, Progress
from ui.text import is_missing, language, said, speak

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    title: str
    side: Literal["left", "right"] = "left"


_stream: ContextVar[TextIO | None] = ContextVar("stream", default=None)


@contextmanager
def into(stream: TextIO) -> Iterator[None]:
    """What this thread says meanwhile is written there, not on the screen."""
    before = _stream.set(stream)
    try:
        yield
    finally:
        _stream.reset(before)


def say(sentence: str = "") -> None:
    typer.echo(sentence, file=_stream.get())


def note(sentence: str) -> None:
    """Beside the result, so that what is piped on stays clean."""
    typer.echo(sentence, err=True)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values: int, Decimal, float, text, ISO date, None."""
    names = list(frame.columns)
    return [
        dict(zip(names, map(_plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)
    ]


def _plain(value: Any) -> Any:
    if value is pd.NA or is_missing(value):
        return None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | bool | Decimal):
        return value
    return float(value) if isinstance(value, float) else int(value)


def as_json(value: Any) -> None:
    """Decimals digit for digit, no NaN, letters as letters."""
    say(simplejson.dumps(value, use_decimal=True, ignore_nan=True, ensure_ascii=False, indent=2))


def as_csv(rows: Sequence[Record], names: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula begins with an apostrophe."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )


def as_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(Text(column.title), justify=column.side, no_wrap=column.side == "right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=_stream.get())
    if not console.is_terminal:
        wide = console.options.update(width=10_000)
        console = Console(file=_stream.get(), width=max(80, console.measure(table, options=wide).maximum))
    console.print(table)


def progress() -> Progress | None:
    """One line that is written over, for whoever watches; nothing in a pipe."""
    if not sys.stderr.isatty():
        return None

    spoken = language()

    def show(share: float, doing: Message) -> None:
        speak(spoken)  # the importer reads in threads, which know no language
        end = "\n" if share >= 1 else ""
        sys.stderr.write(f"\r\x1b[K{share:4.0%} {said(doing)}{end}")
        sys.stderr.flush()

    return show
