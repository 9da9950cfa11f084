"""``inbox``: the watched folder, by hand or for as long as the server runs."""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import load, output, preview
from commands.session import session
from data import demo, importing
from data.errors import BadInput, VoronkaError
from data.importing import Preview, Source
from data.importing.inbox import DONE, FAILED, Inbox
from data.store import Store
from ui import text
from ui.text import _

PAUSE = 5.0
"""Seconds between two looks: what did not change meanwhile is complete."""

REFUSED = 3
log = logging.getLogger("voronka.inbox")


@dataclass(frozen=True)
class Taken:
    """What became of a file: where it lies now, and what was said of it."""

    name: str
    done: bool
    path: Path
    said: str


def inbox(
    context: typer.Context,
    once: Annotated[
        bool, typer.Option("--once", help=_("Take what lies there now, and stop; else watch until stopped."))
    ] = False,
) -> None:
    here = session(context)
    folder = here.settings.inbox
    if folder is None:
        raise BadInput("VORONKA_INBOX names no folder to watch.")
    begun, now = time.monotonic(), here.now
    clock = lambda: here.settings.now or now + timedelta(seconds=time.monotonic() - begun)  # noqa: E731
    watched, failed = Inbox(folder), False
    watched.look()
    while True:
        time.sleep(PAUSE)
        for taken in take_all(here.store, watched, clock):
            failed = failed or not taken.done
            output.say(_("{file} → {path}", file=taken.name, path=taken.path))
            output.say(f"  {taken.said}")
        if once:
            raise typer.Exit(REFUSED if failed else 0)


def watch(
    store: Store, folder: Path, clock: Callable[[], datetime], stop: threading.Event, language: str
) -> None:
    """Until told to stop; whatever goes wrong with one look, the next is made."""
    text.speak(language)
    watched = Inbox(folder)
    while not stop.wait(PAUSE):
        try:
            for taken in take_all(store, watched, clock):
                log.info("%s → %s: %s", taken.name, taken.path, taken.said)
        except Exception:
            log.exception("The inbox %s could not be looked at", folder)


def take_all(store: Store, watched: Inbox, clock: Callable[[], datetime]) -> list[Taken]:
    with watched.alone() as ours:
        return (
            [take(store, watched, path, clock()) for path in watched.look() if path.exists()] if ours else []
        )


def take(store: Store, watched: Inbox, path: Path, now: datetime) -> Taken:
    """One file, one import. What is open fails with the option that answers it."""
    written, records = StringIO(), [{"file": path.name}]
    with output.into(written):
        try:
            records = _import(store, path, now)
            done, said = True, _("Imported. To take it back: undo.")
        except VoronkaError as error:
            done, said = False, text.say(error)
            records = getattr(error, "records", records)
        except Exception as error:
            done, said = False, _failure(error)
        output.say(said)
        if not done:
            again = watched.folder / FAILED / path.name
            output.say(_("To import it by hand: {command}", command=f'python cli.py import "{again}"'))
    told: list[dict[str, Any]] = [record | {"outcome": said, "done": done} for record in records]
    reports = {
        "txt": written.getvalue(),
        "json": json.dumps(told, ensure_ascii=False, indent=2, default=str) + "\n",
    }
    return Taken(path.name, done, watched.put(path, DONE if done else FAILED, reports), said)


def _import(store: Store, path: Path, now: datetime) -> list[dict[str, Any]]:
    """Raises what keeps the file out, with the records of the preview when it came to one."""
    found = _read(store, path, now)
    try:
        preview.for_people(found)
        try:
            load.refuse_the_open(found)
            before = partial(demo.clear_within, store)
            done = importing.confirm(store, found, actor="inbox", now=now, before=before)
            load.refuse_the_rejected(done)
        except VoronkaError as error:
            error.records = preview.as_records(found, None)  # type: ignore[attr-defined]
            raise
        return preview.as_records(found, done)
    finally:
        found.close()


def _read(store: Store, path: Path, now: datetime) -> Preview:
    """Where a question has a safe answer, it is taken."""
    found = importing.prepare(store, [Source(path.name, path)], now=now)
    safe = {each.key: each.default for each in found.questions if each.default}
    if not safe:
        return found
    found.close()
    return importing.prepare(store, [Source(path.name, path)], answers=safe, now=now)


def _failure(error: Exception) -> str:
    number = uuid.uuid4().hex[:8]
    log.error("Failure %s", number, exc_info=error)
    return _("This could not be done, and it is our failure (number {number} in the log).", number=number)
