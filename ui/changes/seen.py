"""What every card of the page looks at: two uploads, one pipeline, and the way between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

import pandas as pd

from metrics import parts, waterfall
from metrics.ends import ends
from ui import links, text
from ui.desk import Desk

FEW = 20
"""Cases under which a share says little: the count leads."""


@dataclass(frozen=True)
class Seen:
    desk: Desk
    pipeline: str = parts.ALL_OPEN

    @cached_property
    def ends(self) -> Any:
        """A row of ``metrics.ends.ends``."""
        return self.desk.read(ends(self.desk.view)).iloc[0]

    @property
    def is_known(self) -> bool:
        """There are two uploads to compare."""
        return not text.is_missing(self.ends["start_at"]) and self.ends["start_at"] < self.ends["end_at"]

    @property
    def starts_late(self) -> bool:
        """No upload came before the period: of its beginning nothing is known."""
        start = self.desk.view.period.start
        return start is None or self.ends["start_at"] > datetime.combine(start, time())

    @cached_property
    def bridge(self) -> Any:
        """A row of ``waterfall.bridge``."""
        return self.desk.read(waterfall.bridge(self.desk.view, self.pipeline)).iloc[0]

    def money(self, step: str) -> Decimal:
        return Decimal(self.bridge[step])

    def deals(self, step: str) -> int:
        return int(self.bridge[f"{step}_deals"])

    @property
    def change(self) -> Decimal:
        return self.money("end") - self.money("start")

    @property
    def steps(self) -> list[str]:
        """Those that happened."""
        return [step for step in parts.PARTS if self.deals(step)]

    @cached_property
    def by_manager(self) -> pd.DataFrame:
        """Rows of ``waterfall.slippage_by_manager``."""
        return self.desk.read(waterfall.slippage_by_manager(self.desk.view))

    @cached_property
    def slippage(self) -> dict[str, Any]:
        """Of all managers together: their ``due``, ``slipped``, ``slipped_amount`` and ``slippage``."""
        due, slipped = (int(self.by_manager[name].sum()) for name in ("due", "slipped"))
        amount = self.by_manager["slipped_amount"].dropna().sum() if slipped else None
        return {
            "due": due,
            "slipped": slipped,
            "slipped_amount": amount,
            "slippage": slipped / due if due else None,
        }

    def link(self, step: str) -> links.Link:
        return links.link(f"changed:{self.pipeline}:{step}")


def share(row: Any) -> str:
    """12 of 17, or 71 % where there are enough for a share."""
    if not row["due"]:
        return text.NOTHING
    return counted(row) if row["due"] < FEW else text.share(row["slippage"])


def counted(row: Any) -> str:
    return text._(
        "{part} of {whole}", part=text.number(int(row["slipped"])), whole=text.number(int(row["due"]))
    )
