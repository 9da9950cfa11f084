"""A file as a table of texts in a room of its own (see ``rooms``).

The whole file streams through Arrow's CSV reader: memory does not grow with it.
Records whose number of cells is not the usual one are set right here (a trailing
delimiter, titles above the table) or kept aside to be rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv

from data.errors import BadInput
from data.importing.model import Source
from data.importing.reading import encoding as enc
from data.importing.reading.counting import Counter, schema_of
from data.importing.reading.dialect import SAMPLE, Dialect, sniff
from data.importing.reading.heeding import heeded
from data.importing.reading.rooms import Room, Rooms, apart

BLOCKS = (2 << 20, 64 << 20)
"""A record must fit into one. Several blocks are held at a time, so the large ones are for those who need them."""

MOST_COLUMNS = 3000


@dataclass
class RawTable:
    """Table ``raw``: ``n`` (record of the file, from 1) and ``c1`` … ``cW``, trimmed texts,
    without the header and what stands above it. ``torn``: records with cells missing or to spare."""

    name: str
    content: bytes | Path
    content_hash: str
    size: int
    encoding: str
    dialect: Dialect
    room: Room
    width: int
    total: int  # records of the file
    torn: list[tuple[int, list[str]]] = field(default_factory=list)
    garbled: bool = False  # bytes that the encoding does not know
    is_part: bool = False  # some rows of an export, mended: what is not among them is not gone

    @property
    def database(self) -> duckdb.DuckDBPyConnection:
        return self.room.database

    @property
    def headers(self) -> tuple[str, ...]:
        known = self.dialect.headers[: self.width]
        return known + ("",) * (self.width - len(known))

    def close(self) -> None:
        self.room.close()


def fingerprint(content: bytes | Path) -> tuple[str, int]:
    """sha-256 and size of the bytes as they came."""
    digest, size = hashlib.sha256(), 0
    with enc.open_bytes(content) as file:
        while piece := file.read(enc.PIECE):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size


def check_width(name: str, width: int) -> None:
    if width > MOST_COLUMNS:
        raise BadInput(
            "{file} has {count} columns, more than {most}: it is damaged, or no export.",
            file=name,
            count=width,
            most=MOST_COLUMNS,
        )


def read(source: Source, told: Callable[[float], None] = lambda _: None, rooms: Rooms = apart) -> RawTable:
    """Raises BadInput when the file is no table of text."""
    content_hash, size = fingerprint(source.content)
    encoding = enc.detect(source.content)
    dialect = sniff(_sample(source.content, encoding), size <= SAMPLE)
    if dialect.lines_quoted:
        raise BadInput(
            "Each line of {file} stands in quotation marks as a whole, so its columns cannot be told: a spreadsheet "
            "saved it so. Export it again, or open it as text by its delimiter and save it.",
            file=source.name,
        )
    width = max(dialect.width, len(dialect.headers))
    check_width(source.name, width)
    for block in BLOCKS:
        table = RawTable(
            source.name, source.content, content_hash, size, encoding, dialect, rooms(), width, 0
        )
        try:
            _fill(table, block, lambda done: told(done / max(size, 1)))
            break
        except (pa.ArrowInvalid, duckdb.InvalidInputException) as error:  # the engine hands on the other's
            if "straddling" not in str(error) or block == BLOCKS[-1]:
                raise _no_table(source, error) from error
    return table


def _no_table(source: Source, error: Exception) -> BadInput:
    return BadInput(
        "{file} cannot be read as a table: {reason}. A quotation mark that never closes is the usual "
        "cause; save the export again.",
        file=source.name,
        reason=str(error).split("\n")[0].rsplit("Invalid: ", 1)[-1][:200],
    )


def _fill(table: RawTable, block: int, told: Callable[[float], None]) -> None:
    """Closes the room of a table that did not come to be."""
    stop: list[BaseException] = []
    try:
        _load(table, block, heeded(told, stop))
        _check_cells(table)
    except BaseException:
        table.close()
        if stop:
            raise stop[0] from None
        raise


def _check_cells(table: RawTable) -> None:
    """Rows with more cells than the header has: a delimiter within the values, mostly the comma of decimals,
    has moved all that follows it."""
    cells = table.dialect.cells
    if not 0 < cells < table.width:
        return
    more = " OR ".join(f"c{place} <> ''" for place in range(cells + 1, table.width + 1))
    rows, moved = table.database.execute(f"SELECT count(*), count(*) FILTER ({more}) FROM raw").fetchone()  # type: ignore[misc]
    if moved > rows / 2:
        raise BadInput(
            "The rows of {file} have more cells than its header: a “{delimiter}” within the values moves what follows, "
            "mostly that of decimals. Export it with another delimiter, or with quotation marks.",
            file=table.name,
            delimiter=table.dialect.delimiter,
        )


def _sample(content: bytes | Path, encoding: str) -> str:
    with enc.Recoded(content, encoding) as stream:
        return stream.read(SAMPLE).decode("utf-8", "ignore")


def _load(table: RawTable, block: int, told: Callable[[float], None]) -> None:
    aside: list[tuple[int, str]] = []

    def keep(row: pyarrow.csv.InvalidRow) -> str:
        aside.append((row.number, row.text))
        return "skip"

    names = [f"c{i}" for i in range(1, table.dialect.width + 1)]
    recoded = enc.Recoded(table.content, table.encoding, told)
    reader = pyarrow.csv.open_csv(
        pa.PythonFile(recoded, mode="r"),
        read_options=pyarrow.csv.ReadOptions(use_threads=False, column_names=names, block_size=block),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=table.dialect.delimiter,
            quote_char='"' if table.dialect.quoted else False,
            escape_char="\\" if table.dialect.escaped else False,
            newlines_in_values=table.dialect.quoted,
            ignore_empty_lines=False,
            invalid_row_handler=keep,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={name: pa.string() for name in names}, strings_can_be_null=False
        ),
    )
    counter = Counter(table.dialect.header, table.width, aside)
    database = table.database
    incoming = pa.RecordBatchReader.from_batches(schema_of(table.width), counter.batches(reader))
    database.register("incoming", incoming)
    database.execute("CREATE TABLE raw AS SELECT * FROM incoming")
    database.unregister("incoming")
    mended = _mend(table, aside)
    if mended:
        columns = [pa.array(column) for column in zip(*mended, strict=True)]
        database.register("incoming", pa.Table.from_arrays(columns, schema=schema_of(table.width)))
        database.execute("INSERT INTO raw SELECT * FROM incoming")
        database.unregister("incoming")
    table.total = counter.at + sum(1 for number, _ in aside if number > counter.at)
    table.garbled = recoded.garbled


def _mend(table: RawTable, aside: list[tuple[int, str]]) -> list[list]:
    """Records that only have empty cells to spare, or end where the table's last headers are
    blank; the others are torn."""
    good, dialect = [], table.dialect
    for number, text in aside:
        if number <= dialect.header:
            continue
        cells = [cell.strip() for cell in dialect.cells_of(text)]
        while len(cells) > table.width and not cells[-1]:
            cells.pop()
        short = len(cells) < table.width
        if short and not any(table.headers[len(cells) :]):
            cells += [""] * (table.width - len(cells))
        if len(cells) == table.width:
            good.append([number, *cells])
        elif sum(map(bool, cells)) <= 1 and short:  # a title, a group, a footer: as if alone in its row
            good.append([number, *cells, *[""] * (table.width - len(cells))])
        else:
            table.torn.append((number, cells))
    return good
