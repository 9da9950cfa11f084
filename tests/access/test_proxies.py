"""The configurations of docs/access.md, run as they stand there but for ports and certificates."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from data.people import audit
from data.store import Store
from tests.access.conftest import GOOD, SECRET, team_store
from tests.access.wire import run, says
from tests.browser.server import serving, spare_port
from tests.conftest import ROOT

HOST = "sales.example.org"


def told(kind: str) -> str:
    """The block under the heading ``### kind`` of the document."""
    part = (ROOT / "docs" / "access.md").read_text("utf-8").split(f"\n### {kind}\n")[1]
    return re.search(r"```\w*\n(.*?)```", part, re.DOTALL).group(1)  # type: ignore[union-attr]


def nginx(folder: Path, port: int, app: str) -> list[str]:
    config = told("nginx")
    for theirs, ours in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("listen 80", f"listen 127.0.0.1:{spare_port()}"),
        ("/etc/ssl/sales.example.org.pem", str(folder / "cert.pem")),
        ("/etc/ssl/sales.example.org.key", str(folder / "key.pem")),
        ("http://127.0.0.1:8501", app),
    ):
        assert theirs in config
        config = config.replace(theirs, ours)
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder / 'nginx.pid'}; error_log {folder / 'nginx.log'};\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{config}\n}}\n"
    )
    return ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]


def caddy(folder: Path, port: int, app: str) -> list[str]:
    config = told("Caddy")
    for theirs, ours in (
        (f"{HOST} {{", f"{HOST}:{port} {{\n    tls {folder / 'cert.pem'} {folder / 'key.pem'}"),
        ("127.0.0.1:8501", app.removeprefix("http://")),
    ):
        assert theirs in config
        config = config.replace(theirs, ours)
    (folder / "Caddyfile").write_text(f"{{\n    admin off\n    auto_https off\n}}\n{config}")
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def certificate(folder: Path) -> None:
    key = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    name = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *key, *name],
        check=True,
        capture_output=True,
    )


@contextmanager
def proxied(make, folder: Path, app: str) -> Iterator[int]:
    port = spare_port()
    certificate(folder)
    with (folder / "proxy.log").open("wb") as log:
        process = subprocess.Popen(
            make(folder, port, app),
            stdout=log,
            stderr=log,
            env={"HOME": str(folder), "PATH": "/usr/sbin:/usr/bin:/bin"},
        )
        try:
            _wait(port, folder, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(port: int, folder: Path, process: subprocess.Popen) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, (folder / "proxy.log").read_text("utf-8")
        try:
            with client(port) as one:
                one.get("/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the web server does not answer")


class Named(httpx.HTTPTransport):
    """Asks for the certificate of the host, wherever it is."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = HOST
        return super().handle_request(request)


def client(port: int) -> httpx.Client:
    return httpx.Client(
        base_url=f"https://127.0.0.1:{port}",
        headers={"Host": HOST, "Accept": "text/html"},
        transport=Named(verify=False),
        timeout=30,
    )


@pytest.mark.parametrize("make", [nginx, caddy], ids=lambda make: make.__name__)
def test_a_person_signs_in_and_works_behind_it(tmp_path, make):
    if shutil.which(make.__name__) is None or shutil.which("openssl") is None:
        pytest.skip(f"no {make.__name__} on this machine: apt install {make.__name__}")
    file = team_store(tmp_path)
    address = {"VORONKA_ACCESS": "team", "VORONKA_ADDRESS": f"https://{HOST}", "VORONKA_LANGUAGE": "en"}
    with serving(file, **address) as app, proxied(make, tmp_path, app) as port, client(port) as one:
        asked = one.get("/deals")
        assert (asked.status_code, asked.headers["location"]) == (303, "/sign-in?next=%2Fdeals")
        page = one.get("/sign-in")
        form = re.search(r'name="form" value="([^"]+)"', page.text).group(1)  # type: ignore[union-attr]
        done = one.post(
            "/sign-in",
            data={"form": form, "email": "boss@firm.ru", "password": GOOD},
            headers={
                "Cookie": f"__Host-voronka_form={form}",
                "Origin": f"https://{HOST}",
                "X-Forwarded-For": "192.0.2.66",  # a client's own word
            },
        )
        [cookie] = [c for c in done.headers.get_list("set-cookie") if c.startswith("__Host-voronka=")]
        assert (done.status_code, "Secure" in cookie) == (303, True)
        assert done.headers["strict-transport-security"] == "max-age=31536000"
        assert "<form" not in one.get("/sign-in", headers={"Host": "evil.example"}).text
        trust = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        with connect(
            f"wss://{HOST}/_stcore/stream",
            sock=socket.create_connection(("127.0.0.1", port)),
            proxy=None,
            ssl=trust,
            origin=f"https://{HOST}",
            additional_headers={"Cookie": cookie.split(";")[0]},
            subprotocols=["streamlit"],
            max_size=None,
        ) as wire:
            assert says(run(wire, "deals"), SECRET)
    store = Store(f"duckdb:///{file}", tmp_path / "uploads")
    try:
        [entry] = [one for one in audit.entries(store) if one.what == "signed_in"]
    finally:
        store.close()
    assert (entry.who, entry.address) == ("boss@firm.ru", "127.0.0.1")
