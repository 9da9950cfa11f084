"""A person's own deals and team, found among what the data calls them."""

from __future__ import annotations

from difflib import get_close_matches

import sqlalchemy as sa

from data import schema
from data.errors import BadInput, Refused, Unknown
from data.store import Store


def manager_named(store: Store, given: str) -> str:
    """The id of the manager who is meant by an id or a name. Raises BadInput where there is none,
    Refused where there are several."""
    names = _managers(store)
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
    teams = sa.select(schema.managers.c.team).where(schema.managers.c.team.is_not(None)).distinct()
    with store.engine.connect() as connection:
        known = list(connection.scalars(teams))
    if given not in known:
        raise Unknown("team", given, known)
    return given


def _managers(store: Store) -> dict[str, str]:
    """Those of the list, and those whom only deals name."""
    m, d = schema.managers.c, schema.deals.c
    with store.engine.connect() as connection:
        listed = connection.execute(sa.select(m.manager_id, m.name)).all()
        named = connection.scalars(sa.select(d.manager_id).where(d.manager_id.is_not(None)).distinct()).all()
    return {key: key for key in named} | {key: name or key for key, name in listed}
