"""Two tables beside each other on a sheet, a blank column between: in one row of the sheet stand rows of both, that
have nothing to do with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.importing.reading import headers
from data.importing.vocabulary import total_words

WHOLE = "1 + 2"
"""The name under which all columns are one table."""


@dataclass(frozen=True)
class Block:
    """Columns ``first`` … ``end`` (without it), from 0; the record of its header, and the last that holds anything."""

    first: int
    end: int
    header: int
    last: int
    gaps: bool
    names: tuple[str, ...]


@dataclass(frozen=True)
class Abreast:
    rows: Sequence[list[str]]
    blocks: Sequence[Block]

    @property
    def names(self) -> tuple[str, ...]:
        return (*(headers.called(number, one.names) for number, one in enumerate(self.blocks, 1)), WHOLE)

    def of(self, name: str) -> tuple[int, Sequence[list[str]]]:
        """As of tables one below the other: where it begins, and its rows."""
        if name == WHOLE:
            return 0, self.rows
        block = self.blocks[self.names.index(name)]
        return 0, [row[block.first : block.end] for row in self.rows]


def find(rows: Sequence[list[str]]) -> Abreast | None:
    """Where one of them ends sooner than another, or begins elsewhere: a table with a blank column in it does not."""
    blocks = [block for first, end in _parts(rows) if (block := _block(rows, first, end))]
    if len(blocks) < 2 or any(block.gaps for block in blocks[1:]):
        return None
    unlike = len({block.last for block in blocks}) > 1 or len({block.header for block in blocks}) > 1
    return Abreast(rows, blocks) if unlike else None


def _parts(rows: Sequence[list[str]]) -> Iterator[tuple[int, int]]:
    """Columns between those that are blank from the first row to the last."""
    filled = {at for row in rows for at, cell in enumerate(row) if cell.strip()}
    begun = None
    for at in range(max(filled, default=-1) + 2):
        if at in filled and begun is None:
            begun = at
        elif at not in filled and begun is not None:
            yield begun, at
            begun = None


def _block(rows: Sequence[list[str]], first: int, end: int) -> Block | None:
    """None for what is no table: a remark beside one, a column alone."""
    mine = [row[first:end] for row in rows]
    header, names = headers.find(mine[: headers.LOOK], end - first)
    full = [at for at, row in enumerate(mine) if at >= header and _is_data(row)]
    if not header or sum(map(bool, names)) < 2 or not full:
        return None
    return Block(first, end, header, full[-1], len(full) < full[-1] - header + 1, names)


def _is_data(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 1 and filled[0].rstrip(":").lower() not in total_words()
