"""A folder that files are dropped into: which are complete, and where they go when they were read.

Nothing is ever lost: a file is moved, never deleted or written over, and until it has been moved it
lies where it lay. A file read twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

DONE, FAILED = "done", "failed"
_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".lock")


class Inbox:
    """``look`` again and again: a file that is the same in two looks in a row is complete."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen: dict[Path, tuple[int, int]] = {}
        for place in (DONE, FAILED):
            (folder / place).mkdir(parents=True, exist_ok=True)

    def look(self) -> list[Path]:
        """The complete files, the oldest first."""
        now = dict(self._files())
        found = [path for path, state in now.items() if state[0] and self._seen.get(path) == state]
        self._seen = now
        return sorted(found, key=lambda path: (now[path][1], path.name))

    def _files(self) -> Iterator[tuple[Path, tuple[int, int]]]:
        for path in self.folder.iterdir():
            hidden = path.name.startswith((".", "~$"))
            if path.is_file() and not hidden and path.suffix.lower() not in _UNFINISHED:
                state = path.stat()
                yield path, (state.st_size, state.st_mtime_ns)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process is the one that works on the folder now."""
        lock = FileLock(self.folder / ".voronka.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def put(self, path: Path, where: str, reports: Mapping[str, str]) -> Path:
        """Moves a file to ``done`` or ``failed``, its reports (ending → text) beside it."""
        to = self._free(self.folder / where / path.name, tuple(reports))
        for ending, text in reports.items():
            (to.parent / f"{to.name}.report.{ending}").write_text(text, encoding="utf-8")
        self._seen.pop(path, None)
        return path.rename(to)

    def _free(self, wanted: Path, endings: tuple[str, ...]) -> Path:
        number, to = 1, wanted
        while any(one.exists() for one in (to, *(to.parent / f"{to.name}.report.{e}" for e in endings))):
            number += 1
            to = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        return to
