"""Which imports brought something: one whose rows were all rejected is kept for its report alone."""

from __future__ import annotations

import sqlalchemy as sa

from data import schema


def brought() -> sa.ColumnElement[bool]:
    """Of a row of ``imports``: some row of its files was taken."""
    f = schema.import_files.c
    taken = f.new + f.updated + f.unchanged
    return sa.exists().where(f.import_id == schema.imports.c.import_id, taken > 0)
