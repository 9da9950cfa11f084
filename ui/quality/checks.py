"""The checks of a view, and those of each manager in it: read once for a run of the page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from metrics import quality_history
from metrics.breakdown import breakdown
from metrics.catalogue import metric
from metrics.measures import MEASURES, Measure
from ui.desk import Desk
from ui.text import is_missing, words

KEYS = tuple(dict.fromkeys(("quality_score", *(key for m in MEASURES for key in (m.key, m.of)))))


@dataclass(frozen=True)
class Check:
    """So many bad ones of so many."""

    measure: Measure
    bad: int
    total: int

    @property
    def key(self) -> str:
        return self.measure.key

    @property
    def name(self) -> str:
        return words(metric(self.key).name)

    @property
    def share(self) -> float:
        return self.bad / self.total if self.total else 0.0


def checks_of(row: Any, known: dict[str, bool]) -> list[Check]:
    """Of a row with KEYS: those the base keeps and somebody can be asked for, the worst first."""
    found = [Check(m, int(row[m.key]), int(row[m.of])) for m in MEASURES if known[m.key] and row[m.of]]
    return sorted(found, key=lambda check: (-check.share, -check.bad))


@dataclass(frozen=True)
class Quality:
    desk: Desk

    @cached_property
    def known(self) -> dict[str, bool]:
        """Each check → whether the base has ever filled what it reads."""
        row = self.desk.read(quality_history.kept(self.desk.view)).iloc[0]
        return {measure.key: bool(row[measure.key]) for measure in MEASURES}

    @cached_property
    def numbers(self) -> dict[str, Any]:
        return self.desk.numbers(self.desk.view, KEYS)

    @property
    def score(self) -> float | None:
        value = self.numbers["quality_score"]
        return None if is_missing(value) else float(value)

    @cached_property
    def checks(self) -> list[Check]:
        return checks_of(self.numbers, self.known)

    @property
    def faults(self) -> list[Check]:
        return [check for check in self.checks if check.bad]

    @property
    def unkept(self) -> list[Measure]:
        return [measure for measure in MEASURES if not self.known[measure.key]]

    @cached_property
    def managers(self) -> pd.DataFrame:
        """``manager`` (name, missing: deals without one) with KEYS, the lowest score first."""
        rows = self.desk.read(breakdown(self.desk.view, KEYS, by=["manager"]))
        return rows.sort_values(["quality_score", "manager"], na_position="last").reset_index(drop=True)

    @cached_property
    def course(self) -> pd.DataFrame:
        """``at`` and ``score`` (0…1) of each import, oldest first."""
        rows = self.desk.read(quality_history.trend(self.desk.view))
        rows["in_order"] = 1 - rows["bad"].astype(float) / rows["total"].astype(float)
        scores = rows.groupby(["import_id", "at"], sort=True)["in_order"].mean()
        return scores.rename("score").reset_index()
