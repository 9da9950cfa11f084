"""Each value of a dimension at each stage, set beside all the others there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from metrics import funnel_by
from ui import text
from ui.desk import Desk
from ui.funnel.room import FEW

CHANCE = 2.58
"""Standard deviations: pure chance goes beyond them once in a hundred times."""


@dataclass(frozen=True)
class Standing:
    """``z`` tells how surely the value ``name`` is better (above 0) or worse than the ``others``.
    ``stage`` None: the whole way, from the first stage to a sale."""

    pipeline: str
    position: int
    stage: str | None
    name: str | None
    moved_on: int
    lost: int
    standing: int
    others_moved_on: int
    others_settled: int

    @property
    def settled(self) -> int:
        return self.moved_on + self.lost

    @cached_property
    def z(self) -> float:
        return funnel_by.apart(self.moved_on, self.settled, self.others_moved_on, self.others_settled)

    @property
    def share(self) -> float:
        return self.moved_on / self.settled

    @property
    def others(self) -> float:
        return self.others_moved_on / self.others_settled

    @property
    def is_apart(self) -> bool:
        return self.settled >= FEW and self.others_settled >= FEW and abs(self.z) >= CHANCE


Step = tuple[int, str | None, int, int, int]
"""Position, stage, and the counts moved on, lost, standing."""


def standings(desk: Desk, key: str) -> list[Standing]:
    """Of all pipelines: a row per value and stage, after its stages one for the whole way. Nothing for a
    value with deals lost nobody knows where, nor where the others must not be told."""
    whole = desk.read(funnel_by.whole(desk.view, key))
    together = {key[0]: _path(part) for key, part in _parts(whole, "pipeline") if _is_known(part)}
    found = []
    for (pipeline, value), part in _parts(
        desk.read(funnel_by.resolved_by(desk.view, key)), "pipeline", "value"
    ):
        if pipeline in together and not any(row.unknown_lost for row in part):
            found += _standings(pipeline, value, _path(part), together[pipeline])
    return found


def _parts(rows: pd.DataFrame, *keys: str) -> list[tuple[tuple[Any, ...], list[Any]]]:
    """The rows of each combination of keys, None for a missing one, by position. By hand: pandas would
    make a frame of each of hundreds of parts."""
    parts: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows.sort_values([*keys, "position"]).itertuples():
        key = tuple(None if text.is_missing(value := getattr(row, name)) else str(value) for name in keys)
        parts.setdefault(key, []).append(row)
    return list(parts.items())


def _is_known(whole: list[Any]) -> bool:
    """Conversion is NULL, though deals are settled, where some were lost nobody knows where."""
    return not any(row.moved_on + row.lost > 0 and text.is_missing(row.conversion) for row in whole)


def _path(rows: list[Any]) -> list[Step]:
    """Each stage, and the whole way behind the last."""
    path: list[Step] = [
        (int(row.position), str(row.stage), int(row.moved_on), int(row.lost), int(row.standing))
        for row in rows
    ]
    last, _, won, _, _ = path[-1]
    lost, standing = sum(step[3] for step in path), sum(step[4] for step in path)
    return [*path, (last + 1, None, won, lost, standing)]


def _standings(pipeline: str, name: str | None, path: list[Step], together: list[Step]) -> list[Standing]:
    found = []
    for (at, stage, moved_on, lost, standing), (_, _, all_moved_on, all_lost, _) in zip(
        path, together, strict=True
    ):
        others = all_moved_on - moved_on, all_moved_on + all_lost - moved_on - lost
        found.append(Standing(pipeline, at, stage, name, moved_on, lost, standing, *others))
    return found


def everybody(here: Sequence[Standing]) -> list[Standing]:
    """Own and others together, per stage and for the whole way, as if they were one without others."""
    return [
        Standing(
            one.pipeline,
            one.position,
            one.stage,
            None,
            one.moved_on + one.others_moved_on,
            one.lost + one.others_settled - one.others_moved_on,
            0,
            0,
            0,
        )
        for one in here
    ]


def worst(all_of_them: Sequence[Standing]) -> Standing | None:
    """Who loses most surely more than the others: at a stage, or else on the whole way."""
    losing = [one for one in all_of_them if one.is_apart and one.z < 0]
    at_stages = [one for one in losing if one.stage is not None]
    return min(at_stages or losing, key=lambda one: one.z, default=None)
