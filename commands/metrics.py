"""``metrics``: the catalogue, as the pages and the definitions read it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from commands import arguments, output
from commands.definitions import UNITS, as_markdown
from metrics.catalogue import METRICS
from metrics.dimensions import DIMENSIONS
from metrics.metric import Metric
from metrics.words import Words
from ui import text
from ui.text import _

FORMATS = ("table", "json", "markdown")


def metrics(
    as_json: Annotated[bool, typer.Option("--json", help=_("The same as --format json."))] = False,
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help=_("table, json or markdown."))
    ] = "table",
) -> None:
    form = "json" if as_json else arguments.one_of("format", form, FORMATS)
    if form == "json":
        output.as_json([record(metric) for metric in METRICS.values()])
    elif form == "markdown":
        output.say(as_markdown(text.language()).rstrip("\n"))
    else:
        _print()


def record(metric: Metric) -> dict[str, Any]:
    return {
        "key": metric.key,
        "name": _both(metric.name),
        "definition": _both(metric.definition),
        "formula": _both(metric.formula),
        "unit": metric.unit.value,
        "clock": metric.clock.value,
        "up_is_good": metric.up_is_good,
        "additive": metric.additive,
    }


def _both(words: Words) -> dict[str, str]:
    return {"ru": words.ru, "en": words.en}


def _print() -> None:
    output.as_table(
        [
            output.Column(_("Key")),
            output.Column(_("Metric")),
            output.Column(_("Unit")),
            output.Column(_("Formula")),
        ],
        [
            [metric.key, text.words(metric.name), text.words(UNITS[metric.unit]), text.words(metric.formula)]
            for metric in METRICS.values()
        ],
    )
    output.say()
    output.as_table(
        [output.Column(_("Key")), output.Column(_("Dimension"))],
        [[dimension.key, text.words(dimension.name)] for dimension in DIMENSIONS.values()],
    )
