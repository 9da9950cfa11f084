"""What each role may see and do: said here, asked everywhere."""

from __future__ import annotations

from data.people import ADMIN, ANALYST, DIRECTOR, LEAD, MANAGER, Viewer, linking
from data.store import Store
from metrics.view import EVERYTHING, NOBODY, Scope, manager, team

ALL_DEALS = (DIRECTOR, ANALYST, ADMIN)
KEEPERS = (DIRECTOR, ADMIN)


def scope_of(viewer: Viewer | None) -> Scope:
    """Whose deals the person may read; nobody's where anything is missing."""
    if viewer is None:
        return NOBODY
    if viewer.role in ALL_DEALS:
        return EVERYTHING
    if viewer.role == LEAD and viewer.team:
        return team(viewer.team)
    if viewer.role == MANAGER and viewer.manager_id:
        return manager(viewer.manager_id)
    return NOBODY


def may_upload(viewer: Viewer) -> bool:
    """At least the own deals."""
    return scope_of(viewer) != NOBODY


def own_managers(store: Store, viewer: Viewer) -> frozenset[str] | None:
    """By their ids, the managers whose deals the person may upload; None for everybody's."""
    if viewer.role in ALL_DEALS:
        return None
    if viewer.role == LEAD and viewer.team:
        return linking.members(store, viewer.team)
    return frozenset({viewer.manager_id} if viewer.role == MANAGER and viewer.manager_id else ())


def own_imports(store: Store, viewer: Viewer | None) -> str | None:
    """Whose imports the person sees and takes back, by e-mail; None: everybody's."""
    return viewer.email if viewer and own_managers(store, viewer) is not None else None


def may_keep(viewer: Viewer) -> bool:
    """Change people, see the audit."""
    return viewer.role in KEEPERS
