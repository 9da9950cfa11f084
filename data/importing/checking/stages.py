"""The order of the stages: from numbers in their names, then the vocabulary, then the file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.importing.vocabulary import normal, way
from data.schema import OPEN, WON

_NUMBERED = re.compile(r"^\s*(\d{1,2})\s*[.):\-–—]\s*")


@dataclass(frozen=True)
class Met:
    """A stage as a file shows it: when the deals that stand there were created, on average
    (seconds; later is younger), and the row it first appears in."""

    stage: str
    kind: str
    created: float | None
    row: int


def known_place(stage: str) -> int | None:
    """Its place on the way by the vocabulary, 1 the earliest; the number before it does not matter."""
    places = way()
    bare = re.sub(r"^[^\w(]+|[^\w)]+$", "", _NUMBERED.sub("", stage))
    return places.get(normal(stage)) or places.get(normal(bare))


def ordered(met: Sequence[Met]) -> list[str]:
    """Stages on the way in the order deals pass them.

    If all begin with a number, by it. Else the known ones by the vocabulary; an unknown one after
    all known ones whose deals are younger than its own (a deal ages on its way), in the end by the
    order in which the file names them.
    """
    on_way = [stage for stage in met if stage.kind == OPEN]
    numbers = {one.stage: _NUMBERED.match(one.stage) for one in on_way}
    if on_way and all(numbers.values()):
        return [one.stage for one in sorted(on_way, key=lambda s: (int(numbers[s.stage][1]), s.row))]  # type: ignore[index]
    known = sorted((s for s in on_way if known_place(s.stage)), key=lambda s: (known_place(s.stage), s.row))
    unknown = sorted(
        (s for s in on_way if not known_place(s.stage)), key=lambda s: (-(s.created or 0), s.row)
    )
    order = list(known)
    for one in unknown:
        older = [i for i, other in enumerate(order) if (other.created or 0) < (one.created or 0)]
        order.insert(older[0] if older else len(order), one)
    return [one.stage for one in order]


def placed(kept: Mapping[str, int | None], met: Sequence[Met]) -> dict[str, int | None]:
    """Positions of all stages of a pipeline: those that have one keep their order, a new one goes
    before the first kept stage that follows it by ``ordered``, or to the end; won comes last."""
    line = sorted((stage for stage, place in kept.items() if place is not None), key=lambda s: kept[s] or 0)
    won_kept = {one.stage for one in met if one.kind == WON}
    line = [stage for stage in line if stage not in won_kept]
    wanted = ordered(met)
    for index, stage in enumerate(wanted):
        if stage in line:
            continue
        later = [line.index(other) for other in wanted[index + 1 :] if other in line]
        line.insert(min(later) if later else len(line), stage)
    places: dict[str, int | None] = {stage: place for place, stage in enumerate(line, 1)}
    for one in met:
        if one.kind == WON:
            places[one.stage] = len(line) + 1
        elif one.kind != OPEN:
            places[one.stage] = None
    return places
