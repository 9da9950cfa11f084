"""Is every value in its own column?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import BadInput

if TYPE_CHECKING:
    from data.importing.table import RawTable


def check(table: RawTable) -> None:
    """Raises BadInput for rows with more cells than the header has: a delimiter within the values, mostly the comma of decimals,
    has moved all that follows it."""
    cells = table.dialect.cells
    if not 0 < cells < table.width:
        return
    more = " OR ".join(f"c{place} <> ''" for place in range(cells + 1, table.width + 1))
    rows, more_cells = table.database.execute(
        f"SELECT count(*), count(*) FILTER ({more}) FROM raw"
    ).fetchone()  # type: ignore[misc]
    if more_cells > rows / 2:
        raise BadInput(
            "The rows of {file} have more cells than its header: a “{delimiter}” within the values moves what follows, "
            "mostly that of decimals. Export it with another delimiter, or with quotation marks.",
            file=table.name,
            delimiter=table.dialect.delimiter,
        )
