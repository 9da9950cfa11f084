"""Signing in: by a password of ours, or by what a provider says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote, unquote, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data.people import Actor, audit, directory, passwords, sessions, throttle
from data.people.directory import PASSWORD
from server import door, forms, house, providers
from server.door import Field, Link
from server.headers import is_secure
from ui import cookies
from ui.text import _, ngettext

NEXT = "voronka_next"


def routes() -> list[Route]:
    return [
        Route("/sign-in", _ask, methods=["GET"]),
        Route("/sign-in", _answer, methods=["POST"]),
        Route("/sign-in/style.css", door.style, methods=["GET"]),
        Route("/sign-in/finish", _finish, methods=["GET"]),
        Route("/sign-in/with/{provider}", _elsewhere, methods=["GET"]),
        Route("/sign-in/{rest:path}", nothing),
    ]


def nothing(request: Request) -> Response:
    return Response(status_code=404)


def _ask(request: Request) -> Response:
    door.speak(request)
    if house.viewer(request):
        return RedirectResponse(_wanted(request), status_code=303)
    return _page(request)


async def _answer(request: Request) -> Response:
    fields = await forms.read(request)
    return await run_in_threadpool(_answered, request, fields)


def _answered(request: Request, fields: Mapping[str, str] | None) -> Response:
    door.speak(request)
    if fields is None:
        return _page(request, _("This form was too old. Please try once more."), status=403)
    given, address = fields.get("email", ""), house.address_of(request)
    account = given.strip().casefold()[:250]
    store, now, near = house.store(), house.now(), house.neighbourhood(address)
    if wait := throttle.attempt(store, account=account, address=near, now=now):
        return _slowed(request, given, wait)
    if not passwords.is_right(store, account, fields.get("password", "")):
        audit.note(store, now, Actor(account, address), "sign_in_failed")
        return _page(request, _("The e-mail or the password is wrong."), given, status=403)
    throttle.succeeded(store, account=account, address=near, now=now)
    return let_in(request, account, PASSWORD)


def _slowed(request: Request, given: str, wait: timedelta) -> Response:
    answer = _page(request, patience(wait), given, status=429)
    answer.headers["Retry-After"] = str(_whole(wait))
    return answer


def patience(wait: timedelta) -> str:
    return ngettext(
        "Too many tries. Wait {count} second and try again.",
        "Too many tries. Wait {count} seconds and try again.",
        _whole(wait),
    )


def _whole(wait: timedelta) -> int:
    return int(wait.total_seconds()) + 1


def elsewhere() -> Response:
    return RedirectResponse("/sign-in", status_code=303)


def let_in(request: Request, email: str, provider: str, proof: str = "", to: str = "") -> Response:
    """A new session, always: one that a stranger planted, or another person's, is left behind."""
    now, address = house.now(), house.address_of(request)
    browser = request.headers.get("user-agent", "")
    token = sessions.begin(
        house.store(), email, provider=provider, browser=browser, proof=proof, now=now, address=address
    )
    if token is None:
        return _page(request, _("This sign-in has been used already. Please sign in again."), status=403)
    if old := cookies.token_of(request.cookies):
        sessions.end(house.store(), old, now=now, address=address)
    answer = RedirectResponse(to or _wanted(request), status_code=303)
    secure = is_secure(request.scope)
    answer.set_cookie(
        cookies.name(secure),
        token,
        max_age=int(sessions.LASTS.total_seconds()),
        httponly=True,
        secure=secure,
        samesite="lax",
    )
    return answer


def _elsewhere(request: Request) -> Response:
    """To the provider; where to go afterwards is kept in this browser."""
    provider = request.path_params["provider"]
    if provider not in providers.configured():
        return nothing(request)
    answer = RedirectResponse(providers.address_of(provider), status_code=303)
    answer.set_cookie(
        NEXT,
        quote(_wanted(request)),
        max_age=600,
        httponly=True,
        secure=is_secure(request.scope),
        samesite="lax",
    )
    return answer


def _finish(request: Request) -> Response:
    door.speak(request)
    answer = _heard(request, providers.heard(request))
    providers.forget(request, answer)
    answer.delete_cookie(NEXT)
    return answer


def _heard(request: Request, word: providers.Word | None) -> Response:
    if word is None or not word.is_fresh:
        return _page(request, _("The sign-in did not come to its end. Please try once more."), status=403)
    if not (word.is_verified or word.provider in _trusted()):
        told = _(
            "{provider} does not say that the e-mail {email} is yours.",
            provider=_name(word),
            email=word.email,
        )
        return _stranger(request, word, told)
    person = directory.find(house.store(), word.email)
    if person is None or not person.active:
        told = _(
            "You are signed in as {email}, but this e-mail is not among the people here.", email=word.email
        )
        return _stranger(request, word, told)
    if person.provider not in ("", word.provider):
        return _stranger(request, word, _("{email} signs in here in another way.", email=word.email))
    return let_in(request, person.email, word.provider, word.proof, local(_kept(request)))


def _stranger(request: Request, word: providers.Word, told: str) -> Response:
    by = Actor(word.email, house.address_of(request))
    audit.note(house.store(), house.now(), by, "sign_in_refused", detail=word.provider)
    return door.page(
        request,
        _("No access"),
        told=(told, whom_to_ask()),
        onward=Link(_("Sign in as somebody else"), "/sign-in"),
        status=403,
    )


def whom_to_ask() -> str:
    if contact := house.settings().contact:
        return _("Ask {contact}.", contact=contact)
    return _("Ask whoever keeps Voronka in your company.")


def _trusted() -> list[str]:
    return [one.strip() for one in house.settings().trusted_providers.split(",")]


def _name(word: providers.Word) -> str:
    return providers.configured().get(word.provider, word.provider)


def _page(request: Request, wrong: str = "", email: str = "", status: int = 200) -> Response:
    found = providers.configured()
    onward = urlencode({"next": _wanted(request)}) if _wanted(request) != "/" else ""
    links = [
        Link(
            _("Sign in with {provider}", provider=name),
            f"/sign-in/with/{key}" + (f"?{onward}" if onward else ""),
        )
        for key, name in found.items()
    ]
    fields = (
        Field("email", _("E-mail"), "email", "username", email[:250], first=not email),
        Field("password", _("Password"), "password", "current-password", first=bool(email)),
    )
    return door.page(
        request,
        _("Sign in to Voronka"),
        wrong=wrong,
        providers=links,
        either=_("or with a password"),
        fields=fields,
        submit=_("Sign in"),
        hint=_("No account, or the password forgotten?") + " " + whom_to_ask(),
        status=status,
    )


def _wanted(request: Request) -> str:
    return local(request.query_params.get("next", ""))


def _kept(request: Request) -> str:
    return unquote(request.cookies.get(NEXT, ""))


def local(place: str) -> str:
    """A path of ours, whatever was asked for: a link must not lead a person who signed in elsewhere."""
    parts = urlsplit(place)
    is_ours = place.startswith("/") and not place.startswith("//") and not parts.netloc
    plain = all(" " < sign <= "~" and sign != "\\" for sign in place)
    return place if is_ours and plain and not place.startswith(("/sign-in", "/auth")) else "/"
