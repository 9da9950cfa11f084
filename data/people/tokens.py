"""Secrets that open something: the browser or the link holds the token, the store only its hash."""

from __future__ import annotations

import hashlib
import secrets


def made() -> str:
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """A token is random and long: one round of sha-256 keeps it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
