"""What every answer tells the browser: run nothing foreign, be framed by nobody, guess no types."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
STRICT_TRANSPORT = "max-age=31536000"
KEPT = ("/static/",)
"""The libraries' own files, the same for everybody; anything else may be somebody's and is not kept."""


class SafeHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message), scope)
            await send(message)

        await self.app(scope, receive, answer)


def is_secure(scope: Scope) -> bool:
    """Behind TLS: our own, or that of a proxy which the server trusts (``FORWARDED_ALLOW_IPS``)."""
    return scope.get("scheme") in ("https", "wss")


def _add(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", pages_policy())
    if not scope["path"].startswith(KEPT):
        headers["Cache-Control"] = "no-store"
    if is_secure(scope):
        headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        _secure_the_cookies(headers)


def _secure_the_cookies(headers: MutableHeaders) -> None:
    """Streamlit sets its own without ``Secure``."""
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
        for cookie in cookies:
            has_it = any(part.strip().lower() == "secure" for part in cookie.split(";"))
            headers.append("set-cookie", cookie if has_it else f"{cookie}; Secure")


@cache
def pages_policy() -> str:
    """What Streamlit's pages need: its one inline script by its hash, styles it writes as it goes."""
    scripts = " ".join(("'self'", *(f"'sha256-{each}'" for each in _inline_scripts())))
    rules = {
        "default-src": "'self'",
        "script-src": scripts,
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _inline_scripts() -> list[str]:
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in found]


DOOR_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Of the pages before the sign-in: not a line of script."""
