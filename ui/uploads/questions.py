"""What the files leave open, asked once, with examples out of them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from data.importing import Preview, Question
from ui.text import _, escaped, said, shown

# The ring of what can be chosen is as pale as the border of a card, and is not seen in the dark.
_SEEN = (
    "<style>[data-testid=stRadioOption]>div>div:first-child"
    "{box-shadow:0 0 0 1px color-mix(in srgb,currentColor 60%,transparent)}</style>"
)


def draw(preview: Preview) -> Mapping[str, str]:
    """Draws each open question; the answers given so far."""
    answers = {}
    if preview.questions:
        st.html(_SEEN)
    for question in preview.questions:
        with st.container(border=True):
            if given := _answer(question):
                answers[question.key] = given
    return answers


def _answer(question: Question) -> str:
    """'' while it is not given: a click answers, but several options, and one chosen beforehand, are sent."""
    st.markdown("**" + shown(question.text) + "**")
    if examples := _examples(question):
        st.caption(" · ".join(map(escaped, examples)))
    if not question.several and not question.default:
        return _one(question, None)
    with st.form(key=f"upload_form_{question.key}", border=False):
        chosen = _several(question) if question.several else _one(question, question.default)
        sent = st.form_submit_button(_("Answer"), icon=":material/check:")
    return chosen if sent else ""


def _one(question: Question, safe: str | None) -> str:
    values, labels = _options(question)
    chosen = st.radio(
        said(question.text),
        values,
        index=values.index(safe) if safe else None,
        format_func=labels.__getitem__,
        key=f"upload_answer_{question.key}",
        label_visibility="collapsed",
    )
    return chosen or ""


def _several(question: Question) -> str:
    values, labels = _options(question)
    chosen = st.pills(
        said(question.text),
        values,
        selection_mode="multi",
        format_func=labels.__getitem__,
        key=f"upload_answer_{question.key}",
        label_visibility="collapsed",
    )
    return "|".join(chosen)


def _options(question: Question) -> tuple[list[str], dict[str, str]]:
    labels = {option.value: shown(option.label) for option in question.options}
    return list(labels), labels


def _examples(question: Question) -> list[str]:
    """Those that are not to be read beside them anyway, in the question or on what can be answered."""
    beside = {said(option.label) for option in question.options}
    return [each for each in question.examples if each not in beside and each not in said(question.text)]
