"""Where files are picked. What Streamlit's uploader says is English, whatever language the page speaks:
its words are put out, and ours stand in their place."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ui import text
from ui.text import _

PICKING = "upload_picking"
_BUTTON = "[data-testid=stFileUploaderDropzone] [data-testid=stBaseButton-secondary] p"
_HINT = "[data-testid=stFileUploaderDropzoneInstructions] span"


def files(round_: int, megabytes: int) -> Sequence[UploadedFile]:
    size = text.size(megabytes)
    with st.container(key=PICKING):
        _speak(PICKING, _("Choose files"), _("or drop them here, up to {size} each", size=size))
        return st.file_uploader(
            _(
                "Exports from your CRM, Excel or 1C, several at once: deals, sales, customers, managers, products, plans, payments, spend on channels, activities"
            ),
            accept_multiple_files=True,
            key=f"upload_files_{round_}",
            max_upload_size=megabytes,
        )


def one(label: str, kind: str, key: str, number: int) -> UploadedFile | None:
    with st.container(key=key):
        _speak(key, _("Choose a file"), kind.upper())
        return st.file_uploader(label, type=kind, key=f"{key}_file_{number}")


def _speak(key: str, button: str, hint: str) -> None:
    """Put out by their size too, or they would keep their room; heard no more by who has the page read aloud."""
    said = "".join(
        f'.st-key-{key} {place}{{visibility:hidden;font-size:0}}.st-key-{key} {place}::after{{visibility:visible;font-size:{size};content:"{word}"}}'
        for place, word, size in ((_BUTTON, button, "0.875rem"), (_HINT, hint, "0.875rem"))
    )
    st.html(f"<style>{said}.st-key-{key} {_HINT}{{white-space:normal}}</style>")
