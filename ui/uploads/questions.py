"""What the files leave open, asked once, with examples out of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from data.importing import Preview, Question
from ui.text import said


def draw(preview: Preview) -> Mapping[str, str]:
    """Draws each open question; the answers given so far."""
    answers = {}
    for question in preview.questions:
        with st.container(border=True):
            if given := _answer(question):
                answers[question.key] = given
    return answers


def _answer(question: Question) -> str:
    values = [option.value for option in question.options]
    labels = {option.value: said(option.label) for option in question.options}
    help = " · ".join(question.examples) or None
    st.markdown("**" + said(question.text) + "**")
    if help:
        st.caption(help)
    widget: Any = st.pills if question.several else st.radio
    safe = values.index(question.default) if question.default else None
    extra = {"selection_mode": "multi"} if question.several else {"index": safe}
    chosen = widget(
        said(question.text),
        values,
        format_func=lambda value: labels[value],
        key=f"upload_answer_{question.key}",
        label_visibility="collapsed",
        **extra,
    )
    return "|".join(chosen) if question.several else chosen or ""
