"""One stream of a compound file, the container of Office before 2007."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
_ENTRY, _ROOT = 128, 5


@dataclass(frozen=True)
class Entry:
    name: str
    kind: int
    start: int
    size: int


def stream(content: bytes, names: Sequence[str]) -> bytes:
    """The first of the streams of these names (in small letters). Raises ValueError for none."""
    if not content.startswith(_SIGN) or len(content) < 512:
        raise ValueError("no compound file")
    try:
        return _stream(content, names)
    except struct.error as error:
        raise ValueError("a damaged compound file") from error


def _stream(content: bytes, names: Sequence[str]) -> bytes:
    sector, small = (1 << each for each in struct.unpack_from("<HH", content, 30))
    first, _, small_bound, small_table = struct.unpack_from("<IIII", content, 48)
    table = _table(content, sector)
    entries = _entries(_chain(content[sector:], sector, table, first))
    found = next((one for one in entries if one.name.lower() in names and one.kind == 2), None)
    if found is None:
        raise ValueError("no such stream")
    if found.size >= small_bound:
        return _chain(content[sector:], sector, table, found.start)[: found.size]
    root = next(one for one in entries if one.kind == _ROOT)
    places = _numbers(_chain(content[sector:], sector, table, small_table))
    inner = _chain(content[sector:], sector, table, root.start)
    return _chain(inner, small, places, found.start)[: found.size]


def _table(content: bytes, sector: int) -> Sequence[int]:
    """Which sector follows each."""
    parts = list(struct.unpack_from("<109I", content, 76))
    following = struct.unpack_from("<I", content, 68)[0]
    for _ in range(len(content) // sector):
        if following >= _END:
            break
        *more, following = _numbers(content[sector * (following + 1) : sector * (following + 2)])
        parts += more
    whole = b"".join(content[sector * (p + 1) : sector * (p + 2)] for p in parts if p < _END)
    return _numbers(whole)


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(body: bytes, sector: int, table: Sequence[int], at: int) -> bytes:
    """A chain that bites its tail ends where the file would."""
    found = list[bytes]()
    while at < _END and at < len(table) and len(found) <= len(body) // sector:
        found.append(body[sector * at : sector * (at + 1)])
        at = table[at]
    return b"".join(found)


def _entries(directory: bytes) -> list[Entry]:
    found = []
    for place in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        entry = directory[place : place + _ENTRY]
        length, kind = struct.unpack_from("<HB", entry, 64)
        start, size = struct.unpack_from("<II", entry, 116)
        found.append(Entry(entry[: max(0, length - 2)].decode("utf-16-le", "replace"), kind, start, size))
    return found
