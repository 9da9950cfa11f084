"""``mapping …``: what is remembered of the headers that were confirmed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from commands import output, speech
from commands.session import session
from data import importing
from data.errors import BadInput
from data.importing import SavedMapping
from ui import text
from ui.text import _, ngettext, said

AsJson = Annotated[bool, typer.Option("--json", help=_("As JSON."))]
Name = Annotated[str, typer.Argument(metavar="ID", help=_("Its id in the list, or the beginning of it."))]
CONSOLE = "-"


def application() -> typer.Typer:
    app = typer.Typer(
        cls=speech.Group, help=_("See, hand on, change and forget what is remembered of headers.")
    )
    for name, function, help_text in (
        ("list", list_, _("Print what is remembered, a line for each header.")),
        ("show", show, _("Print one of them in full.")),
        ("export", export, _("Write all of them to a JSON file.")),
        ("import", import_, _("Take them from a JSON file, as exported or changed since.")),
        ("forget", forget, _("Forget one: the next such file is recognised and asked about anew.")),
    ):
        app.command(name, cls=speech.Command, help=help_text)(function)
    return app


def list_(context: typer.Context, as_json: AsJson = False) -> None:
    found = importing.mappings(session(context).store)
    if as_json:
        output.as_json([_record(one) for one in found])
        return
    if not found:
        output.say(_("Nothing is remembered yet: nothing had to be said of any file."))
        return
    output.as_table(
        [
            output.Column("#"),
            output.Column(_("Kind")),
            output.Column(_("Said")),
            output.Column(_("Headers")),
        ],
        [[one.short, _kind(one), str(len(one.columns) + len(one.answers)), _headers(one)] for one in found],
    )


def show(context: typer.Context, name: Name, as_json: AsJson = False) -> None:
    one = importing.mapping(session(context).store, name)
    if as_json:
        output.as_json(_record(one))
        return
    output.say(f"{one.short}: {_kind(one)}")
    output.say(_("Headers: {headers}", headers=", ".join(one.headers) or text.NOTHING))
    for field, place in one.columns.items():
        output.say(f"  {field} = {one.header(place) or text.NOTHING}" + (f" ({place})" if place else ""))
    for question, answer in one.answers.items():
        output.say(f"  {question} = {answer}")


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The file to write; “-” is the screen."))],
) -> None:
    found = importing.export_mappings(session(context).store)
    if str(file) == CONSOLE:
        typer.echo(found, nl=False)
        return
    try:
        file.write_text(found, encoding="utf-8")
    except OSError as error:
        raise BadInput("{file} cannot be written: {reason}.", file=file, reason=error.strerror) from error
    output.say(_("Written: {file}.", file=file))


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("The file to read; “-” is the input."))],
) -> None:
    here = session(context)
    try:
        told = sys.stdin.read() if str(file) == CONSOLE else file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("{file} cannot be read: {reason}.", file=file, reason=error) from error
    taken = importing.import_mappings(here.store, told, now=here.now)
    output.say(ngettext("{count} mapping taken.", "{count} mappings taken.", len(taken)))


def forget(context: typer.Context, name: Name) -> None:
    here = session(context)
    gone = importing.forget_mapping(here.store, name, now=here.now)
    output.say(_("Forgotten: {headers}.", headers=_headers(gone)))


def _kind(one: SavedMapping) -> str:
    return said(importing.kinds()[one.kind]) if one.kind in importing.KINDS else _("as recognised")


def _headers(one: SavedMapping) -> str:
    shown = ", ".join(one.headers[:4])
    return f"{shown}, …" if len(one.headers) > 4 else shown or text.NOTHING


def _record(one: SavedMapping) -> dict[str, Any]:
    return {
        "id": one.fingerprint,
        "headers": list(one.headers),
        "kind": one.kind,
        "columns": dict(one.columns),
        "answers": dict(one.answers),
    }
