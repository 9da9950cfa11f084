"""The files of a ZIP, unpacked one by one into places of their own, within bounds.

What the archive says of sizes is not believed: unpacking stops where the bound is.
The names inside are shown to people and never used as paths.
"""

from __future__ import annotations

import lzma
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from data.errors import BadInput
from data.importing.model import Source
from data.importing.reading import encoding as enc

MOST_FILES = 200
MOST_BYTES = 16 << 30
MOST_RATIO, SMALL = 200, 64 << 20  # text packs to a tenth, zeros to a thousandth; below SMALL it is no matter
BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, RuntimeError, KeyError,
)  # fmt: skip
"""What reading a damaged archive raises."""
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


@dataclass(frozen=True)
class Member:
    source: Source
    place: tempfile.TemporaryDirectory  # holds the file; goes when cleaned up
    turn: int  # from 0
    of: int  # how many there are


def members(source: Source) -> Iterator[Member]:
    """Raises BadInput for an archive that is locked, damaged or too much."""
    with enc.open_bytes(source.content) as file, zipfile.ZipFile(file) as archive:
        found = [info for info in archive.infolist() if not _noise(info)]
        _within_bounds(source.name, found)
        names = [PureWindowsPath(_name(info)).name for info in found]
        for turn, (info, name) in enumerate(zip(found, names, strict=True)):
            shown = name if names.count(name) == 1 else _name(info)
            place = tempfile.TemporaryDirectory(prefix="voronka-")
            path = Path(place.name) / "file"
            try:
                _unpack(source.name, archive, info, path)
            except BaseException:
                place.cleanup()
                raise
            yield Member(Source(f"{source.name} › {shown}", path), place, turn, len(found))


def _noise(info: zipfile.ZipInfo) -> bool:
    """What systems put beside the files."""
    path = PureWindowsPath(_name(info))
    return info.is_dir() or "__MACOSX" in path.parts or path.name.startswith(".") or path.name == "Thumbs.db"


def _name(info: zipfile.ZipInfo) -> str:
    """Windows packs Russian names in cp866, which the format never says."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp866")
    except UnicodeError:
        return info.filename


def _within_bounds(name: str, found: list[zipfile.ZipInfo]) -> None:
    if not found:
        raise BadInput("{file} is empty.", file=name)
    if any(info.flag_bits & _ENCRYPTED for info in found):
        raise BadInput("{file} is protected by a password. Remove it and upload the file again.", file=name)
    if len(found) > MOST_FILES:
        raise BadInput(
            "{file} holds {count} files, more than {most}. Upload fewer at once.",
            file=name,
            count=len(found),
            most=MOST_FILES,
        )
    size, packed = sum(info.file_size for info in found), sum(info.compress_size for info in found)
    if size > MOST_BYTES or size > max(SMALL, MOST_RATIO * packed):
        raise _too_much(name)


def _too_much(name: str) -> BadInput:
    return BadInput("{file} unpacks to too much to be an export. Upload the files themselves.", file=name)


def _unpack(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> None:
    try:
        with archive.open(info) as packed, path.open("wb") as plain:
            size = 0
            while piece := packed.read(enc.PIECE):
                size += len(piece)
                if size > info.file_size:
                    raise _too_much(name)
                plain.write(piece)
    except BROKEN as error:
        raise BadInput(
            "{file} is damaged: it cannot be unpacked. Save or send it again.", file=name
        ) from error
