"""Who may come in, and what becomes of it: people, passwords, sessions, invitations, tries, the audit.

Nothing here knows a browser. Each call is handed the moment it happens at, and by whom.
"""

from data.people.audit import CONSOLE, Actor
from data.people.directory import (
    ADMIN,
    ANALYST,
    DIRECTOR,
    LEAD,
    MANAGER,
    ROLES,
    Person,
)
from data.people.viewer import Viewer, viewer_of, viewer_of_session

__all__ = [
    "ADMIN",
    "ANALYST",
    "CONSOLE",
    "DIRECTOR",
    "LEAD",
    "MANAGER",
    "ROLES",
    "Actor",
    "Person",
    "Viewer",
    "viewer_of",
    "viewer_of_session",
]
