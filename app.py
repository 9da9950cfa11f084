"""The server: ``streamlit run app.py``. Routes, middleware and prewarming around ``ui/shell.py``."""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from data.errors import VoronkaError
from data.settings import load
from data.store import open_store
from ui import text

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")

WARM = (
    "plotly.graph_objects",
    "pandas",
    "babel.numbers",
    "ui.desk",
    "ui.page",
    "ui.figures",
    "metrics.catalogue",
)


async def health(request: Request) -> JSONResponse:
    settings = load()
    version = open_store(settings.store, settings.uploads, settings.statement_seconds).version()
    return JSONResponse({"status": "ok", "data_version": version.number})


@asynccontextmanager
async def prewarmed(app: st.App) -> AsyncIterator[None]:
    """Everything is imported before the first person comes, then kept out of the garbage
    collector's rounds: Streamlit runs one after each page, which would walk all of it."""
    for module in WARM:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    yield


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
