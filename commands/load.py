"""``import``: read exports, show what would change, ask what is open, merge."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from commands import arguments, output, preview
from commands.session import Session, session
from data import demo, importing
from data.errors import BadInput, Refused, VoronkaError
from data.importing import ImportResult, Preview, Question, Source
from data.people import CONSOLE, Actor, Viewer
from ui import noting, rights
from ui.text import _, said

MASKS = "*?["
AGREED = ("y", "yes", "д", "да")


@dataclass
class Wanted:
    """What was said of the files, on the command line and in answer to questions."""

    sources: Sequence[Source]
    kinds: Mapping[str, str]
    mapping: Mapping[str, str]
    answers: dict[str, str] = field(default_factory=dict)
    person: Viewer | None = None


def load(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE", help=_("Exports as they came."))],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=_(
                "deals, purchases, customers, managers, products, plans, stage_history, payments, channel_spend, activities or ignore; of one file: FILE=KIND."
            ),
        ),
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=HEADER",
            help=_("What a column means; “#3” is the third, nothing leaves it out."),
        ),
    ] = None,
    sheet: Annotated[
        list[str] | None,
        typer.Option("--sheet", metavar="NAME", help=_("A sheet of a workbook, where it has several.")),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="A,B", help=_("Fields that together make a deal known where it has no id.")
        ),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer", metavar="KEY=VALUE", help=_("Answers a question that an earlier try printed.")
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would change; change nothing."))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Import without asking."))] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=_("The outcome as JSON, an object per file."))
    ] = False,
    rejected: Annotated[
        Path | None,
        typer.Option("--rejected", metavar="FILE.csv", help=_("Write the rejected rows here, with reasons.")),
    ] = None,
    as_whom: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help=_("As this person: only what he may see and change.")),
    ] = None,
) -> None:
    here, asking = session(context), sys.stdin.isatty() and not as_json and not yes
    person = here.person(as_whom)
    if person and not rights.may_upload(person):
        raise Refused("{email} may upload nothing.", email=person.email)
    wanted = Wanted(
        _sources(files),
        dict(arguments.pair(each, "--kind") if "=" in each else ("*", each) for each in kind or ()),
        arguments.pairs(mapping or (), "--map"),
        ({"deals.key": key} if key else {})
        | ({"sheet": "|".join(sheet)} if sheet else {})
        | arguments.pairs(answer or (), "--answer"),
        person,
    )
    found = _prepared(here, wanted, asking, yes)
    try:
        if rejected:
            _write_rejected(rejected, found)
        if not as_json:
            preview.for_people(found)
        try:
            refuse_the_open(found)
            done = None if dry_run else _confirmed(here, found, asking, yes, person)
        except VoronkaError:
            if as_json:
                output.as_json(preview.as_records(found, None))
            raise
        if as_json:
            output.as_json(preview.as_records(found, done))
        if done:
            refuse_the_rejected(done)
        if done and not as_json:
            output.say(_("Imported. To take it back: undo."))
    finally:
        found.close()


def _write_rejected(path: Path, found: Preview) -> None:
    try:
        path.write_bytes(importing.rejected_csv(found, translate=said))
    except OSError as error:
        raise BadInput(
            "The rejected rows cannot be written to {file}: {reason}. Nothing was imported.",
            file=path,
            reason=error.strerror,
        ) from error


def _sources(files: Sequence[str]) -> list[Source]:
    """Masks are unfolded here, for not every shell does it. Raises BadInput for what is no file."""
    paths = [path for name in files for path in _unfolded(name)]
    names = [path.name for path in paths]
    return [Source(p.name if names.count(p.name) == 1 else str(p), p) for p in dict.fromkeys(paths)]


def _unfolded(name: str) -> list[Path]:
    path = Path(name)
    if not path.exists() and any(sign in path.name for sign in MASKS) and path.parent.is_dir():
        return sorted(found for found in path.parent.glob(path.name) if found.is_file())
    if not path.exists():
        raise BadInput("There is no file {file}.", file=name)
    if path.is_dir():
        raise BadInput("{file} is a folder: name the files in it.", file=name)
    return [path]


def _prepared(here: Session, wanted: Wanted, asking: bool, yes: bool) -> Preview:
    """``yes``: where a question has a safe answer, it is taken."""
    while True:
        found = importing.prepare(
            here.store,
            wanted.sources,
            kinds=wanted.kinds,
            mapping=wanted.mapping,
            answers=wanted.answers,
            progress=output.progress(),
            now=here.now,
            only_managers=rights.own_managers(here.store, wanted.person) if wanted.person else None,
        )
        safe = {each.key: each.default for each in found.questions if each.default} if yes else {}
        if not (asking and found.questions) and not safe:
            return found
        if not asking:
            wanted.answers.update(safe)
            found.close()
            continue
        wanted.answers.update({question.key: _asked(question) for question in found.questions})
        found.close()


def _asked(question: Question) -> str:
    """On a terminal: options by number; several are joined by commas."""
    preview.ask(question)
    numbers = range(1, len(question.options) + 1)
    while True:
        typed = typer.prompt(_("Your choice"), prompt_suffix=": ").replace(" ", "")
        chosen = [int(each) for each in typed.split(",") if each.isdecimal() and int(each) in numbers]
        if chosen and (question.several or len(chosen) == 1):
            return "|".join(question.options[each - 1].value for each in chosen)
        output.say(_("Type a number from 1 to {last}.", last=numbers[-1]))


def refuse_the_open(found: Preview) -> None:
    if found.problems:
        raise BadInput("Not imported: {problem}", problem=said(found.problems[0]))
    if found.questions:
        raise Refused(
            "Not imported: a decision is missing. Say it again with {options}",
            options=" ".join(preview.option(question) for question in found.questions),
        )


def refuse_the_rejected(done: ImportResult) -> None:
    if done.counts.all_rejected:
        raise Refused(
            "Nothing was brought in: all {count} rows were rejected, each for the reason given. "
            "Mend them (--rejected FILE.csv writes them all) and import them again.",
            count=done.counts.rejected,
        )


def _confirmed(here: Session, found: Preview, asking: bool, yes: bool, person: Viewer | None) -> ImportResult:
    """Raises Refused without ``--yes`` where nobody can be asked."""
    if not yes and not asking:
        raise Refused("Nothing was imported yet. To import it, say it again with --yes.")
    clears = person is None or rights.own_managers(here.store, person) is None
    if found.ready and clears and demo.is_demo(here.store):
        output.note(_("The demo company makes room for your own data."))
    if not yes and typer.prompt(_("Import it? (y/n)"), prompt_suffix=" ").strip().lower() not in AGREED:
        raise Refused("Nothing was imported.")
    by = Actor(person.email, CONSOLE.name) if person else CONSOLE
    done = importing.confirm(
        here.store,
        found,
        actor=person.email if person else "cli",
        now=here.now,
        progress=output.progress(),
        before=partial(demo.clear_within, here.store) if clears else None,
    )
    noting.imported(here.store, by, here.clock, done)
    return done
