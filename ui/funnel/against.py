"""One against the others at each stage: where somebody, or some source, loses what the rest carry through."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from metrics import funnel_by
from metrics.dimensions import DIMENSIONS
from ui import charts, text
from ui.desk import Desk, filter_options
from ui.figures.matrix import Cell, matrix
from ui.filters import value_name
from ui.funnel.room import FEW, Room
from ui.text import _, words

BY = ("manager", "source", "channel", "segment", "region", "product_group")
CHANCE = 2.58
"""Standard deviations: pure chance goes beyond them once in a hundred times."""
MOST = 15
"""Rows; the rest has the fewest deals."""
TOGETHER = "pipeline", "position"


@dataclass(frozen=True)
class Standing:
    """``z`` tells how surely the value ``name`` is better (above 0) or worse than the ``others``."""

    pipeline: str
    position: int
    stage: str
    name: str | None
    moved_on: int
    lost: int
    standing: int
    others_moved_on: int
    others_settled: int

    @property
    def settled(self) -> int:
        return self.moved_on + self.lost

    @cached_property
    def z(self) -> float:
        return funnel_by.apart(self.moved_on, self.settled, self.others_moved_on, self.others_settled)

    @property
    def share(self) -> float:
        return self.moved_on / self.settled

    @property
    def others(self) -> float:
        return self.others_moved_on / self.others_settled

    @property
    def is_apart(self) -> bool:
        return self.settled >= FEW and self.others_settled >= FEW and abs(self.z) >= CHANCE


def dimensions(room: Room) -> list[str]:
    """What there is to compare by: nothing where conversion is refused, or all deals are alike."""
    if room.unknown_lost or room.cohort.empty:
        return []
    desk = room.desk
    return [key for key in BY if len(filter_options(desk.store, desk.version, desk.view)[key]) > 1]


def draw(room: Room, asked: list[str]) -> None:
    with st.container(border=True, height="stretch"):
        title = st.container()
        key = _choose(asked)
        whole, everyone = room.desk.read(funnel_by.whole(room.desk.view, key)), standings(room.desk, key)
        here = [one for one in everyone if one.pipeline == room.name]
        title.markdown(f"**{_title(here)}**", help=_explained())
        if elsewhere := _worse_elsewhere(everyone, room.name):
            st.caption(elsewhere)
        _matrix(room, key, here, whole[whole["pipeline"] == room.name])


def standings(desk: Desk, key: str) -> list[Standing]:
    """Of all pipelines, with the others of the same pipeline and stage to compare with."""
    rows = desk.read(funnel_by.resolved_by(desk.view, key))
    whole = desk.read(funnel_by.whole(desk.view, key)).set_index(list(TOGETHER))
    found = []
    for row in rows[rows["unknown_lost"] == 0].itertuples():
        at = (row.pipeline, row.position)
        if at not in whole.index:
            continue
        moved_on, lost = int(whole.loc[at, "moved_on"]), int(whole.loc[at, "lost"])
        own = int(row.moved_on), int(row.lost)
        found.append(
            Standing(
                row.pipeline,
                int(row.position),
                row.stage,
                None if text.is_missing(row.value) else row.value,
                *own,
                int(row.standing),
                moved_on - own[0],
                moved_on + lost - sum(own),
            )
        )
    return found


def worst(all_of_them: list[Standing]) -> Standing | None:
    """Who loses most surely more than the others."""
    losing = [one for one in all_of_them if one.is_apart and one.z < 0]
    return min(losing, key=lambda one: one.z, default=None)


def _choose(asked: list[str]) -> str:
    if len(asked) == 1:
        return asked[0]
    chosen = st.segmented_control(
        _("Compare"),
        asked,
        default=asked[0],
        required=True,
        format_func=lambda key: words(DIMENSIONS[key].name),
        key="funnel_against",
        label_visibility="collapsed",
    )
    return chosen if chosen in asked else asked[0]


def _said(one: Standing) -> str:
    return _(
        "{name} at “{stage}”: {share} go on, {others} with the others",
        name=value_name(one.name),
        stage=one.stage,
        share=text.share(one.share, 0),
        others=text.share(one.others, 0),
    )


def _title(here: list[Standing]) -> str:
    found = worst(here)
    return _said(found) if found else _("Nobody loses noticeably more than the others at any stage")


def _explained() -> str:
    return _(
        "Moved on / (moved on + lost here) of the deals created in the period. Coloured only where the difference from all the others is more than chance makes once in a hundred times; under 20 cases the count stands instead."
    )


def _worse_elsewhere(everyone: list[Standing], name: str) -> str:
    """The clearest loss may hide in a pipeline that is not shown."""
    found = worst(everyone)
    if found is None or found.pipeline == name:
        return ""
    return _("Elsewhere, in “{pipeline}”, {said}.", pipeline=value_name(found.pipeline), said=_said(found))


def _matrix(room: Room, key: str, here: list[Standing], whole: pd.DataFrame) -> None:
    stages = {int(row.position): row.stage for row in whole.itertuples()}
    cases = pd.Series([one.settled for one in here], index=[value_name(one.name) for one in here])
    most = cases.groupby(level=0).max().sort_values(ascending=False, kind="stable")
    names = list(most.index[:MOST])
    cells = {(value_name(one.name), one.position): one for one in here}
    lines = [[_whole_cell(row) for row in whole.itertuples()]]
    lines += [[_cell(room, key, cells.get((name, at))) for at in stages] for name in names]
    everybody = _("Everybody") if key == "manager" else _("All together")
    figure = matrix([f"<b>{everybody}</b>", *names], [*stages.values()], lines, room.desk.colours)
    charts.draw(figure, "funnel_matrix")
    if len(most) > MOST:
        st.caption(_("The {count} with the most deals are shown.", count=text.number(MOST)))


def _whole_cell(row) -> Cell:
    moved_on, settled = int(row.moved_on), int(row.moved_on + row.lost)
    if not settled:
        return Cell(text.NOTHING, row.stage)
    counted = _("{part} of {whole}", part=text.number(moved_on), whole=text.number(settled))
    return Cell(f"<b>{text.share(moved_on / settled, 0)}</b>", f"<b>{row.stage}</b><br>{counted}")


def _cell(room: Room, key: str, one: Standing | None) -> Cell:
    if one is None or not one.settled:
        return Cell(text.NOTHING, _("no deals settled here"), quiet=True)
    hover = [
        f"<b>{value_name(one.name)} · {one.stage}</b>",
        _("{moved} went on, {lost} lost here", moved=text.number(one.moved_on), lost=text.number(one.lost)),
        _("{count} in work", count=text.number(one.standing)),
    ]
    if one.others_settled:
        hover.append(_("{share} with the others", share=text.share(one.others)))
    few = one.settled < FEW
    return Cell(
        f"{one.moved_on}/{one.settled}" if few else text.share(one.share, 0),
        "<br>".join(hover),
        room.link(f"lost_at:{one.position}", **{key: one.name}),
        stands_out=one.share - one.others if one.is_apart else 0.0,
        quiet=few,
    )
