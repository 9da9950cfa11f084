"""Imports go into an embedded store so far."""

from __future__ import annotations

from data.errors import Refused
from data.store import Store


def must_be_embedded(store: Store) -> None:
    if store.engine.dialect.name != "duckdb":
        raise Refused(
            "Imports go into an embedded store so far, not into {engine}. Point VORONKA_STORE at a file.",
            engine=store.engine.dialect.name,
        )
