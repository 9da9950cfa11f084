"""What is settled before the first knock: no open door, and a key for the first director."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from starlette.middleware import Middleware
from starlette.routing import Route

from data import engines
from data.errors import Refused
from data.people import directory, invitations
from data.settings import Settings
from data.store import Store
from server import gate, headers, hosts, own_password, sign_in, uploads
from server import invitations as invitation_pages


def refuse_an_open_door(settings: Settings, bound: str | None) -> None:
    """Raises Refused where others could reach a Voronka in which nobody signs in."""
    if not settings.is_team and not is_loopback(bound):
        raise Refused(
            "Voronka would be open to everybody at {address}: without sign-in it serves this computer only. "
            "Either leave server.address at 127.0.0.1, or have people sign in: VORONKA_ACCESS=team, "
            "with passwords (cli.py user add) or with a provider in .streamlit/secrets.toml (docs/access.md).",
            address=bound or "0.0.0.0",
        )


def refuse_a_store_without_people(settings: Settings) -> None:
    if settings.is_team and not engines.keeps_people(settings.store):
        raise Refused(
            "People who sign in are kept in the store, and this one cannot keep them. Use the embedded one, or one with transactions: docs/configuration.md."
        )


def is_loopback(address: str | None) -> bool:
    """Without an address the server takes all there are."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address((address or "").strip("[]")).is_loopback
    except ValueError:
        return False


def first_link(settings: Settings, store: Store, now: datetime) -> str | None:
    """Where nobody could let anybody in: the address at which the first director begins."""
    if not settings.is_team or directory.has_keeper(store):
        return None
    return invitations.link(settings.address, invitations.invite_first(store, now))


def routes(settings: Settings) -> list[Route]:
    if not settings.is_team:
        return []
    return [*sign_in.routes(), *invitation_pages.routes(), *own_password.routes()]


def middleware(settings: Settings) -> list[Middleware]:
    """The outermost first."""
    return [
        Middleware(headers.SafeHeaders),
        Middleware(hosts.OwnHosts, allowed=settings.allowed_hosts),
        Middleware(gate.NobodysPaths),
        *([Middleware(gate.Gate)] if settings.is_team else []),
        Middleware(uploads.UploadGuard),
    ]
