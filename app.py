"""The server: ``streamlit run app.py``. Routes, middleware and prewarming around ``ui/shell.py``."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import pkgutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

import metrics
import ui
from data.errors import VoronkaError
from data.settings import load
from data.store import open_store
from ui import calm, text

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")

WARM = ("plotly.graph_objects", "pandas", "babel.numbers")
"""Libraries that take long to import; with them goes everything of ours that a page may need."""


async def health(request: Request) -> JSONResponse:
    settings = load()
    version = open_store(settings.store, settings.uploads, settings.statement_seconds).version()
    return JSONResponse({"status": "ok", "data_version": version.number})


@asynccontextmanager
async def prewarmed(app: st.App) -> AsyncIterator[None]:
    """Everything is imported before the first person comes."""
    for module in (*WARM, *_modules_of(metrics), *_modules_of(ui)):
        importlib.import_module(module)
    sweeping = asyncio.create_task(calm.keep())
    yield
    sweeping.cancel()


def _modules_of(package: ModuleType) -> list[str]:
    """All but the shell, which is the script of a run and not a module."""
    found = (each.name for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."))
    return [name for name in found if name != "ui.shell"]


def _start() -> None:
    """Nobody's browser is here yet: what is wrong is said in the language of the machine."""
    language = os.environ.get("VORONKA_LANGUAGE", "auto")
    try:
        settings = load()
        language = settings.language
        open_store(settings.store, settings.uploads, settings.statement_seconds)
    except VoronkaError as error:
        text.speak(text.guess_language(language, os.environ.get("LC_ALL")))
        sys.exit(text.say(error))
    # The uploader refuses what is larger in words; the server, which would cut it off, must allow as much.
    config.set_option("server.maxUploadSize", settings.upload_megabytes)


_start()

app = st.App(ROOT / "ui" / "shell.py", routes=[Route("/healthz", health)], lifespan=prewarmed)
