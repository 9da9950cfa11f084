"""Whom one can look as: a person, or a manager or a team that nobody signs in for.

A likeness is named by a key, ``person:anna@firm.ru``, ``manager:17``, ``team:East``, and is looked up at
every run like the viewer himself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.people import directory, linking
from data.people.directory import LEAD, MANAGER
from data.people.viewer import Viewer, viewer_of
from data.store import Store


@dataclass(frozen=True)
class Likeness:
    key: str
    name: str
    role: str


def likenesses(store: Store) -> tuple[Likeness, ...]:
    """People first, then the managers and teams of the data that none of them stands for."""
    people = [one for one in directory.everybody(store) if one.active]
    taken = {one.manager_id for one in people if one.role == MANAGER}
    led = {one.team for one in people if one.role == LEAD}
    return (
        *(Likeness(f"person:{one.email}", one.name or one.email, one.role) for one in people),
        *(Likeness(f"team:{name}", name, LEAD) for name in linking.teams(store) if name not in led),
        *(
            Likeness(f"manager:{key}", name, MANAGER)
            for key, name in _by_name(linking.managers(store))
            if key not in taken
        ),
    )


def _by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))


def viewer_like(store: Store, key: str) -> Viewer | None:
    """None for a key that names nobody, or nobody any more."""
    kind, _, name = key.partition(":")
    if kind == "person":
        return viewer_of(store, name)
    if kind == "team" and name in linking.teams(store):
        return Viewer("", name, LEAD, "", name)
    if kind == "manager" and name in (known := linking.managers(store)):
        return Viewer("", known[name], MANAGER, name, "")
    return None
