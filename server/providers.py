"""Sign-in by OpenID Connect: Streamlit talks to the provider, and what the provider said is exchanged
once, at once, for a session of ours, which can be ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response
from streamlit.auth_util import (
    encode_provider_token,
    get_cookie_with_chunks,
    get_secrets_auth_section,
)
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

COOKIE, TOKENS = "_streamlit_user", "_streamlit_user_tokens"
FRESH = timedelta(minutes=10)
"""An older word of a provider opens no session: it may be a copy."""

NAMES = {"google": "Google", "microsoft": "Microsoft", "yandex": "Yandex ID", "keycloak": "Keycloak"}


@dataclass(frozen=True)
class Word:
    """What a provider says of somebody. ``proof`` is the same only for the very same word."""

    provider: str
    email: str
    is_verified: bool
    is_fresh: bool
    proof: str


def configured() -> dict[str, str]:
    """Key → name of each provider of ``.streamlit/secrets.toml``."""
    section = get_secrets_auth_section().to_dict()
    if not {"redirect_uri", "cookie_secret"} <= set(section):
        return {}
    found = [key for key, one in section.items() if isinstance(one, dict) and _is_complete(one)]
    if _is_complete(section):
        found.append("default")
    return {key: NAMES.get(key, section.get("name", "OpenID") if key == "default" else key) for key in found}


def _is_complete(section: dict) -> bool:
    return {"client_id", "client_secret", "server_metadata_url"} <= set(section)


def address_of(provider: str) -> str:
    return f"/auth/login?provider={encode_provider_token(provider)}"


def has_spoken(knock: HTTPConnection) -> bool:
    return COOKIE in knock.cookies


def heard(knock: HTTPConnection, now: datetime | None = None) -> Word | None:
    """None where nothing was said, or it was not signed by us."""
    secret = get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = knock.cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    try:
        raw = get_cookie_with_chunks(signed, COOKIE)
        claims = json.loads(raw) if raw else {}
    except (ValueError, UnicodeError):
        return None
    if not claims.get("is_logged_in") or claims.get("provider") not in configured():
        return None
    return Word(
        provider=claims["provider"],
        email=str(claims.get("email") or ""),
        is_verified=claims.get("email_verified") in (True, "true"),
        is_fresh=_is_fresh(claims, now or datetime.now(UTC)),
        proof=json.dumps(claims, sort_keys=True),
    )


def _is_fresh(claims: dict, now: datetime) -> bool:
    try:
        said, over = (datetime.fromtimestamp(float(claims[name]), UTC) for name in ("iat", "exp"))
    except (KeyError, ValueError, TypeError, OverflowError):
        return False
    return said - FRESH <= now <= min(said + FRESH, over)


def forget(knock: HTTPConnection, response: Response) -> None:
    for name in knock.cookies:
        if name == COOKIE or name.startswith(f"{COOKIE}_"):
            response.delete_cookie(name, httponly=True, samesite="lax")
