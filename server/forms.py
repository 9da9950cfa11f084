"""Forms that only our own page can send: a secret in a cookie and in the form, and no foreign origin."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from server.headers import is_secure

LARGEST = 16_384
PLAIN, SECURE = "voronka_form", "__Host-voronka_form"


def token(request: Request) -> str:
    """The one this browser has, so that a second tab does not undo the first; else a new one."""
    kept = request.cookies.get(_name(request), "")
    return (
        kept
        if len(kept) == 43 and kept.replace("-", "").replace("_", "").isalnum()
        else secrets.token_urlsafe(32)
    )


def remember(request: Request, answer: Response, form: str) -> None:
    answer.set_cookie(
        _name(request), form, max_age=3600, httponly=True, secure=is_secure(request.scope), samesite="lax"
    )


async def read(request: Request) -> Mapping[str, str] | None:
    """The fields; None for a form that is not from our page, or is none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            return None
    try:
        fields = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return None
    kept = request.cookies.get(_name(request), "")
    own = bool(kept) and hmac.compare_digest(kept.encode(), fields.get("form", "").encode())
    return fields if own and is_from_here(request) else None


def is_from_here(request: Request) -> bool:
    """Browsers say where a request was made; who says nothing is no browser, and has no cookie to misuse."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _name(request: Request) -> str:
    return SECURE if is_secure(request.scope) else PLAIN
