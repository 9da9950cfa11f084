"""``user …``: the people who may come in, without a browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from commands import output, speech
from commands.session import Session, session
from data.people import CONSOLE, LEAD, MANAGER, Person, directory, invitations, linking, passwords, sessions
from data.people.invitations import INVITE, LASTS, RESET
from ui import text
from ui.access_words import role_name
from ui.text import _, ngettext

Email = Annotated[str, typer.Argument(metavar="EMAIL")]


def application() -> typer.Typer:
    app = typer.Typer(cls=speech.Group, help=_("People who may come in: add, change, invite, disable."))
    for name, function, help_text in (
        ("add", add, _("Add a person, and print a link to set the password.")),
        ("list", list_, _("Print the people and what they may see.")),
        ("role", role, _("Change what a person may see.")),
        ("disable", disable, _("Let a person in no more; sessions end at once.")),
        ("enable", enable, _("Let a disabled person in again.")),
        ("password", password, _("Set a person's password; it is asked for, not shown.")),
        ("invite", invite, _("Print a new link to set the password; earlier ones open nothing.")),
        ("sessions", sessions_, _("Print the sessions that are open.")),
        ("end", end, _("End all sessions of a person.")),
    ):
        app.command(name, cls=speech.Command, help=help_text)(function)
    return app


def add(
    context: typer.Context,
    email: Email,
    role: Annotated[str, typer.Option("--role", help=_("director, lead, manager, analyst or admin."))],
    name: Annotated[str, typer.Option("--name", help=_("Name, as the others read it."))] = "",
    manager: Annotated[
        str | None,
        typer.Option("--manager", help=_("Which manager of the deals the person is: id or name.")),
    ] = None,
    team: Annotated[str | None, typer.Option("--team", help=_("Whose lead the person is."))] = None,
    provider: Annotated[
        str | None,
        typer.Option("--provider", help=_("The only way in: password, or a provider of secrets.toml.")),
    ] = None,
) -> None:
    here = session(context)
    person = replace(Person(email, name, role, provider=provider or ""), **_links(here, manager, team))  # type: ignore[arg-type]
    added = directory.add(here.store, person, by=CONSOLE, now=here.clock)
    output.say(_("Added: {email}, {role}.", email=added.email, role=role_name(added.role)))
    if added.provider in ("", directory.PASSWORD):
        _print_link(here, added.email, INVITE)


def role(
    context: typer.Context,
    email: Email,
    role: Annotated[str, typer.Option("--role", help=_("director, lead, manager, analyst or admin."))],
    manager: Annotated[
        str | None,
        typer.Option("--manager", help=_("Which manager of the deals the person is: id or name.")),
    ] = None,
    team: Annotated[str | None, typer.Option("--team", help=_("Whose lead the person is."))] = None,
) -> None:
    here = session(context)
    changes = {"role": role, **_links(here, manager, team)}
    changed = directory.change(here.store, email, changes, by=CONSOLE, now=here.clock)
    output.say(_("Changed: {email}, {role}.", email=changed.email, role=role_name(changed.role)))


def _links(here: Session, manager: str | None, team: str | None) -> dict[str, str]:
    links = {}
    if manager:
        links["manager_id"] = linking.manager_named(here.store, manager)
    if team:
        links["team"] = linking.team_named(here.store, team)
    return links


def disable(context: typer.Context, email: Email) -> None:
    here = session(context)
    directory.change(here.store, email, {"active": False}, by=CONSOLE, now=here.clock)
    output.say(_("{email} comes in no more.", email=email))


def enable(context: typer.Context, email: Email) -> None:
    here = session(context)
    directory.change(here.store, email, {"active": True}, by=CONSOLE, now=here.clock)
    output.say(_("{email} may come in again.", email=email))


def password(context: typer.Context, email: Email) -> None:
    here = session(context)
    given = typer.prompt(_("New password"), hide_input=True)
    passwords.set_password(here.store, email, given, by=CONSOLE, now=here.clock)
    output.say(_("The password of {email} is set.", email=email))


def invite(context: typer.Context, email: Email) -> None:
    _print_link(session(context), email, RESET)


def end(context: typer.Context, email: Email) -> None:
    here = session(context)
    ended = sessions.end_of(here.store, directory.normal(email), by=CONSOLE, now=here.clock)
    output.say(ngettext("{count} session ended.", "{count} sessions ended.", ended))


def _print_link(here: Session, email: str, purpose: str) -> None:
    token = invitations.invite(here.store, email, purpose, by=CONSOLE, now=here.clock)
    until = text.moment(here.clock + LASTS[purpose])
    output.say(_("{email} can set a password here, once, until {moment}:", email=email, moment=until))
    output.say("  " + invitations.link(here.settings.address, token))


def list_(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("The people as JSON."))] = False,
) -> None:
    people = directory.everybody(session(context).store)
    if as_json:
        output.as_json([vars(person) for person in people])
    elif not people:
        output.say(_("Nobody is among the people yet."))
    else:
        columns = [_("E-mail"), _("Name"), _("Role"), _("Whose deals"), _("Comes in")]
        rows = [[one.email, one.name, role_name(one.role), _whose(one), _way(one)] for one in people]
        output.as_table([output.Column(title) for title in columns], rows)


def _whose(person: Person) -> str:
    return {MANAGER: person.manager_id, LEAD: person.team}.get(person.role, "")


def _way(person: Person) -> str:
    if not person.active:
        return _("disabled")
    return _("by {provider}", provider=person.provider) if person.provider else _("yes")


def sessions_(
    context: typer.Context,
    email: Annotated[str | None, typer.Option("--email", help=_("Of this person only."))] = None,
) -> None:
    here = session(context)
    found = sessions.open_now(here.store, here.clock, directory.normal(email) if email else None)
    if not found:
        output.say(_("Nobody is signed in."))
        return
    columns = [_("E-mail"), _("Signed in"), _("Last used"), _("From where"), _("Browser")]
    rows = [
        [
            one.email,
            text.moment(one.created_at),
            text.moment(one.seen_at),
            one.address or "",
            one.browser or "",
        ]
        for one in found
    ]
    output.as_table([output.Column(title) for title in columns], rows)
