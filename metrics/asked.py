"""Which columns of a room an expression asks for: so that nothing else is read or joined."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from metrics.metric import Expression
from metrics.moments import Moments
from metrics.view import View


class _Asked:
    """Stands in for a room's columns and remembers what was taken."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}

    def __getattr__(self, name: str) -> Any:
        self.names[name] = None
        return sa.literal_column(name, sa.Date() if name.endswith("_on") else sa.types.NULLTYPE)


def asked_for(view: View, expression: Expression) -> list[str]:
    asked = _Asked()
    expression(asked, Moments(view))
    return list(asked.names)
