"""The demo company: invented, the same for the same day, and full of what dashboards should show.

Three years of a seller of packing machines and what they use up: twelve
managers, two pipelines, about 25,000 deals, 4,000 customers. What was planted
and where it shows stands in :mod:`data.demo.stories`.

The store remembers a demo in its state (``demo`` = its language); every
identifier of it begins with ``DEMO-``.
"""

from __future__ import annotations

from data.demo.store import DemoSummary, clear, clear_within, create, is_demo
from data.demo.stories import STORIES, Story

__all__ = ["STORIES", "DemoSummary", "Story", "clear", "clear_within", "create", "is_demo"]
