"""What changed in the pipeline between two uploads, step by step, and which deals were put off?"""

from dataclasses import replace

import streamlit as st

from metrics.parts import PIPELINES
from ui import page, states
from ui.changes import managers, put_off, said, step_names, steps, tiles, unknown
from ui.changes.seen import Seen
from ui.desk import Desk
from ui.text import _


def changes(desk: Desk) -> None:
    if desk.is_empty:
        states.empty_store()
        return
    desk.must_be_dated()
    alone = replace(desk, before=None, starts_too_late=False)
    st.caption(page.context(alone))
    if note := page.left_out(alone):
        st.caption(note)
    if not (seen := Seen(alone)).is_known:
        unknown.draw(seen)
        return
    top = st.container()
    st.caption(said.between(seen))
    seen = Seen(alone, _choose())
    st.caption(step_names.meaning(seen.pipeline))
    with top:
        page.answer(said.answer(seen))
    tiles.row(seen)
    if seen.slippage["slipped"]:
        left, right = st.columns((3, 2), gap="small")
        with left:
            steps.draw(seen)
        with right:
            managers.draw(seen)
    else:
        steps.draw(seen)
    if seen.slippage["due"]:
        put_off.draw(seen)


def _choose() -> str:
    chosen = st.segmented_control(
        _("Which deals"),
        PIPELINES,
        default=PIPELINES[0],
        required=True,
        format_func=step_names.pipeline_name,
        key="changes_pipeline",
    )
    return chosen if chosen in PIPELINES else PIPELINES[0]


page.show(_("What changed"), changes, needs_data=False)
