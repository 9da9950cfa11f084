"""The sheets of a workbook (XLSX, XLSB, XLS, ODS), read by a process of its own: see ``sheets.py``."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.errors import BadInput
from data.importing.reading import archives, sheets

MOST_BYTES, MOST_RATIO, SMALL = 4 << 30, 300, 64 << 20
_READER = Path(sheets.__file__)


@dataclass(frozen=True)
class Sheet:
    name: str
    is_table: bool  # not only a title or a note, and not hidden


class Book:
    """An open workbook; ``sheets``: those with anything in them."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self.name, self._process = name, process
        told = json.loads(self._line())
        if isinstance(told, str):
            raise _locked(name) if told == sheets.LOCKED else _damaged(name)
        self.sheets = [
            Sheet(sheet, seen and height >= 2 and width >= 2) for sheet, width, height, seen in told if width
        ]

    def rows(self, sheet: str) -> Iterator[list[str]]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(sheet) + "\n")
        self._process.stdin.flush()
        while (row := json.loads(self._line())) is not None:
            yield row

    def _line(self) -> str:
        """Raises BadInput when the process is no more: the workbook was too much for it."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise _damaged(self.name)
        return line


@contextmanager
def opened(name: str, content: bytes | Path) -> Iterator[Book]:
    """Raises BadInput for a workbook that is locked, damaged or too much."""
    _within_bounds(name, content)
    if _encrypted(content):
        raise _locked(name)
    with _on_disk(content) as path:
        process = subprocess.Popen(
            [sys.executable, "-P", str(_READER), str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        try:
            yield Book(name, process)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def _on_disk(content: bytes | Path) -> Iterator[Path]:
    if isinstance(content, Path):
        yield content
        return
    with tempfile.TemporaryDirectory(prefix="voronka-") as folder:
        path = Path(folder) / "book"
        path.write_bytes(content)
        yield path


def _locked(name: str) -> BadInput:
    return BadInput("{file} is protected by a password. Remove it and upload the file again.", file=name)


def _damaged(name: str) -> BadInput:
    return BadInput(
        "{file} is no workbook that can be read. Open it in Excel and save it as XLSX.", file=name
    )


def _encrypted(content: bytes | Path) -> bool:
    """An XLSX behind a password is an old container with the packed workbook in it."""
    with content.open("rb") if isinstance(content, Path) else io.BytesIO(content) as file:
        head = file.read(1 << 20)
    return head.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in head


def _within_bounds(name: str, content: bytes | Path) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as archive:
            found = archive.infolist()
    except archives.BROKEN:
        return  # the old format is not packed
    size, packed = sum(info.file_size for info in found), sum(info.compress_size for info in found)
    if size > MOST_BYTES or size > max(SMALL, MOST_RATIO * packed):
        raise BadInput("{file} unpacks to too much to be an export. Save the sheet as CSV.", file=name)
