"""``doctor``: versions, the store, counts, and what is wrong with either."""

from __future__ import annotations

from typing import Annotated

import typer

from commands import output
from commands.session import session
from data import doctor as surgery
from data.doctor import Health
from data.weaknesses import weaknesses
from ui import text
from ui.text import _, said


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("The findings as JSON."))] = False,
) -> None:
    here = session(context)
    health = surgery.examine(here.store, currency=here.settings.currency, now=here.now)
    weak = [said(one) for one in weaknesses(here.store, here.settings)]
    if as_json:
        _as_json(health, weak)
    else:
        _for_people(health, weak)


def _as_json(health: Health, weak: list[str]) -> None:
    output.as_json(
        {
            "versions": health.versions,
            "store": health.store,
            "schema_version": health.schema_version,
            "data_version": health.data.number,
            "data_at": health.data.at.isoformat() if health.data.at else None,
            "demo": health.demo,
            "counts": health.counts,
            "problems": [
                {
                    "problem": said(found.message),
                    "rows": found.rows,
                    "in": "data" if found.is_data else "store",
                }
                for found in health.problems
            ],
            "weak_settings": weak,
        }
    )


def _for_people(health: Health, weak: list[str]) -> None:
    output.say(_("Store: {store}, schema {schema}", store=health.store, schema=health.schema_version))
    output.say(_("Data of {moment}", moment=text.moment(health.data.at)))
    if health.demo:
        output.say(_("It holds the invented demo company."))
    output.say()
    rows = [[name, text.number(count)] for name, count in health.counts.items()]
    output.as_table([output.Column(_("Table")), output.Column(_("Rows"), "right")], rows)
    output.say()
    if health.problems:
        found = [[said(problem.message), text.number(problem.rows)] for problem in health.problems]
        output.as_table([output.Column(_("Problem")), output.Column(_("Rows"), "right")], found)
    else:
        output.say(_("No problems found."))
    if weak:
        output.say()
        output.as_table([output.Column(_("Weak settings"))], [[one] for one in weak])
    output.say()
    output.say(", ".join(f"{name} {number}" for name, number in health.versions.items()))
