"""Small exports written by hand, and the short way to load them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from data.importing import ImportResult, Preview, Source, confirm, prepare
from data.store import Store

NOW = datetime(2024, 6, 1, 9, 0)


def table(text: str, encoding: str = "utf-8", newline: str = "\n") -> bytes:
    """Lines as they stand in the test, without the margin."""
    lines = [line.strip(" ") for line in text.strip("\n").split("\n")]
    return (newline.join(lines).rstrip(" \n") + newline).encode(encoding)


def source(text: str, name: str = "file.csv", **how: str) -> Source:
    return Source(name, table(text, **how))


def look(store: Store, *files: Source, **said: Mapping[str, str]) -> Preview:
    return prepare(store, list(files), **said)


def load(store: Store, *files: Source, now: datetime = NOW, **said: Mapping[str, str]) -> ImportResult:
    preview = prepare(store, list(files), **said)
    try:
        return confirm(store, preview, actor="tester", now=now)
    finally:
        preview.close()


def rows(store: Store, statement: str) -> list[tuple[Any, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement).fetchall()]


def counts(preview_or_result: Preview | ImportResult, file: int = 0) -> tuple[int, int, int, int, int]:
    """new, updated, unchanged, rejected, service"""
    one = preview_or_result.files[file].counts
    return one.new, one.updated, one.unchanged, one.rejected, one.service


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """The facts of the store, without the importer's own books."""
    tables = (
        "deals",
        "customers",
        "managers",
        "products",
        "stages",
        "plans",
        "deal_items",
        "purchases",
        "stage_visits",
        "stage_events",
        "deal_changes",
    )
    return {table: sorted(rows(store, f"SELECT * FROM {table}"), key=repr) for table in tables}
