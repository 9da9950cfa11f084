"""An import that brought nothing in is said to be none, and ends as bad input."""

from __future__ import annotations

from pathlib import Path

from data.errors import BadInput
from data.importing import Counts
from ui.text import number


def refuse(counts: Counts, report: Path | None = None) -> None:
    """Raises BadInput where no row is taken. ``report``: where the rejected rows were written."""
    if counts.taken:
        return
    if not counts.rejected:
        raise BadInput("Nothing was brought in: there are no rows of data in what was given.")
    told = {"count": number(counts.rejected)}
    if report:
        raise BadInput(
            "Nothing was brought in: every row is rejected ({count}). They stand in {file} with their "
            "reasons: mend them there and import that file.",
            file=report,
            **told,
        )
    raise BadInput(
        "Nothing was brought in: every row is rejected ({count}). Say it again with --rejected FILE.csv: it "
        "writes them with their reasons; mend them there and import that file.",
        **told,
    )
