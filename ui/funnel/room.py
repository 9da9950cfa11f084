"""What every card of the funnel page looks at: one pipeline, its steps and what became of its deals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from data.errors import Refused
from metrics import funnel as funnels
from metrics.breakdown import breakdown
from metrics.dimensions import NOT_SET
from metrics.view import View
from ui import links, states, text
from ui.codes import value_name
from ui.desk import Desk
from ui.text import _, ngettext

FEW = 20
"""Cases under which a share says little: the count leads."""
MOST_AT_HAND = 5
"""Pipelines that stand beside each other; more go into a drop-down."""


@dataclass(frozen=True)
class Room:
    """``name`` of the pipeline, '' where the export knows one only; ``view`` sees nothing but it."""

    desk: Desk
    name: str

    @property
    def view(self) -> View:
        return self._narrowed(self.desk.view)

    @property
    def before(self) -> View | None:
        return self._narrowed(self.desk.before) if self.desk.before else None

    def _narrowed(self, view: View) -> View:
        return view.with_(filters=view.filters.and_("pipeline", self.name))

    def link(self, key: str, **where: str | None) -> str:
        return links.link(key, None, pipeline=self.name, **where).text()

    @cached_property
    def cohort(self) -> pd.DataFrame:
        return self.desk.read(funnels.cohort_funnel(self.view))

    @cached_property
    def resolved(self) -> pd.DataFrame:
        return self.desk.read(funnels.resolved_conversion(self.view))

    @cached_property
    def fates(self) -> dict[str, int]:
        """How many deals were created, and how many of them stand at ``won``, ``lost``, ``open``,
        ``returned`` by now."""
        rows = self.desk.read(breakdown(self.view, ["deals_created"], by=["status"]))
        found = {str(row.status): int(row.deals_created) for row in rows.itertuples()}
        return {"created": sum(found.values())} | found

    @cached_property
    def median_cycle(self) -> float | None:
        """Days; of the sales closed in the period."""
        return self.desk.numbers(self.view, ["median_cycle_days"])["median_cycle_days"]  # type: ignore[return-value]

    @property
    def won(self) -> int:
        """A sale that came back is none."""
        return self.fates.get("won", 0)

    @property
    def unknown_lost(self) -> int:
        """Lost deals that do not say at which stage: with any, no step has a conversion."""
        rows = self.desk.read(funnels.unknown_lost(self.view))
        return int(rows["unknown"].sum())


def pipelines(desk: Desk) -> list[str]:
    """Those with deals in view, the one with the most created first."""
    rows = desk.read(breakdown(desk.view, ["deals_created", "open_deals"], by=["pipeline"]))
    rows = rows[(rows["deals_created"] > 0) | (rows["open_deals"] > 0)]
    rows = rows.sort_values(["deals_created", "open_deals"], ascending=False)
    return [NOT_SET if text.is_missing(name) else str(name) for name in rows["pipeline"]]


def nothing_here(desk: Desk) -> None:
    """A file of sales knows what was sold and when, and nothing of the way there."""
    won = desk.read(breakdown(desk.view, ["deals_won"])).iloc[0]["deals_won"]
    if not won:
        states.nothing_found()
        return
    states.said(
        Refused(
            "These sales have neither a creation date nor stages: a funnel needs an export of deals with the stage of each."
        )
    )


def choose(names: list[str]) -> str:
    """One pipeline is no choice."""
    if len(names) == 1:
        return names[0]
    if len(names) <= MOST_AT_HAND:
        chosen = st.segmented_control(
            _("Pipeline"),
            names,
            default=names[0],
            required=True,
            format_func=value_name,
            key="funnel_pipeline",
        )
    else:
        chosen = st.selectbox(_("Pipeline"), names, format_func=value_name, key="funnel_pipeline")
    return chosen if chosen in names else names[0]


def step_name(kind: str, stage: object) -> str:
    return _("Won") if kind == "won" else value_name(stage)


def share_of(part: int, whole: int) -> str:
    """71 %, or “3 of 7” where there are too few for a share."""
    if whole < FEW:
        return _("{part} of {whole}", part=text.number(part), whole=text.number(whole))
    return text.share(part / whole, 0)


def answer(room: Room, *, named: bool) -> str:
    """Where do we lose deals? ``named``: the pipeline is one of several."""
    sentence = _answer(room)
    if not named:
        return sentence[0].upper() + sentence[1:]
    return _("{pipeline}: {sentence}", pipeline=value_name(room.name), sentence=sentence)


def _answer(room: Room) -> str:
    created = room.fates["created"]
    if not created:
        return _("no deals were created in this period.")
    of = ngettext("of {count} deal created", "of {count} deals created", created)
    sentence = _("{of}, {won} were won ({share})", of=of, **_counted(room.won, created))
    return f"{sentence}; {_losses(room)}."


def _counted(won: int, created: int) -> dict[str, str]:
    return {"won": text.number(won), "share": share_of(won, created)}


def _losses(room: Room) -> str:
    lost = room.fates.get("lost", 0)
    if not lost:
        return _("none was lost so far")
    if room.unknown_lost or room.resolved.empty:
        return ngettext(
            "{count} was lost, and the data do not say at which stage",
            "{count} were lost, and the data do not say at which stage",
            lost,
        )
    worst = room.resolved.loc[room.resolved["lost"].idxmax()]
    return _(
        "most are lost at “{stage}”: {lost}, {share} of all losses",
        stage=value_name(worst["stage"]),
        lost=text.number(int(worst["lost"])),
        share=share_of(int(worst["lost"]), lost),
    )
