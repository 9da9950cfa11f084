"""Keeping the garbage collector away from what lives as long as the server.

Streamlit collects all generations after each run of a page, and so walks every object there is: more
than half of the interpreter's time. Frozen objects are walked by nobody. A reference count still ends
them; only rings that were closed by chance when they froze would stay, and a thaw now and then ends those.
"""

from __future__ import annotations

import asyncio
import gc
from itertools import count

SECONDS = 10
"""From one freezing to the next: what pages have left in caches since is then walked no longer."""

THAW = 60
"""Freezings from one thaw to the next: ten minutes."""


async def keep() -> None:
    """Until cancelled."""
    for turn in count():
        freeze(thaw=turn % THAW == 0)
        await asyncio.sleep(SECONDS)


def freeze(*, thaw: bool) -> None:
    if thaw:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
