"""One against the others at each stage: where somebody, or some source, loses what the rest carry through."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.dimensions import DIMENSIONS
from ui import charts, text
from ui.codes import value_name
from ui.figures.matrix import Cell, matrix
from ui.funnel.room import FEW, Room
from ui.funnel.standings import Standing, everybody, standings, worst
from ui.text import _, words

BY = ("manager", "source", "channel", "segment", "region", "product_group")
MOST = 15
"""Rows; the rest has the fewest deals."""


def dimensions(room: Room) -> list[str]:
    """What there is to compare by: nothing where conversion is refused, or all deals are alike."""
    if room.unknown_lost or room.cohort.empty:
        return []
    desk = room.desk
    return [key for key in BY if len(desk.options[key]) > 1]


def draw(room: Room, asked: list[str]) -> None:
    with st.container(border=True, height="stretch"):
        title = st.container()
        key = _choose(asked)
        everyone = standings(room.desk, key)
        here = [one for one in everyone if one.pipeline == room.name]
        title.markdown(f"**{_title(here, key)}**", help=_explained())
        if elsewhere := _worse_elsewhere(everyone, room.name, key):
            st.caption(elsewhere)
        if _differ(here):
            _matrix(room, key, here)


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


def _differ(here: Sequence[Standing]) -> bool:
    return len({one.name for one in here}) > 1


def _title(here: Sequence[Standing], key: str) -> str:
    if not _differ(here):
        return _("Nothing to compare: all deals of this pipeline are alike here")
    found = worst(here)
    return _said(found, key) if found else _("Nobody loses noticeably more than the others at any stage")


def _said(one: Standing, key: str) -> str:
    name, share, others = value_name(one.name, key), text.share(one.share, 0), text.share(one.others, 0)
    if one.stage is None:
        return _(
            "{name}: {share} come to a sale, {others} with the others", name=name, share=share, others=others
        )
    return _(
        "{name} at “{stage}”: {share} go on, {others} with the others",
        name=name,
        stage=one.stage,
        share=share,
        others=others,
    )


def _explained() -> str:
    return _(
        "Moved on / (moved on + lost here) of the deals created in the period. Coloured only where the difference from all the others is more than chance makes once in a hundred times; under 20 cases the count stands instead."
    )


def _worse_elsewhere(everyone: Sequence[Standing], name: str, key: str) -> str:
    """The clearest loss may hide in a pipeline that is not shown."""
    found = worst(everyone)
    if found is None or found.pipeline == name:
        return ""
    return _(
        "Elsewhere, in “{pipeline}”, {said}.", pipeline=value_name(found.pipeline), said=_said(found, key)
    )


def _matrix(room: Room, key: str, here: Sequence[Standing]) -> None:
    names = _busiest(here)
    cells = {(one.name, one.position): one for one in here}
    first = [one for one in here if one.name == here[0].name]
    lines = [[_whole_cell(one) for one in everybody(first)]]
    lines += [[_cell(room, key, cells[name, one.position]) for one in first] for name in names[:MOST]]
    everyone = _("Everybody") if key == "manager" else _("All together")
    rows = [f"<b>{everyone}</b>", *(value_name(name, key) for name in names[:MOST])]
    columns = [_column(one) for one in first]
    charts.draw(matrix(rows, columns, lines, room.desk.colours), "funnel_matrix")
    if len(names) > MOST:
        st.caption(_("The {count} with the most deals are shown.", count=text.number(MOST)))


def _busiest(here: Sequence[Standing]) -> list[str | None]:
    """Names by how many of their deals are settled."""
    whole_way = [one for one in here if one.stage is None]
    return [one.name for one in sorted(whole_way, key=lambda one: -one.settled)]


def _column(one: Standing) -> str:
    return _("To a sale") if one.stage is None else one.stage


def _whole_cell(one: Standing) -> Cell:
    if not one.settled:
        return Cell(text.NOTHING, _column(one))
    counted = _("{part} of {whole}", part=text.number(one.moved_on), whole=text.number(one.settled))
    return Cell(f"<b>{text.share(one.share, 0)}</b>", f"<b>{_column(one)}</b><br>{counted}")


def _cell(room: Room, key: str, one: Standing) -> Cell:
    if not one.settled:
        return Cell(text.NOTHING, _("no deals settled here"), quiet=True)
    few = one.settled < FEW
    return Cell(
        f"{one.moved_on}/{one.settled}" if few else text.share(one.share, 0),
        _hover(one, key),
        _link(room, key, one),
        stands_out=one.share - one.others if one.is_apart else 0.0,
        quiet=few,
    )


def _hover(one: Standing, key: str) -> str:
    moved, lost = text.number(one.moved_on), text.number(one.lost)
    if one.stage is None:
        counted = _("{won} won, {lost} lost", won=moved, lost=lost)
    else:
        counted = _("{moved} went on, {lost} lost here", moved=moved, lost=lost)
    said = [
        f"<b>{value_name(one.name, key)} · {_column(one)}</b>",
        counted,
        _("{count} in work", count=text.number(one.standing)),
    ]
    if one.others_settled:
        said.append(_("{share} with the others", share=text.share(one.others)))
    return "<br>".join(said)


def _link(room: Room, key: str, one: Standing) -> str:
    """To the deals lost there."""
    if one.stage is None:
        return room.link("deals_created", status="lost", **{key: one.name})
    return room.link(f"lost_at:{one.position}", **{key: one.name})
