"""The one cache: a statement's table, by its SQL, its parameters and the data version.

The scope stands in the parameters, so two people never share a row that only
one may see; a new import changes the version, so nothing has to be cleared.
"""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import sqlalchemy as sa
import streamlit as st

from data.store import DataVersion, Store


def read(store: Store, version: DataVersion, statement: sa.Select) -> pd.DataFrame:
    """As ``Store.read``; the table is the caller's own copy."""
    return _table(store.url, _told(statement, store.engine), version.number, store, statement)


@lru_cache(maxsize=1024)
def _told(statement: sa.Select, engine: sa.Engine) -> str:
    """SQL and parameters. Remembered by the statement itself, which ``metrics`` makes once for each view."""
    compiled = statement.compile(engine)
    return f"{compiled}\n{sorted((name, repr(value)) for name, value in compiled.params.items())}"


@st.cache_data(max_entries=600, ttl=3600, show_spinner=False)
def _table(url: str, told: str, version: int, _store: Store, _statement: sa.Select) -> pd.DataFrame:
    return _store.read(_statement)
