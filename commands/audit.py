"""``audit``: what was done, by whom, when and from where."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import output
from commands.session import session
from data.people import audit as books
from ui import text
from ui.access_words import event_name
from ui.text import _


def audit(
    context: typer.Context,
    email: Annotated[str | None, typer.Option("--email", help=_("Of this person only."))] = None,
    last: Annotated[int, typer.Option("--last", min=1, help=_("How many, the newest first."))] = 50,
    as_json: Annotated[bool, typer.Option("--json", help=_("The entries as JSON."))] = False,
) -> None:
    found = books.entries(session(context).store, last, email)
    if as_json:
        output.as_json([vars(one) | {"at": one.at.isoformat(timespec="seconds")} for one in found])
    elif not found:
        output.say(_("Nothing has been noted yet."))
    else:
        columns = [
            _("When"),
            _("Who"),
            _("What was done"),
            _("With whom or what"),
            _("Details"),
            _("From where"),
        ]
        rows = [
            [text.moment(one.at), one.who, event_name(one.what), one.subject, one.detail, one.address]
            for one in found
        ]
        output.as_table([output.Column(title) for title in columns], rows)
