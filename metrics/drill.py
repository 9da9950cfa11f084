"""The deals behind a number: the same view, the same clock, the same condition."""

from __future__ import annotations

import sqlalchemy as sa

from data.errors import Unknown
from metrics import catalogue, moments
from metrics.breakdown import _period_condition, columns_of
from metrics.view import View
