"""Only under its own names does Voronka answer: another site's name that leads here is not ours."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class OwnHosts:
    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self.app = app
        self.allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or host_of(scope) in self.allowed:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = PlainTextResponse("Voronka is not served under this name.\n", status_code=421)
            await refusal(scope, receive, send)


def host_of(scope: Scope) -> str:
    """The one Host of the request without its port; empty where there is none, or more than one."""
    given = Headers(scope=scope).getlist("host")
    if len(given) != 1 or any(sign in given[0] for sign in "/\\@?# "):
        return ""
    try:
        place = urlsplit(f"//{given[0]}")
        _ = place.port
    except ValueError:
        return ""
    return (place.hostname or "").rstrip(".")
