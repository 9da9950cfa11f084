"""The one cookie of ours that opens something: named here for those who set it and those who read it."""

from __future__ import annotations

from collections.abc import Mapping

PLAIN, SECURE = "voronka", "__Host-voronka"
"""Behind TLS the second, which a browser takes from this very host only, and never without TLS."""


def name(secure: bool) -> str:
    return SECURE if secure else PLAIN


def token_of(cookies: Mapping[str, str]) -> str:
    found = cookies.get(SECURE) or cookies.get(PLAIN)
    return found if isinstance(found, str) else ""
