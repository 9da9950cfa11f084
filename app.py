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
from datetime import datetime
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
from data.settings import Settings, load
from data.store import open_store
from server import house, start
from ui import calm, text

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")

WARM = ("plotly.graph_objects", "pandas", "babel.numbers")
"""Libraries that take long to import; with them goes everything of ours that a page may need."""


async def health(request: Request) -> JSONResponse:
    """How old the data is, is nobody's business who has not signed in."""
    version = house.store().version()
    more = {} if house.settings().is_team else {"data_version": version.number}
    return JSONResponse({"status": "ok", **more})


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


def _start() -> Settings:
    """Nobody's browser is here yet: what is wrong is said in the language of the machine."""
    language = os.environ.get("VORONKA_LANGUAGE", "auto")
    try:
        settings = load()
        language = settings.language
        start.refuse_an_open_door(settings, config.get_option("server.address"))
        start.refuse_a_store_without_people(settings)
        store = open_store(settings.store, settings.uploads, settings.statement_seconds)
        link = start.first_link(settings, store, datetime.now())
    except VoronkaError as error:
        text.speak(text.guess_language(language, os.environ.get("LC_ALL")))
        sys.exit(text.say(error))
    if link:
        text.speak(text.guess_language(language, os.environ.get("LC_ALL")))
        print(text._("Nobody can come in yet. The first director opens this link once, within 24 hours:"))
        print(f"  {link}", flush=True)
    # The uploader refuses what is larger in words; the server, which would cut it off, must allow as much.
    config.set_option("server.maxUploadSize", settings.upload_megabytes)
    config.set_option("server.allowedHosts", list(settings.allowed_hosts))
    return settings


_settings = _start()

app = st.App(
    ROOT / "ui" / "shell.py",
    routes=[Route("/healthz", health), *start.routes(_settings)],
    middleware=start.middleware(_settings),
    lifespan=prewarmed,
)
