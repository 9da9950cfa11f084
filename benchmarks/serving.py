"""A server of our own over a store, for as long as it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.recording import ROOT, settings

PATIENCE = 120


@contextmanager
def serving(store: str, port: int, log: Path) -> Iterator[str]:
    """The product as ``streamlit run app.py`` serves it; yields its address."""
    command = [
        *(sys.executable, "-m", "streamlit", "run", "app.py"),
        *("--server.headless", "true", "--server.port", str(port)),
    ]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as told:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **settings(store)}, stdout=told, stderr=subprocess.STDOUT
        )
    address = f"http://localhost:{port}"
    try:
        _wait(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended at once; what it said is in {log}.")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The server did not come up within {PATIENCE} seconds; see {log}.")
