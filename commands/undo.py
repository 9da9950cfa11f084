"""``undo``: an import, taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import output
from commands.session import session
from data import importing
from data.people import CONSOLE, Actor
from ui import noting, rights, text
from ui.text import _


def undo(
    context: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(metavar="ID", help=_("Which import, by its number in history; by default the last.")),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("What was taken back, as JSON."))] = False,
    as_whom: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help=_("As this person: only what he may see and change.")),
    ] = None,
) -> None:
    here = session(context)
    person = here.person(as_whom)
    taken = importing.undo(
        here.store,
        now=here.now,
        import_id=number,
        only_of=rights.own_imports(here.store, person),
        only_managers=rights.own_managers(here.store, person) if person else None,
    )
    by = Actor(person.email, CONSOLE.name) if person else CONSOLE
    noting.undone(here.store, by, here.clock, taken)
    if as_json:
        output.as_json(
            {
                "import_id": taken.import_id,
                "imported_at": taken.imported_at.isoformat(timespec="seconds"),
                "files": list(taken.files),
                "removed": taken.removed,
                "restored": taken.restored,
            }
        )
        return
    output.say(
        _(
            "Taken back: the import of {moment} ({files}). Rows removed: {removed}, put back as they were: {restored}.",
            moment=text.moment(taken.imported_at),
            files=", ".join(taken.files),
            removed=text.number(taken.removed),
            restored=text.number(taken.restored),
        )
    )
