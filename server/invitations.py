"""The page behind a link: a person sets a password, and is in."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.errors import BadInput, Refused
from data.people import invitations
from data.people.directory import PASSWORD
from data.people.invitations import FIRST, Invitation
from data.people.passwords import SHORTEST
from server import door, forms, house, sign_in
from server.door import Field, Link
from ui.text import _, say


def routes() -> list[Route]:
    return [
        Route("/invitation/{token}", _ask, methods=["GET"]),
        Route("/invitation/{token}", _answer, methods=["POST"]),
        Route("/invitation/{rest:path}", sign_in.nothing),
    ]


def _ask(request: Request) -> Response:
    door.speak(request)
    return _page(request, _found(request))


async def _answer(request: Request) -> Response:
    fields = await forms.read(request)
    return await run_in_threadpool(_answered, request, fields)


def _answered(request: Request, fields: Mapping[str, str] | None) -> Response:
    door.speak(request)
    found = _found(request)
    if found is None:
        return _page(request, found)
    if fields is None:
        return _page(request, found, _("This form was too old. Please try once more."), status=403)
    if fields.get("password") != fields.get("again"):
        return _page(request, found, _("The two passwords are not the same."), fields, status=400)
    try:
        email = invitations.accept(
            house.store(),
            request.path_params["token"],
            fields.get("password", ""),
            address=house.address_of(request),
            now=house.now(),
            email=fields.get("email", ""),
            name=fields.get("name", ""),
        )
    except (BadInput, Refused) as error:
        return _page(request, found, say(error), fields, status=400)
    return sign_in.let_in(request, email, PASSWORD, to="/")


def _found(request: Request) -> Invitation | None:
    return invitations.look_up(house.store(), request.path_params["token"], house.now())


def _page(
    request: Request,
    found: Invitation | None,
    wrong: str = "",
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    if found is None:
        return _over(request)
    is_first = found.purpose == FIRST
    told = _("You are the first here: you become the director and let the others in.")
    return door.page(
        request,
        _("Begin with Voronka") if is_first else _("Set a password"),
        told=(told,) if is_first else (_("For {email}", email=found.email),),
        wrong=wrong,
        fields=(*(_who(given or {}) if is_first else ()), *new_password(first=not is_first)),
        submit=_("Set the password and sign in"),
        status=status,
    )


def _who(given: Mapping[str, str]) -> tuple[Field, ...]:
    return (
        Field("email", _("E-mail"), "email", "username", given.get("email", "")[:250], first=True),
        Field("name", _("Name"), "text", "name", given.get("name", "")[:200]),
    )


def new_password(first: bool) -> tuple[Field, ...]:
    hint = _("At least {shortest} characters; a few words are easy to keep in mind.", shortest=SHORTEST)
    return (
        Field("password", _("New password"), "password", "new-password", hint=hint, first=first),
        Field("again", _("Once more"), "password", "new-password"),
    )


def _over(request: Request) -> Response:
    return door.page(
        request,
        _("This link opens nothing"),
        told=(_("It has been used, or its time is over."), sign_in.whom_to_ask()),
        onward=Link(_("Sign in"), "/sign-in"),
        status=404,
    )
