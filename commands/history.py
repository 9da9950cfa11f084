"""``history``: the imports so far, with the number that takes one back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands import output
from commands.session import session
from data import importing
from data.importing import PastImport
from ui import rights, text
from ui.text import _


def history(
    context: typer.Context,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=_("How many, the latest first."))
    ] = 20,
    as_json: Annotated[bool, typer.Option("--json", help=_("The imports as JSON."))] = False,
    as_whom: Annotated[
        str | None,
        typer.Option("--as", metavar="EMAIL", help=_("As this person: only what he may see and change.")),
    ] = None,
) -> None:
    here = session(context)
    only_of = rights.own_imports(here.store, here.person(as_whom))
    past = importing.history(here.store, limit, only_of)
    if as_json:
        output.as_json([_record(one) for one in past])
        return
    columns = [output.Column(_("Import"), "right"), output.Column(_("When")), output.Column(_("Files"))]
    columns += [output.Column(name, "right") for name in (_("New"), _("Updated"), _("Rejected"))]
    output.as_table([*columns, output.Column("")], [_row(one) for one in past])


def _row(one: PastImport) -> list[str]:
    counts = one.counts
    return [
        str(one.import_id),
        text.moment(one.imported_at),
        ", ".join(file.name for file in one.files),
        *(text.number(count) for count in (counts.new, counts.updated, counts.rejected)),
        _became(one),
    ]


def _became(one: PastImport) -> str:
    if one.counts.all_rejected:
        return _("nothing was brought in")
    return _("undone {moment}", moment=text.moment(one.undone_at)) if one.undone_at else ""


def _record(one: PastImport) -> dict[str, Any]:
    counts = one.counts
    return {
        "import_id": one.import_id,
        "imported_at": one.imported_at.isoformat(timespec="seconds"),
        "actor": one.actor,
        "undone_at": one.undone_at.isoformat(timespec="seconds") if one.undone_at else None,
        "files": [file.name for file in one.files],
        "new": counts.new,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "service": counts.service,
    }
