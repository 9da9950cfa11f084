"""The same product without a browser: ``python cli.py --help``.

Exit codes: 0 done, 1 a failure of ours (it is in the log), 2 bad input, 3 refused.
"""

from __future__ import annotations

import logging
import os
import sys
import uuid
from collections.abc import Sequence
from datetime import datetime
from locale import getlocale
from logging.handlers import RotatingFileHandler
from typing import Annotated

import typer

from commands import audit, demo, doctor, history, inbox, load, mapping, metrics, show, speech, undo, user
from commands.session import Session
from data import settings
from data.doctor import program_version
from data.errors import BadInput, VoronkaError
from ui.text import _, guess_language, say, speak

DONE, FAILED, BAD_INPUT, REFUSED = 0, 1, 2, 3


def application() -> typer.Typer:
    """Built after the language is known: its help is in it."""
    app = typer.Typer(
        cls=speech.Group,
        help=_("Voronka: the numbers of a sales department."),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    for name, function, help_text in (
        ("import", load.load, _("Read exports, show what would change, and merge them.")),
        ("show", show.show, _("Print metrics, by any dimension and any time grain.")),
        ("metrics", metrics.metrics, _("Print the catalogue of metrics and dimensions.")),
        ("inbox", inbox.inbox, _("Import what is dropped into the watched folder.")),
        ("undo", undo.undo, _("Take back an import, the last or any other.")),
        ("history", history.history, _("Print the imports so far.")),
        ("demo", demo.demo, _("Fill the store with an invented company.")),
        ("audit", audit.audit, _("Print what was done, by whom, when and from where.")),
        ("doctor", doctor.doctor, _("Print versions, the store, counts and problems.")),
    ):
        app.command(name, cls=speech.Command, help=help_text)(function)
    app.add_typer(mapping.application(), name="mapping")
    app.add_typer(user.application(), name="user")
    app.callback()(_before_any)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(program_version())
        raise typer.Exit


def _before_any(
    version: Annotated[
        bool,
        typer.Option("--version", help=_("Print the version."), is_eager=True, callback=_print_version),
    ] = False,
) -> None:
    """Nothing but the option: it answers by itself."""


def main(arguments: Sequence[str] | None = None, clock: datetime | None = None) -> int:
    """Returns the exit code. ``clock`` is read once, here, unless it is given."""
    _write_utf8()
    speak(guess_language(_language_setting(), _locale()))
    speech.name_the_panels()
    here = Session(clock or datetime.now())
    command = typer.main.get_command(application())
    try:
        code = command.main(
            list(arguments) if arguments is not None else None,
            prog_name="cli.py",
            standalone_mode=False,
            obj=here,
        )
        return int(code or DONE)
    except VoronkaError as error:
        typer.echo(say(error), err=True)
        return BAD_INPUT if isinstance(error, BadInput) else REFUSED
    except typer.Abort:
        return REFUSED
    except typer.TyperException as error:
        return _mistyped(error)
    except Exception as error:  # the last wall before the person
        typer.echo(_failed(error), err=True)
        return FAILED


def _mistyped(error: typer.TyperException) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.message)
        return DONE
    typer.echo(speech.mistyped(error), err=True)
    context = getattr(error, "ctx", None)
    typer.echo(
        _("Help: {command}", command=f"{context.command_path if context else 'cli.py'} --help"), err=True
    )
    return BAD_INPUT


def _failed(error: Exception) -> str:
    number, path = uuid.uuid4().hex[:8], _log_file()
    logging.getLogger("voronka").error("Failure %s", number, exc_info=error)
    return _(
        "This could not be done, and it is our failure. The store is as it was. Number {number} in {path} tells more.",
        number=number,
        path=path,
    )


def _log_file() -> str:
    try:
        path = settings.load().log
    except VoronkaError:
        path = settings.Settings.model_fields["log"].default
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    logging.getLogger("voronka").addHandler(handler)
    return str(path)


def _language_setting() -> str:
    try:
        return settings.load().language
    except VoronkaError:
        return os.environ.get("VORONKA_LANGUAGE", "auto")


def _locale() -> str:
    return os.environ.get("LC_ALL") or os.environ.get("LANG") or getlocale()[0] or ""


def _write_utf8() -> None:
    """Whatever code page a pipe has: names and the rouble sign must survive it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
