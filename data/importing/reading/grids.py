"""Rows of cells that need no delimiter (of a sheet, a page, a bank file) as the table ``raw``."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import pyarrow as pa

from data.errors import BadInput
from data.importing.model import Source
from data.importing.reading.dialect import of_rows
from data.importing.reading.rooms import Rooms, apart
from data.importing.reading.table import RawTable, check_width, schema_of

_SAMPLE, _BATCH = 2000, 20_000


def read(
    source: Source,
    hashed: tuple[str, int],
    format_: str,
    rows: Iterable[tuple[int, list[str]]],
    header: list[str] | None = None,
    rooms: Rooms = apart,
) -> RawTable:
    """``rows`` come with their numbers in the file; ``header``: the headers, when they are no row of it.
    Raises BadInput when there is no row."""
    rows = iter(rows)
    sample = list(itertools.islice(rows, _SAMPLE))
    if not sample:
        raise BadInput("{file} is empty.", file=source.name)
    dialect = of_rows([row for _, row in sample], header)
    width = max(dialect.width, len(dialect.headers), *(_filled(row) for _, row in sample))
    check_width(source.name, width)
    room = rooms()
    table = RawTable(source.name, source.content, *hashed, format_, dialect, room, width, 0)
    try:
        _load(table, itertools.chain(sample, rows))
    except BaseException:
        room.close()
        raise
    return table


def _filled(row: list[str]) -> int:
    """Cells up to the last that holds anything."""
    return next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)


def _load(table: RawTable, rows: Iterator[tuple[int, list[str]]]) -> None:
    columns = ", ".join(f"c{i} VARCHAR" for i in range(1, table.width + 1))
    table.database.execute(f"CREATE TABLE raw (n BIGINT, {columns})")
    while batch := list(itertools.islice(rows, _BATCH)):
        table.total += len(batch)
        kept = [_record(table, number, row) for number, row in batch if number > table.dialect.header]
        found = [record for record in kept if record]
        if found:
            arrays = [pa.array(column) for column in zip(*found, strict=True)]
            table.database.register("incoming", pa.Table.from_arrays(arrays, schema=schema_of(table.width)))
            table.database.execute("INSERT INTO raw SELECT * FROM incoming")
            table.database.unregister("incoming")


def _record(table: RawTable, number: int, row: list[str]) -> list | None:
    """None for a row with cells beyond the table, which is kept aside."""
    cells = [cell.replace("\0", "").strip() for cell in row]
    if _filled(cells) > table.width:
        table.torn.append((number, cells))
        return None
    return [number, *cells[: table.width], *[""] * (table.width - len(cells))]
