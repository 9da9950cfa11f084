"""Who is signed in changes the own password; the other sessions end, this one goes on as a new one."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.errors import VoronkaError
from data.people import Actor, Viewer, directory, passwords, throttle
from data.people.directory import PASSWORD
from server import door, forms, house, invitations, sign_in
from server.door import Field, Link
from ui.text import _, say


def routes() -> list[Route]:
    return [
        Route("/password", _ask, methods=["GET"]),
        Route("/password", _answer, methods=["POST"]),
    ]


def _ask(request: Request) -> Response:
    """The gate has let in whoever comes here; that it did is asked once more."""
    door.speak(request)
    return _page(request, house.viewer(request))


async def _answer(request: Request) -> Response:
    fields = await forms.read(request)
    return await run_in_threadpool(_answered, request, fields)


def _answered(request: Request, fields: Mapping[str, str] | None) -> Response:
    door.speak(request)
    who = house.viewer(request)
    if who is None:
        return _page(request, who)
    if fields is None:
        return _page(request, who, _("This form was too old. Please try once more."), status=403)
    store, now, address = house.store(), house.now(), house.address_of(request)
    near = house.neighbourhood(address)
    if wait := throttle.attempt(store, account=who.email, address=near, now=now):
        return _page(request, who, sign_in.patience(wait), status=429)
    if not passwords.is_right(store, who.email, fields.get("current", "")):
        return _page(request, who, _("The present password is wrong."), status=403)
    throttle.succeeded(store, account=who.email, address=near, now=now)
    if fields.get("password") != fields.get("again"):
        return _page(request, who, _("The two passwords are not the same."), status=400)
    try:
        by = Actor(who.email, address)
        passwords.set_password(store, who.email, fields.get("password", ""), by=by, now=now)
    except VoronkaError as error:
        return _page(request, who, say(error), status=400)
    return sign_in.let_in(request, who.email, PASSWORD, to="/")


def _page(request: Request, who: Viewer | None, wrong: str = "", status: int = 200) -> Response:
    if who is None:
        return sign_in.elsewhere()
    person = directory.find(house.store(), who.email)
    if person is None or person.provider not in ("", PASSWORD):
        told = _("{email} signs in by a provider: the password is changed there.", email=who.email)
        return door.page(request, _("Change the password"), told=(told,), onward=Link(_("Back"), "/"))
    present = Field("current", _("Present password"), "password", "current-password", first=True)
    return door.page(
        request,
        _("Change the password"),
        told=(_("For {email}", email=who.email),),
        wrong=wrong,
        fields=(present, *invitations.new_password(first=False)),
        submit=_("Change the password"),
        hint=_("You stay signed in here; everywhere else you are signed out."),
        status=status,
    )
