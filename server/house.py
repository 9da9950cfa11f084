"""What the guards ask for at every request: the store, the moment, and who knocks."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from starlette.requests import HTTPConnection

from data.people import Viewer, viewer_of_session
from data.settings import Settings, load
from data.store import Store, open_store
from server.headers import is_secure
from ui import cookies


def settings() -> Settings:
    return load()


def store() -> Store:
    chosen = load()
    return open_store(chosen.store, chosen.uploads, chosen.statement_seconds)


def now() -> datetime:
    """The true one: a clock made to stand still for a demonstration must not keep sessions alive."""
    return datetime.now()


def viewer(knock: HTTPConnection) -> Viewer | None:
    """Behind TLS only by the cookie bound to this host: the other one a neighbour could have planted."""
    token = knock.cookies.get(cookies.name(is_secure(knock.scope)), "")
    return viewer_of_session(store(), token, now()) if token else None


def address_of(knock: HTTPConnection) -> str:
    """The network address; that behind a proxy which the server trusts."""
    return knock.client.host if knock.client else ""


def neighbourhood(address: str) -> str:
    """What one household can change at will is one address: the last half of an IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else address
