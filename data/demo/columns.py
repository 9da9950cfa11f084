"""Arrow columns from numpy: texts by position, exact money, times that may be missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

MONEY = pa.decimal128(18, 2)


def texts(words: Sequence[str | None], places: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    """``words[place]``, NULL where not known."""
    mask = None if known is None else ~known
    indices = pa.array(places.astype(np.int32), mask=mask)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string())).cast(pa.string())


def numbered(prefix: str, places: np.ndarray, digits: int) -> pa.Array:
    """``DEMO-D-00001`` for place 0."""
    if not len(places):
        return pa.array([], pa.string())
    names = [f"{prefix}{n:0{digits}d}" for n in range(1, int(places.max()) + 2)]
    return texts(names, places)


def money(kopecks: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    return _decimal(kopecks, MONEY, known)


def quantities(units: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    return _decimal(units * 1000, pa.decimal128(18, 3), known)


def _decimal(scaled: np.ndarray, kind: pa.DataType, known: np.ndarray | None) -> pa.Array:
    """A decimal is a 128-bit whole number: the value, and its sign continued."""
    words = np.empty((len(scaled), 2), dtype=np.int64)
    words[:, 0] = scaled
    words[:, 1] = np.where(scaled < 0, -1, 0)
    valid = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(scaled), [valid, pa.py_buffer(words.tobytes())])


def times(moments: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    return pa.array(
        moments.astype("datetime64[us]"), pa.timestamp("us"), mask=None if known is None else ~known
    )


def dates(moments: np.ndarray, known: np.ndarray | None = None) -> pa.Array:
    return pa.array(moments.astype("datetime64[D]"), pa.date32(), mask=None if known is None else ~known)
