"""A stream out of the container of old Microsoft files."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_LAST_KIND = 0xFFFFFFFA  # this and more are no sectors but marks of the end, of free ones, of tables


def stream(content: bytes, *names: str) -> bytes:
    """The first of the named streams that is there. Raises LookupError, struct.error for what is damaged."""
    shift, short = struct.unpack_from("<HH", content, 30)
    tables, first, _, limit, first_short, _, more, _ = struct.unpack_from("<8I", content, 44)
    sector = _Sectors(content, shift)
    listed = list(struct.unpack_from("<109I", content, 76)) + list(sector.further(more))
    sector.chain_of(part for part in listed[:tables] if part < _LAST_KIND)
    entries = sector.joined(first)
    root = struct.unpack_from("<IQ", entries, 116)
    for name in names:
        for at in range(0, len(entries), 128):
            length = struct.unpack_from("<H", entries, at + 64)[0]
            if entries[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") == name:
                begin, size = struct.unpack_from("<IQ", entries, at + 116)
                size &= 0xFFFFFFFF
                if size >= limit:
                    return sector.joined(begin)[:size]
                small = _Sectors(sector.joined(root[0]), short, offset=0)
                small.next = (
                    list(struct.unpack(f"<{len(table) // 4}I", table))
                    if (table := sector.joined(first_short))
                    else []
                )
                return small.joined(begin)[:size]
    raise LookupError(names)


class _Sectors:
    """``next``: of each sector the one that follows it."""

    def __init__(self, content: bytes, shift: int, offset: int | None = None) -> None:
        self.content, self.size = content, 1 << shift
        self.offset = self.size if offset is None else offset
        self.next: list[int] = []

    def one(self, number: int) -> bytes:
        begin = self.offset + number * self.size
        return self.content[begin : begin + self.size]

    def chain_of(self, tables: Iterator[int]) -> None:
        for table in tables:
            told = self.one(table)
            self.next += struct.unpack(f"<{len(told) // 4}I", told)

    def further(self, number: int) -> Iterator[int]:
        """The list of tables where it outgrows the header."""
        for _ in range(len(self.content) // self.size):
            if number >= _LAST_KIND:
                return
            *parts, number = struct.unpack(f"<{self.size // 4}I", self.one(number))
            yield from parts

    def joined(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < _LAST_KIND and len(found) <= len(self.next):
            found.append(self.one(number))
            number = self.next[number]
        return b"".join(found)
