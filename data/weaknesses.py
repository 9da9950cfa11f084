"""Settings under which people sign in less safely than they believe."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from data.engines import file_of
from data.importing.model import Message
from data.people import directory
from data.settings import FILE, ROOT, Settings
from data.store import Store

SECRETS = ROOT / ".streamlit" / "secrets.toml"
CONFIG = ROOT / ".streamlit" / "config.toml"
SHORTEST_SECRET = 32
LOOPBACK = ("localhost", "127.0.0.1", "::1")
ANYBODYS = ("/common/", "/organizations/", "/consumers/")
"""Of Microsoft's addresses: in a tenant of his own anybody can say that any e-mail is his."""


def weaknesses(
    store: Store, settings: Settings, secrets: Path = SECRETS, config: Path = CONFIG
) -> list[Message]:
    """Nothing to say where nobody signs in: then nobody else can reach it."""
    found = list(_of_the_server(config))
    if settings.is_team:
        found += [*_of_the_way(settings), *_of_the_people(store), *_of_files(store, secrets)]
        found += _of_providers(settings, _read(secrets).get("auth", {}))
    return found


def _of_the_server(config: Path) -> Iterator[Message]:
    given = _read(config).get("server", {})
    for option, name in (
        ("enableXsrfProtection", "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION"),
        ("enableCORS", "STREAMLIT_SERVER_ENABLE_CORS"),
    ):
        if os.environ.get(name, str(given.get(option, True))).lower() in ("false", "0"):
            yield Message(
                "server.{option} is off: other sites could act in a person's name.", {"option": option}
            )


def _of_the_way(settings: Settings) -> Iterator[Message]:
    place = urlsplit(settings.address)
    if place.scheme != "https" and place.hostname not in LOOPBACK:
        yield Message(
            "People sign in at {address} without TLS: passwords can be read on the way. See docs/access.md.",
            {"address": settings.address},
        )
    if place.hostname in LOOPBACK:
        yield Message(
            "VORONKA_ADDRESS is {address}: links to invite lead nobody here from another computer.",
            {"address": settings.address},
        )


def _of_the_people(store: Store) -> Iterator[Message]:
    if not directory.has_keeper(store):
        yield Message(
            "There is no director and no administrator: whoever gets the link of the console is the first."
        )


def _of_files(store: Store, secrets: Path) -> Iterator[Message]:
    for file in (secrets, FILE, file_of(store.url)):
        if (
            os.name == "posix"
            and file
            and file.exists()
            and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
        ):
            yield Message("{file} can be read by others on this machine: chmod 600.", {"file": file.name})


def _of_providers(settings: Settings, auth: Mapping) -> Iterator[Message]:
    sections = {name: one for name, one in auth.items() if isinstance(one, dict)}
    if auth and len(str(auth.get("cookie_secret", ""))) < SHORTEST_SECRET:
        yield Message("auth.cookie_secret is shorter than {count} characters.", {"count": SHORTEST_SECRET})
    redirect = str(auth.get("redirect_uri", ""))
    if auth and redirect != f"{settings.address}/oauth2callback":
        yield Message(
            "auth.redirect_uri is not {wanted}: signing in by a provider will not come back.",
            {"wanted": f"{settings.address}/oauth2callback"},
        )
    for name in filter(None, (each.strip() for each in settings.trusted_providers.split(","))):
        place = str(sections.get(name, {}).get("server_metadata_url", ""))
        if name not in sections:
            yield Message("{provider} is trusted, and there is no such provider.", {"provider": name})
        elif any(part in place for part in ANYBODYS):
            yield Message(
                "{provider} is trusted, and anybody can have an account there that claims any e-mail: "
                "name your own tenant.",
                {"provider": name},
            )


def _read(file: Path) -> dict:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
