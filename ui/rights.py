"""What each role may see and do: said here, asked everywhere."""

from __future__ import annotations

from data.people import ADMIN, ANALYST, DIRECTOR, LEAD, MANAGER, Viewer
from metrics.view import EVERYTHING, NOBODY, Scope, manager, team

UPLOADERS = (DIRECTOR, ANALYST, ADMIN)
KEEPERS = (DIRECTOR, ADMIN)


def scope_of(viewer: Viewer | None) -> Scope:
    """Whose deals the person may read; nobody's where anything is missing."""
    if viewer is None:
        return NOBODY
    if viewer.role in (DIRECTOR, ANALYST, ADMIN):
        return EVERYTHING
    if viewer.role == LEAD and viewer.team:
        return team(viewer.team)
    if viewer.role == MANAGER and viewer.manager_id:
        return manager(viewer.manager_id)
    return NOBODY


def may_upload(viewer: Viewer) -> bool:
    return viewer.role in UPLOADERS


def may_keep(viewer: Viewer) -> bool:
    """Change people, see the audit."""
    return viewer.role in KEEPERS
