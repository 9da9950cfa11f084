"""A PostgreSQL of our own: Debian's package, an unprivileged user, a spare port, a folder that goes away."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

QUICK = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB "
    "-c max_connections=60 -c unix_socket_directories= -c listen_addresses=127.0.0.1 -c jit=off"
)


def serve() -> Iterator[str]:
    """The address of an empty database, for as long as the generator lives; skips where there can be none."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql-15)")
    as_user = _as_unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="voronka-postgresql-"))
    try:
        _hand_over(folder)
        port = _spare_port()
        data = folder / "data"
        run = [*as_user, str(programs / "initdb"), "-D", str(data), "-U", "voronka", "-A", "trust"]
        _done([*run, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])
        control = [*as_user, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        _done([*control, "-l", str(folder / "log"), "-o", f"-p {port} {QUICK}", "start"])
        try:
            yield f"postgresql+psycopg://voronka@127.0.0.1:{port}/postgres"
        finally:
            _done([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("pg_ctl")
    places += [Path(found).resolve().parent] if found else []
    return next((place for place in places if (place / "initdb").exists()), None)


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("PostgreSQL refuses to run as root and there is no user postgres or nobody")


def _as_unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("PostgreSQL refuses to run as root and there is no setpriv")
    user = _unprivileged()
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def _hand_over(folder: Path) -> None:
    if os.geteuid() == 0:
        user = _unprivileged()
        os.chown(folder, user.pw_uid, user.pw_gid)


def _spare_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _done(command: list[str]) -> None:
    """Output goes to a file: the server inherits it and would hold a pipe open."""
    with tempfile.TemporaryFile() as output:
        code = subprocess.run(command, stdout=output, stderr=output, cwd="/", timeout=60).returncode
        output.seek(0)
        assert code == 0, output.read().decode()
