"""What a page really asks the store: the page is run, and every statement that reaches the store is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
import streamlit as st
from streamlit.testing.v1 import AppTest

from benchmarks.company import NOW
from data.store import Store

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("overview", "average_check", "funnel", "changes", "deals", "repeat_sales", "churn", "managers")
SECONDS = 300
LANGUAGE = "en"


@dataclass(frozen=True)
class Asked:
    statement: sa.Select
    table: pd.DataFrame = field(compare=False)


def settings(address: str) -> dict[str, str]:
    """The environment of a server over this store, its clock standing still."""
    return {
        "VORONKA_STORE": address,
        "VORONKA_UPLOADS": str(Path(address.split("///", 1)[1]).parent / "uploads"),
        "VORONKA_NOW": NOW.isoformat(),
        "VORONKA_LANGUAGE": LANGUAGE,
        "VORONKA_STATEMENT_SECONDS": str(SECONDS),
    }


@contextmanager
def listening(store: Store) -> Iterator[list[Asked]]:
    """Everything read from the store meanwhile; what the cache answers does not reach it."""
    heard: list[Asked] = []

    def read(statement: sa.Select) -> pd.DataFrame:
        table = Store.read(store, statement)
        heard.append(Asked(statement, table))
        return table

    store.read = read  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        del store.read


class Visitor:
    """A person who opens a page and changes filters, without a browser."""

    def __init__(self, store: Store) -> None:
        self.store = store
        os.environ.update(settings(store.url))
        self.app = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=SECONDS)

    def open(self, page: str) -> list[Asked]:
        """The statements of the page as it is first seen, without those of the frame around it."""
        from ui import navigation

        _forget()
        with listening(self.store) as frame:
            self._run(str(navigation.page("definitions")))
            self.app.text_input[0].set_value("nothing is called so")
            self._run()
        with listening(self.store) as heard:
            self._run(str(navigation.page(page)))
        of_the_frame = {_told(asked.statement, self.store) for asked in frame}
        return [asked for asked in heard if _told(asked.statement, self.store) not in of_the_frame]

    def choose(self, dimension: str, *values: str) -> list[Asked]:
        """The statements that a change of this filter asks."""
        with listening(self.store) as heard:
            self.app.sidebar.multiselect(key=dimension).set_value(list(values))
            self._run()
        return list(heard)

    def frame(self) -> list[Asked]:
        """What is read once after every import, whatever the page."""
        from ui import desk

        _forget()
        with listening(self.store) as heard:
            desk.open_ground()
        return list(heard)

    def _run(self, page: str = "") -> None:
        if page:
            self.app.switch_page(page)
        self.app.run()
        troubles = [str(error.value) for error in (*self.app.exception, *self.app.error)]
        if troubles:
            raise RuntimeError(f"{page or 'the page'} failed: {troubles}")


def _forget() -> None:
    from ui import desk

    st.cache_data.clear()
    desk._known.cache_clear()


def _told(statement: sa.Select, store: Store) -> tuple[str, Any]:
    compiled = statement.compile(store.engine)
    return str(compiled), repr(sorted(compiled.params.items()))
