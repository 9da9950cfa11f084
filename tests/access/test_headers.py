"""What every answer tells the browser; and that Voronka does not start as an open door."""

from __future__ import annotations

import os
import subprocess
import sys

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from data.errors import Refused
from data.settings import Settings
from server.start import is_loopback, refuse_a_store_without_people
from tests.access.conftest import SECRET, sign_in, team_store
from tests.access.wire import run, says, wire
from tests.browser.server import serving, spare_port
from tests.conftest import ROOT

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def rules(answer: httpx.Response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize(
    "path",
    ["/", "/sign-in", "/healthz", "/_stcore/metrics", "/_stcore/health", "/nothing", "/static/none.js"],
)
def test_every_answer_has_them(knock, path):
    signed_in = knock()
    sign_in(signed_in, "boss@firm.ru")
    for client in (knock(), signed_in):
        for answer in (client.get(path), client.get(path, headers={"Host": "evil.example"})):
            assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
            assert rules(answer)["frame-ancestors"] == "'none'"
            assert "access-control-allow-origin" not in answer.headers


def test_the_pages_run_nothing_foreign_and_nothing_made_up(knock):
    client = knock()
    sign_in(client, "boss@firm.ru")
    found = rules(client.get("/"))
    assert found["script-src"].split()[0] == "'self'"
    assert "unsafe" not in found["script-src"]
    assert found["img-src"] == "'self' data:"
    assert {found[name] for name in ("default-src", "connect-src", "base-uri", "form-action")} == {"'self'"}


def test_before_the_sign_in_no_script_runs_at_all(knock):
    assert rules(knock().get("/sign-in"))["default-src"] == "'none'"
    assert "script-src" not in rules(knock().get("/sign-in"))


def test_what_is_somebodys_is_not_kept_by_the_browser(knock):
    client = knock()
    sign_in(client, "boss@firm.ru")
    for path in ("/", "/deals", "/sign-in", "/healthz", "/media/x.csv"):
        assert client.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "is_it"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("", False),
        (None, False),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("example.org", False),
        ("localhost.example.org", False),
    ],
)
def test_what_is_this_computer_only(address, is_it):
    assert is_loopback(address) is is_it


def started(tmp_path, language: str, address: str) -> subprocess.CompletedProcess:
    own = {
        "VORONKA_STORE": f"duckdb:///{tmp_path / 'store.duckdb'}",
        "VORONKA_UPLOADS": str(tmp_path / "uploads"),
        "VORONKA_LANGUAGE": language,
        "STREAMLIT_SERVER_ADDRESS": address,
        "PYTHONIOENCODING": "utf-8",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VORONKA_")}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.headless",
            "true",
            "--server.port",
            str(spare_port()),
        ],
        cwd=ROOT,
        env=kept | own,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            "Voronka would be open to everybody at {address}: without sign-in it serves this computer only.",
        ),
        ("ru", "По адресу {address} Voronka была бы открыта всем: без входа она работает только для этого"),
    ],
)
def test_without_sign_in_it_is_not_served_to_others(tmp_path, language, says):
    found = started(tmp_path, language, "0.0.0.0")
    assert found.returncode == 1
    assert says.format(address="0.0.0.0") in found.stderr
    for way in ("VORONKA_ACCESS=team", "cli.py user add", ".streamlit/secrets.toml"):
        assert way in found.stderr
    assert not (tmp_path / "store.duckdb").exists()


def test_people_are_not_kept_where_there_are_no_transactions():
    elsewhere = Settings(access="team", store="clickhousedb://localhost/base")
    with pytest.raises(Refused, match="this one cannot keep them"):
        refuse_a_store_without_people(elsewhere)
    refuse_a_store_without_people(Settings(access="local", store="clickhousedb://localhost/base"))
    refuse_a_store_without_people(Settings(access="team", store="postgresql://localhost/base"))


def test_without_sign_in_the_walls_to_other_sites_stand_all_the_same(tmp_path):
    with serving(team_store(tmp_path)) as address, httpx.Client(base_url=address) as client:
        assert client.get("/healthz").json() == {"status": "ok", "data_version": 1}
        assert client.get("/").status_code == 200
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert client.get("/", headers={"Host": "[::1]:8501"}).status_code == 200
        assert client.get("/_stcore/metrics").status_code == 404
        assert rules(client.get("/"))["frame-ancestors"] == "'none'"
        foreign = {"Origin": "https://evil.example"}
        assert client.put("/_stcore/upload_file/x/y", content=b"x", headers=foreign).status_code == 403
        with pytest.raises(InvalidStatus, match="403"), wire(address, **foreign):
            pass
        with wire(address) as open_wire:
            assert says(run(open_wire, "deals"), SECRET)
