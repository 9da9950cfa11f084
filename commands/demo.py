"""``demo``: the invented company, to look around in."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from commands import arguments, output
from commands.session import session
from data import demo as company
from data.errors import Refused
from ui import text
from ui.text import _

DEFAULT = "ru"


def demo(
    context: typer.Context,
    language: Annotated[
        str | None,
        typer.Option(
            "--language",
            metavar="ru|en",
            help=_("Language of its names; by default Russian, or VORONKA_LANGUAGE."),
        ),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="DAY", help=_("The day its story reaches; by default today.")),
    ] = None,
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help=_("Do nothing where the store holds anything already."))
    ] = False,
) -> None:
    here = session(context)
    setting = here.settings.language
    spoken = arguments.one_of(
        "language", language or (setting if setting in text.LANGUAGES else DEFAULT), text.LANGUAGES
    )
    until = arguments.day(today, "--today") or here.today
    if if_empty and company.is_demo(here.store):
        return
    try:
        made = company.create(
            here.store, today=until, now=here.now, language=cast(Literal["ru", "en"], spoken)
        )
    except Refused:
        if if_empty:
            return
        raise
    output.say(
        _(
            "The demo company is there: {deals} deals of {customers} customers and {managers} managers, {start} – {end}.",
            deals=text.number(made.deals),
            customers=text.number(made.customers),
            managers=text.number(made.managers),
            start=text.day(made.start),
            end=text.day(made.end),
        )
    )
