"""Statements are pure functions of the view: the same one is not built twice.

Building a statement and turning it into SQL takes longer than reading a table out of the cache.
The scope is part of the view, so a remembered statement is never another person's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

MOST = 256
"""Statements kept per function, the least recently asked for given up first."""


def remembered(make: Callable[P, R]) -> Callable[P, R]:
    """Lists among the arguments are read as tuples. What it raises is raised again at every call."""
    kept = lru_cache(maxsize=MOST)(make)

    @wraps(make)
    def remembering(*args: P.args, **kwargs: P.kwargs) -> R:
        return kept(*map(_fixed, args), **{name: _fixed(value) for name, value in kwargs.items()})

    return remembering


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
