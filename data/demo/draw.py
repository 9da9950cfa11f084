"""Chance, by name: what one part of the company draws never disturbs another part."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

Random = np.random.Generator


class Chance:
    def __init__(self, seed: int) -> None:
        self._seed = seed

    def of(self, name: str) -> Random:
        return np.random.default_rng([self._seed, crc32(name.encode())])


def pick(random: Random, weights: np.ndarray | Sequence[float], count: int) -> np.ndarray:
    """``count`` positions into ``weights``."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(edges / edges[-1], random.random(count), side="right")


def pick_each(random: Random, weights: np.ndarray) -> np.ndarray:
    """One position per row of a matrix of weights."""
    edges = np.cumsum(weights, axis=1)
    spots = random.random((len(weights), 1)) * edges[:, -1:]
    return np.minimum((spots >= edges).sum(axis=1), weights.shape[1] - 1)


def spread(
    random: Random, median: float | np.ndarray, sigma: float, count: int | tuple[int, ...]
) -> np.ndarray:
    """Log-normal around a median."""
    return median * np.exp(random.normal(0.0, sigma, count))
