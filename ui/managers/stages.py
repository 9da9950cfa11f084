"""What share of one manager's deals goes on from each stage, and where the others stand."""

from __future__ import annotations

import streamlit as st

from metrics.managers import FEWEST
from ui import charts, text
from ui.codes import value_name
from ui.figures.ladder import Rung, ladder
from ui.funnel.room import FEW
from ui.funnel.standings import Standing, worst
from ui.links import link
from ui.managers.crew import Crew
from ui.text import _


def of(crew: Crew, name: str | None) -> list[Standing]:
    """His stages at which some deal's fate is settled; none where five people are not there to compare."""
    if crew.people < FEWEST:
        return []
    return [one for one in crew.standings if one.name == name and one.settled]


def draw(crew: Crew, own: list[Standing]) -> None:
    """What share goes on from each stage, a tick where the others stand."""
    if crew.people < FEWEST:
        return
    if not own:
        with charts.card(_("Stages")):
            st.write(
                _(
                    "The data do not say at which stages these deals went on or were lost. Upload the stage history, or a column with the stage of loss."
                )
            )
        return
    with charts.card(_stage_title(own), help=_explained()):
        for pipeline in dict.fromkeys(one.pipeline for one in own):
            here = [one for one in own if one.pipeline == pipeline]
            if pipeline:
                st.caption(value_name(pipeline))
            rungs = [_rung(crew, one) for one in here]
            charts.draw(
                ladder(rungs, crew.desk.colours, highest=1.0, noted=True),
                f"managers_steps_{pipeline}_{here[0].name}",
            )


def _explained() -> str:
    return _(
        "Moved on / (moved on + lost at the stage), of the deals created in the period. The tick is where the others stand."
    )


def _stage_title(own: list[Standing]) -> str:
    found = worst(own)
    if found is None:
        return _("Stages: nothing lost noticeably more than by the others")
    return _(
        "“{stage}”: {share} go on, {others} with the others",
        stage=found.stage,
        share=text.share(found.share, 0),
        others=text.share(found.others, 0),
    )


def _rung(crew: Crew, one: Standing) -> Rung:
    part = _("{part} of {whole}", part=text.number(one.moved_on), whole=text.number(one.settled))
    few = one.settled < FEW
    others = one.others if one.others_settled else None
    worse = one.is_apart and one.z < 0
    return Rung(
        one.stage or "",
        one.share,
        part if few else f"<b>{text.share(one.share, 0)}</b> · {part}",
        _("{moved} went on, {lost} lost here", moved=text.number(one.moved_on), lost=text.number(one.lost)),
        link(f"lost_at:{one.position}", manager=one.name, pipeline=one.pipeline).text(),
        note=_("{share} with the others", share=text.share(others, 0)) if others is not None else "",
        mark=others,
        colour=crew.desk.colours.bad if worse else crew.desk.colours.quiet if few else None,
        warns=worse,
    )
