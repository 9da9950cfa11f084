"""The app as a person starts it, on a spare port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from data import demo
from data.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = date(2026, 11, 20)  # a Friday: the month has run, the week is not over
NOW = datetime(2026, 11, 20, 9, 30)


def demo_store(folder: Path, language: str) -> Path:
    """A store with the invented company, closed again: one process may hold the file."""
    file = folder / "store.duckdb"
    store = Store(f"duckdb:///{file}", folder / "uploads")
    demo.create(store, today=TODAY, now=NOW, language=language)
    store.close()
    return file


@contextmanager
def serving(file: Path, *, port: int = 0, **more: str) -> Iterator[str]:
    """The address of a running app over this store; ended again by its own number."""
    port = port or spare_port()
    environment = {
        **os.environ,
        "VORONKA_STORE": f"duckdb:///{file}",
        "VORONKA_UPLOADS": str(file.parent / "uploads"),
        "VORONKA_NOW": NOW.isoformat(),
        **more,
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (file.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--server.headless", "true"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_until_up(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


def spare_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_up(port: int, process: subprocess.Popen, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "the app ended while starting: see server.log beside its store"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"no answer on port {port} within {seconds} s")
