"""A person's own deals and team, found among what the data calls them."""

from __future__ import annotations

from difflib import get_close_matches
from functools import lru_cache

import sqlalchemy as sa

from data import schema
from data.errors import BadInput, Refused, Unknown
from data.store import Store


def manager_named(store: Store, given: str) -> str:
    """The id of the manager who is meant by an id or a name. Raises BadInput where there is none,
    Refused where there are several."""
    names = managers(store)
    if given in names:
        return given
    wanted = given.strip().casefold()
    found = sorted(key for key, name in names.items() if name.casefold() == wanted)
    if not found:
        raise _nobody(given, [*names, *names.values()])
    if len(found) > 1:
        raise Refused(
            "Several managers are called “{name}”: say the id, one of {ids}.",
            name=given,
            ids=", ".join(found),
        )
    return found[0]


def _nobody(given: str, known: list[str]) -> BadInput:
    if near := get_close_matches(given, known, n=3, cutoff=0.5):
        return BadInput(
            "Among the managers of the deals there is no “{name}”. Did you mean: {near}?",
            name=given,
            near=", ".join(near),
        )
    return BadInput("Among the managers of the deals there is no “{name}”.", name=given)


def team_named(store: Store, given: str) -> str:
    """Raises Unknown with the nearest."""
    known = teams(store)
    if given not in known:
        raise Unknown("team", given, known)
    return given


def teams(store: Store) -> list[str]:
    team = schema.managers.c.team
    with store.engine.connect() as connection:
        return list(connection.scalars(sa.select(team).where(team.is_not(None)).distinct().order_by(team)))


def members(store: Store, team: str) -> frozenset[str]:
    """The ids of the managers of a team."""
    m = schema.managers.c
    with store.engine.connect() as connection:
        return frozenset(connection.scalars(sa.select(m.manager_id).where(m.team == team)))


def managers(store: Store) -> dict[str, str]:
    """Id → name, or the id again. Those of the list, and those whom only deals name."""
    return dict(_managers(store, store.version().number))


@lru_cache(maxsize=8)
def _managers(store: Store, _version: int) -> dict[str, str]:
    """Once for each import: every run of a page may ask."""
    m, d = schema.managers.c, schema.deals.c
    with store.engine.connect() as connection:
        listed = connection.execute(sa.select(m.manager_id, m.name)).all()
        named = connection.scalars(sa.select(d.manager_id).where(d.manager_id.is_not(None)).distinct()).all()
    return {key: key for key in named} | {key: name or key for key, name in listed}
