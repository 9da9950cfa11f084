"""The gate of a team: without an open session nothing of Streamlit is reached, by whatever address."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server import house, providers

OPEN = ("/sign-in", "/healthz", "/_stcore/health", "/auth/login", "/oauth2callback")
OPEN_BELOW = ("/sign-in/", "/invitation/")
"""Below these every address is a route of ours: Streamlit answers none of them."""

NOBODYS = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")
"""Closed to everybody, signed in or not, team or not: they tell of the process, or run it."""


class NobodysPaths:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(NOBODYS):
            await PlainTextResponse("Not found\n", status_code=404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class Gate:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        knock = HTTPConnection(scope)
        if providers.has_spoken(knock) and _is_navigation(scope, knock):
            await _elsewhere("/sign-in/finish")(scope, receive, send)
        elif await run_in_threadpool(house.viewer, knock):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _turned_away(scope, knock)(scope, receive, send)


def is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_BELOW)


def _turned_away(scope: Scope, knock: HTTPConnection) -> Response:
    if not _is_navigation(scope, knock):
        return PlainTextResponse("Sign in first\n", status_code=401)
    wanted = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    return _elsewhere("/sign-in" if wanted == "/" else f"/sign-in?next={quote(wanted, safe='')}")


def _is_navigation(scope: Scope, knock: HTTPConnection) -> bool:
    """A person opening a page, who can be shown another; not a program fetching a file."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in knock.headers.get("accept", "")
    )


def _elsewhere(place: str) -> Response:
    return RedirectResponse(place, status_code=303)
