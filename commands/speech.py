"""The words around the commands: help, and what was mistyped, in the person's language.

The parser brings its own English; what of it a person can see is said here anew.
"""

from __future__ import annotations

import re
from typing import Any

from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

from ui.text import _


def name_the_panels() -> None:
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commands")
    rich_utils.DEFAULT_STRING = _("[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[required]")


class _Spoken:
    """Mixed into the parser's commands."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_("Usage:") + " ")

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this and do nothing.")
        return option


class Command(_Spoken, TyperCommand):
    pass


class Group(_Spoken, TyperGroup):
    pass


def mistyped(error: Any) -> str:
    """What the parser stumbled over. ``error`` is one of its usage errors."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        near = ", ".join(error.possibilities or ())
        said = _("There is no option {option}.", option=error.option_name)
        return f"{said} " + _("Did you mean: {near}?", near=near) if near else said
    if kind == "MissingParameter":
        return _("Missing: {what}.", what=_metavar(error))
    if kind == "BadOptionUsage":
        return _("The option {option} is not written as it should be.", option=error.option_name)
    if kind == "BadParameter":
        return _("{what} is not understood.", what=_metavar(error))
    typed = re.findall(r"[(']([^()']+)[)']", error.message)
    if "command" in error.message and typed:
        said = _("There is no command {command}.", command=typed[0])
        return f"{said} " + _("Did you mean: {near}?", near=", ".join(typed[1:])) if typed[1:] else said
    return _("The command line is not understood: {words}", words=typed[-1] if typed else "")


def _metavar(error: Any) -> str:
    parameter = error.param
    if parameter is None:
        return error.message
    return (
        parameter.opts[-1] if parameter.param_type_name == "option" else parameter.metavar or parameter.name
    )
