"""What the doctor says of the sign-in: each weakness alone, and nothing where there is none."""

from __future__ import annotations

import pytest

from data.people import CONSOLE, DIRECTOR, Person
from data.people.directory import add
from data.settings import Settings
from data.weaknesses import weaknesses
from tests.people.conftest import NOW

SOUND = """
[auth]
redirect_uri = "https://sales.example.org/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
[auth.microsoft]
client_id = "x"
client_secret = "x"
server_metadata_url = "https://login.microsoftonline.com/ours/v2.0/.well-known/openid-configuration"
"""


@pytest.fixture
def told(store, tmp_path, monkeypatch):
    """``told(secrets, …settings)``: what is said, over a store with a director that nobody else can read."""
    add(store, Person("boss@firm.ru", role=DIRECTOR), by=CONSOLE, now=NOW)
    (tmp_path / "store.duckdb").chmod(0o600)
    monkeypatch.setattr("data.weaknesses.FILE", tmp_path / ".env")
    secrets, config = tmp_path / "secrets.toml", tmp_path / "config.toml"
    config.touch()

    def tell(text: str = SOUND, server: str = "", mode: int = 0o600, **settings: str) -> list[str]:
        secrets.write_text(text)
        secrets.chmod(mode)
        config.write_text(f"[server]\n{server}\n")
        chosen = {"access": "team", "address": "https://sales.example.org"} | settings
        return [str(one) for one in weaknesses(store, Settings(**chosen), secrets, config)]

    return tell


def test_sound_settings_are_left_alone(told):
    assert told() == []
    assert told(trusted_providers="microsoft") == []
    assert told(text="") == []
    assert told(text="[auth]\n", access="local", address="http://sales.example.org", mode=0o644) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"address": "http://sales.example.org", "text": ""}, "without TLS"),
        ({"address": "http://localhost:8501", "text": ""}, "lead nobody here"),
        ({"server": "enableXsrfProtection = false"}, "server.enableXsrfProtection is off"),
        ({"server": "enableCORS = false", "access": "local"}, "server.enableCORS is off"),
        ({"mode": 0o640}, "secrets.toml can be read by others"),
        ({"text": SOUND.replace("0123456789012345678901234567890123456789", "short")}, "shorter than 32"),
        ({"text": SOUND.replace("sales.example", "old.example")}, "auth.redirect_uri is not https://sales"),
        ({"trusted_providers": "google"}, "google is trusted, and there is no such provider"),
        (
            {"trusted_providers": "microsoft", "text": SOUND.replace("/ours/", "/common/")},
            "name your own tenant",
        ),
    ],
)
def test_each_weakness_is_told(told, given, says):
    [found] = told(**given)
    assert says in found


def test_a_store_that_others_can_read_and_a_house_without_a_keeper_are_told(store, tmp_path):
    (tmp_path / "store.duckdb").chmod(0o644)
    settings = Settings(access="team", address="https://sales.example.org")
    found = [str(one) for one in weaknesses(store, settings, tmp_path / "none", tmp_path / "none")]
    assert [one.split(":")[0] for one in found] == [
        "There is no director and no administrator",
        "store.duckdb can be read by others on this machine",
    ]
